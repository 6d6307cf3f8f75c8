package io.github.resshift.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resshift.image.meta.Metadata;
import io.github.resshift.image.meta.MetadataPolicy;
import io.github.resshift.image.meta.Provenance;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** XMP that is longer than a segment of JPEG. */
class ExtendedXmpTest {
  private static final Provenance MADE = new Provenance("Program 1.0", "bundled", 7, 4);
  private static final String EXTENSION = "http://ns.adobe.com/xmp/extension/";

  @TempDir Path folder;
  private final List<String> notes = new ArrayList<>();

  /** A title, a serial number, and a history of {@code bytes} letters as element or attribute. */
  private static byte[] packet(int bytes, boolean attribute) {
    String history = "h".repeat(bytes / 2);
    String text =
        "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF"
            + " xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'"
            + " xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:o='http://example.org/o/'>"
            + "<rdf:Description rdf:about='' dc:title='A title' o:lens='before'"
            + (attribute ? " o:history='" + history + history + "'>" : ">")
            + "<o:SerialNumber>BODY4711</o:SerialNumber>"
            + (attribute ? "" : "<o:a>" + history + "</o:a><o:b>" + history + "</o:b>")
            + "</rdf:Description></rdf:RDF></x:xmpmeta>";
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private Path jpeg(Metadata metadata) {
    Path file = folder.resolve("long.jpg");
    Picture picture = Pictures.ramps(16, 16, 8, false);
    notes.addAll(PictureWriter.write(picture, metadata, file, PictureFormat.JPEG, 95));
    return file;
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private Metadata read(Path file) {
    return new PictureReader().load(file, notes::add).metadata();
  }

  @ParameterizedTest
  @EnumSource(PictureFormat.class)
  void aLongPacketSurvivesEveryFormat(PictureFormat format) throws IOException {
    Metadata source = read(jpeg(Metadata.NONE.withXmp(packet(200_000, false))));
    assertThat(text(Files.readAllBytes(folder.resolve("long.jpg")))).contains(EXTENSION);
    Metadata result = source.forResult(MetadataPolicy.KEEP, Optional.of(MADE), 64, 64, notes::add);
    Path file = folder.resolve("result." + format.suffix());
    notes.addAll(PictureWriter.write(Pictures.ramps(64, 64, 8, false), result, file, format, 95));
    String xmp = text(read(file).xmp().orElseThrow());
    assertThat(xmp)
        .contains("A title", "before", "BODY4711", "resshift:Seed=\"7\"")
        .containsPattern("o:a>h{100000}<")
        .containsPattern("o:b>h{100000}<")
        .doesNotContain("HasExtendedXMP");
    assertThat(notes).isEmpty();
  }

  @Test
  void theMainPacketOfAJpegHasWhatFits() throws IOException {
    String file = text(Files.readAllBytes(jpeg(Metadata.NONE.withXmp(packet(90_000, false)))));
    int extension = file.indexOf(EXTENSION);
    // The shorter half of the history fits: one property has moved, readers find the rest at once.
    assertThat(file.substring(0, extension)).contains("A title", "BODY4711", "hhhhh");
    assertThat(file.substring(extension)).doesNotContain("A title");
    Path attribute = jpeg(Metadata.NONE.withXmp(packet(150_000, true)));
    assertThat(text(read(attribute).xmp().orElseThrow())).containsPattern("history=\"h{150000}\"");
    assertThat(notes).isEmpty();
  }

  @Test
  void privateAndStripReachTheExtension() {
    byte[] long1 = packet(200_000, false);
    String hidden =
        text(long1).replace("<o:SerialNumber>", "<o:SerialNumber>" + "9".repeat(90_000));
    Metadata source =
        read(jpeg(Metadata.NONE.withXmp(hidden.getBytes(StandardCharsets.ISO_8859_1))));
    assertThat(text(source.xmp().orElseThrow())).contains("BODY4711");
    Metadata cleaned =
        source.forResult(MetadataPolicy.PRIVATE, Optional.empty(), 64, 64, notes::add);
    assertThat(text(cleaned.xmp().orElseThrow())).contains("A title").doesNotContain("BODY4711");
    assertThat(source.forResult(MetadataPolicy.STRIP, Optional.empty(), 64, 64, notes::add).xmp())
        .isEmpty();
    assertThat(notes).isEmpty();
  }

  @Test
  void anExtensionThatIsNotWholeLeavesTheMainPacket() throws IOException {
    Path file = jpeg(Metadata.NONE.withXmp(packet(300_000, false)));
    byte[] bytes = Files.readAllBytes(file);
    int second = text(bytes).indexOf(EXTENSION, text(bytes).indexOf(EXTENSION) + 1);
    bytes[second] = 'X';
    Files.write(file, bytes);
    Metadata read = read(file);
    assertThat(text(read.xmp().orElseThrow())).contains("A title");
    assertThat(notes).singleElement().asString().startsWith(file + ": ").contains("missing");
    notes.clear();
    Metadata result = read.forResult(MetadataPolicy.KEEP, Optional.of(MADE), 64, 64, notes::add);
    assertThat(text(result.xmp().orElseThrow())).doesNotContain("HasExtendedXMP");
    assertThat(notes).isEmpty();
  }

  @Test
  void anExtensionThatNobodyNamesIsPassedOver() throws IOException {
    Path file = jpeg(Metadata.NONE.withXmp(packet(200_000, false)));
    String bytes = text(Files.readAllBytes(file)).replaceFirst("HasExtendedXMP", "HasExtendedYMP");
    Files.write(file, bytes.getBytes(StandardCharsets.ISO_8859_1));
    assertThat(text(read(file).xmp().orElseThrow())).contains("A title").doesNotContain("hhhhh");
    assertThat(notes).isEmpty();
  }

  @Test
  void anExtensionThatClaimsTooMuchTakesNoMemory() throws IOException {
    Path file = jpeg(Metadata.NONE.withXmp(packet(200_000, false)));
    byte[] bytes = Files.readAllBytes(file);
    for (int at = text(bytes).indexOf(EXTENSION);
        at >= 0;
        at = text(bytes).indexOf(EXTENSION, at + 1)) {
      bytes[at + EXTENSION.length() + 1 + 32] = 0x7F; // the length's first byte
    }
    Files.write(file, bytes);
    assertThat(text(read(file).xmp().orElseThrow())).contains("A title");
    assertThat(notes).singleElement().asString().contains("extension");
  }
}
