package io.github.resshift.image;

import static io.github.resshift.image.PictureFormat.TIFF;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.resshift.image.meta.Density;
import io.github.resshift.image.meta.Metadata;
import io.github.resshift.image.meta.MetadataPolicy;
import io.github.resshift.image.meta.Provenance;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of a file's metadata; tagged.jpg was made with exiftool. */
class MetadataTest {
  private static final Path TAGGED = Path.of("src/test/resources/pictures/tagged.jpg");
  private static final Provenance MADE = new Provenance("Program 1.0", "bundled", 7, 4);

  @TempDir Path folder;
  private final List<String> notes = new ArrayList<>();

  @ParameterizedTest
  @EnumSource(PictureFormat.class)
  void everyFormatCarriesWhatIsStillTrue(PictureFormat format) {
    Metadata written = written(format, MetadataPolicy.KEEP, Optional.of(MADE));
    assertThat(text(written.exif().orElseThrow()))
        .contains("Testmaker", "A. Person", "CC0", "2020:01:02", "a comment", "BODY4711", "Jane")
        .contains("Program 1.0")
        .doesNotContain("Firmware", "JFIF");
    assertThat(text(written.xmp().orElseThrow()))
        .contains("A title", "BODY4711", "GPSLatitude", "<tiff:Orientation>1<", ">128<")
        .contains("resshift:Model=\"bundled\"", "resshift:Seed=\"7\"", "resshift:Steps=\"4\"");
    assertThat(written.density().orElseThrow().perMetreX()).isEqualTo(11811); // 300 dpi
    if (format == PictureFormat.WEBP) {
      assertThat(written.iptc()).isEmpty();
      assertThat(notes).singleElement().asString().contains("IPTC");
    } else {
      assertThat(text(written.iptc().orElseThrow())).contains("one", "Munich");
      assertThat(notes).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(PictureFormat.class)
  void privateLeavesOutWhatLeadsToThePerson(PictureFormat format) throws IOException {
    Path file = write(format, MetadataPolicy.PRIVATE, Optional.of(MADE));
    Metadata written = new PictureReader().load(file, notes::add).metadata();
    assertThat(text(written.exif().orElseThrow())).contains("Testmaker", "50mm", "A. Person");
    assertThat(text(written.xmp().orElseThrow())).contains("A title");
    // Nothing of it is left anywhere in the file, not even between the blocks.
    assertThat(text(Files.readAllBytes(file)))
        .doesNotContain("BODY4711", "LENS0815", "Jane Owner", "GPSLatitude");
    assertThat(new PictureReader().load(TAGGED, notes::add).metadata().exif().orElseThrow().length)
        .isGreaterThan(written.exif().orElseThrow().length);
  }

  @ParameterizedTest
  @EnumSource(PictureFormat.class)
  void stripLeavesNothingButResolutionAndProvenance(PictureFormat format) {
    Metadata written = written(format, MetadataPolicy.STRIP, Optional.of(MADE));
    assertThat(text(written.xmp().orElseThrow()))
        .contains("resshift:Model=\"bundled\"")
        .doesNotContain("A title");
    assertThat(written.iptc()).isEmpty();
    assertThat(written.density()).isPresent();
    Metadata nothing = written(format, MetadataPolicy.STRIP, Optional.empty());
    assertThat(nothing.xmp()).isEmpty();
    assertThat(nothing.withExif(null).withDensity(null)).hasToString("no metadata");
  }

  @ParameterizedTest
  @EnumSource(PictureFormat.class)
  void aResultStandsUprightEverywhere(PictureFormat format) {
    SourcePicture source = new PictureReader().load(TAGGED, notes::add);
    assertThat(source.picture().width()).isEqualTo(32); // stored 48 wide and turned
    Path file = write(format, MetadataPolicy.KEEP, Optional.empty());
    assertThat(new PictureReader().read(file).width()).isEqualTo(32);
  }

  @ParameterizedTest
  @EnumSource(PictureFormat.class)
  void theSameMetadataGiveTheSameBytes(PictureFormat format) throws IOException {
    byte[] first = Files.readAllBytes(write(format, MetadataPolicy.KEEP, Optional.of(MADE)));
    byte[] second = Files.readAllBytes(write(format, MetadataPolicy.KEEP, Optional.of(MADE)));
    assertThat(first).isEqualTo(second);
  }

  @Test
  void damagedBlocksAreLeftOutAndSaid() {
    Metadata odd =
        Metadata.NONE.withExif(new byte[] {'M', 'M', 0, 42, 0, 0, 0, 99}).withXmp("<x".getBytes());
    Metadata result = odd.forResult(MetadataPolicy.KEEP, Optional.of(MADE), 4, 4, notes::add);
    assertThat(result.exif()).isEmpty();
    assertThat(text(result.xmp().orElseThrow())).contains("resshift:Seed");
    assertThat(notes).hasSize(2).allMatch(note -> note.contains("left out"));
  }

  @Test
  void recordsAmongPhotoshopsResourcesOfATiffAreFound() throws IOException {
    byte[] records = {0x1C, 2, 25, 0, 3, 'o', 'n', 'e', 0};
    byte[] resource = ByteBuffer.allocate(21).put("8BIM\4\4\0\0\0\0\0".getBytes()).array();
    resource[11] = (byte) records.length;
    System.arraycopy(records, 0, resource, 12, records.length);
    assertThat(readTiff(records, 34377, resource).iptc().orElseThrow()).isEqualTo(records);
  }

  @Test
  void recordsThatATiffHasCutOffAreNotUsed() throws IOException {
    byte[] records = {0x1C, 2, 25, 0, 3, 'o', 'n', 'e'};
    assertThat(readTiff(records, 33723, Arrays.copyOf(records, 6)).iptc()).isEmpty();
    assertThat(readTiff(records, 33723, records).iptc()).isPresent();
  }

  /** Reads a TIFF file in which the tag of the records became another one with other bytes. */
  private Metadata readTiff(byte[] records, int tag, byte[] bytes) throws IOException {
    Path file = folder.resolve("x.tif");
    PictureWriter.write(
        Pictures.ramps(8, 8, 8, false), Metadata.NONE.withIptc(records), file, TIFF, 95);
    byte[] tiff = Files.readAllBytes(file);
    ByteBuffer out = ByteBuffer.wrap(Arrays.copyOf(tiff, tiff.length + bytes.length));
    out.order(tiff[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int directory = out.getInt(4);
    for (int i = 0; i < out.getShort(directory); i++) {
      int entry = directory + 2 + 12 * i;
      if ((out.getShort(entry) & 0xFFFF) == 33723) {
        out.putShort(entry, (short) tag).putInt(entry + 4, bytes.length);
        out.putInt(entry + 8, tiff.length);
      }
    }
    Files.write(file, out.position(tiff.length).put(bytes).array());
    Metadata read = new PictureReader().load(file, notes::add).metadata();
    assertThat(notes).isEmpty();
    return read;
  }

  @Test
  void recordsInPlainTextOfAPngAreFound() throws IOException {
    Path file = folder.resolve("x.png");
    PictureWriter.write(Pictures.ramps(8, 8, 8, false), file, PictureFormat.PNG, 95);
    byte[] png = Files.readAllBytes(file);
    byte[] text = "tEXtRaw profile type iptc\0\nIPTC profile\n 8\n1c02190003\n6f6e65\n".getBytes();
    CRC32 crc = new CRC32();
    crc.update(text);
    ByteBuffer out = ByteBuffer.allocate(png.length + 8 + text.length);
    out.put(png, 0, 33).putInt(text.length - 4).put(text).putInt((int) crc.getValue());
    Files.write(file, out.put(png, 33, png.length - 33).array());
    assertThat(text(new PictureReader().load(file, notes::add).metadata().iptc().orElseThrow()))
        .endsWith("one");
    assertThat(notes).isEmpty();
  }

  @Test
  void anXmpPacketCannotReachOtherFiles() {
    String evil =
        "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/hostname\">]><x:xmpmeta xmlns:x='adobe:ns:meta/'>"
            + "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>&e;</rdf:RDF>"
            + "</x:xmpmeta>";
    Metadata odd = Metadata.NONE.withXmp(evil.getBytes(StandardCharsets.UTF_8));
    Metadata result = odd.forResult(MetadataPolicy.KEEP, Optional.empty(), 4, 4, notes::add);
    assertThat(result.xmp()).isEmpty();
    assertThat(notes).hasSize(1);
  }

  @Test
  void aProfileOfADisplayIsHandedOnAndItsValuesStay() throws IOException {
    byte[] icc = Profiles.displayP3();
    Picture picture = Pictures.random(3, 9, 7, 16, false, false);
    for (PictureFormat format : List.of(PictureFormat.PNG, PictureFormat.TIFF)) {
      Path file = folder.resolve("p3." + format.suffix());
      PictureWriter.write(picture, Metadata.NONE.withIcc(icc), file, format, 90);
      SourcePicture read = new PictureReader().load(file, notes::add);
      assertThat(read.picture()).isEqualTo(picture);
      assertThat(body(read.metadata().icc().orElseThrow())).isEqualTo(body(icc));
      assertThat(new PictureReader().read(file)).isNotEqualTo(picture); // converted to sRGB
    }
    for (PictureFormat format : List.of(PictureFormat.JPEG, PictureFormat.WEBP)) {
      Path file = folder.resolve("p3." + format.suffix());
      PictureWriter.write(
          Pictures.ramps(64, 64, 8, false), Metadata.NONE.withIcc(icc), file, format, 95);
      SourcePicture read = new PictureReader().load(file, notes::add);
      assertThat(body(read.metadata().icc().orElseThrow())).isEqualTo(body(icc));
    }
    assertThat(notes).isEmpty();
  }

  @Test
  void resolutionsRoundTrip() {
    Picture picture = Pictures.ramps(8, 8, 8, false);
    for (PictureFormat format : PictureFormat.values()) {
      for (Density density : List.of(new Density(300, 150, false), new Density(118, 118, true))) {
        Path file = folder.resolve("d." + format.suffix());
        PictureWriter.write(picture, Metadata.NONE.withDensity(density), file, format, 90);
        Density read =
            new PictureReader().load(file, notes::add).metadata().density().orElseThrow();
        assertThat(read.perMetreX()).isEqualTo(density.perMetreX());
        assertThat(read.perMetreY()).isEqualTo(density.perMetreY());
      }
    }
  }

  private Metadata written(PictureFormat format, MetadataPolicy policy, Optional<Provenance> made) {
    return new PictureReader().load(write(format, policy, made), notes::add).metadata();
  }

  private Path write(PictureFormat format, MetadataPolicy policy, Optional<Provenance> made) {
    SourcePicture source = new PictureReader().load(TAGGED, notes::add);
    Metadata result = source.metadata().forResult(policy, made, 128, 192, notes::add);
    Path file = folder.resolve("r." + format.suffix());
    notes.addAll(PictureWriter.write(source.picture(), result, file, format, 90));
    return file;
  }

  /** Without the header, in which Java's colour engine fills in what is left open. */
  private static byte[] body(byte[] icc) {
    return Arrays.copyOfRange(icc, 128, icc.length);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
