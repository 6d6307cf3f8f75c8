package io.github.resshift.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resshift.image.meta.Metadata;
import io.github.resshift.image.meta.MetadataPolicy;
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

/** Nothing of a position, a device or a person goes through, whatever its maker calls it. */
class PrivacyTest {
  /** As makers write it, and as one might that nobody has heard of. */
  private static final String SECRET = "11.10004711";

  private static final String[] ATTRIBUTES = {
    "xmlns:dji='http://www.dji.com/drone-dji/1.0/' dji:GpsLatitude='%s' dji:GpsLongtitude='%s'",
    "xmlns:geo='http://www.w3.org/2003/01/geo/wgs84_pos#' geo:lat='%s'",
    "xmlns:drone='http://pix4d.com/drone/1.0' drone:Latitude='%s'",
    "xmlns:p4='http://pix4d.com/camera/1.0' p4:Yaw='%s'",
    "xmlns:e='http://ns.adobe.com/exif/1.0/' e:GPSLatitude='%s' e:GPSMapDatum='%s'"
        + " e:ImageUniqueID='%s' e:MakerNote='%s'",
    "xmlns:aux='http://ns.adobe.com/exif/1.0/aux/' aux:SerialNumber='%s' aux:OwnerName='%s'",
    "xmlns:ex='http://cipa.jp/exif/1.0/' ex:BodySerialNumber='%s' ex:CameraOwnerName='%s'",
    "xmlns:n='http://nobody.example/new/' n:whereIWas='%s'",
    "xmlns:c='http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/' c:Location='%s' c:CountryCode='%s'",
    "xmlns:ps='http://ns.adobe.com/photoshop/1.0/' ps:City='%s' ps:State='%s' ps:Country='%s'",
    "xmlns:mm='http://ns.adobe.com/xap/1.0/mm/' mm:DocumentID='%s' mm:InstanceID='%s'",
    "xmlns:dc='http://purl.org/dc/elements/1.1/' dc:identifier='%s' dc:coverage='%s'",
  };

  private static final String ELEMENTS =
      "<!-- %s --><?where %s?>%s"
          + "<x:LocationCreated xmlns:x='http://iptc.org/std/Iptc4xmpExt/2008-02-29/'><rdf:Bag>"
          + "<rdf:li rdf:parseType='Resource'><x:City>%s</x:City></rdf:li></rdf:Bag>"
          + "</x:LocationCreated>"
          + "<r:Regions xmlns:r='http://www.metadataworkinggroup.com/schemas/regions/'"
          + " rdf:parseType='Resource'><r:RegionList><rdf:Bag><rdf:li r:Name='%s' r:Type='Face'/>"
          + "</rdf:Bag></r:RegionList></r:Regions>"
          + "<e:Flash xmlns:e='http://ns.adobe.com/exif/1.0/'><rdf:Description e:Fired='True'"
          + " e:GPSAltitude='%s'><e:Mode xmlns:z='z' z:place='%s'>1</e:Mode></rdf:Description>"
          + "</e:Flash>"
          + "<dc:title xmlns:dc='http://purl.org/dc/elements/1.1/'><rdf:Alt>"
          + "<rdf:li xml:lang='x-default'>A title</rdf:li></rdf:Alt></dc:title>";

  @TempDir Path folder;
  private final List<String> notes = new ArrayList<>();

  private static byte[] packet() {
    StringBuilder out = new StringBuilder("<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF");
    out.append(" xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>");
    for (String attributes : ATTRIBUTES) {
      out.append("<rdf:Description rdf:about='uuid:%s' ").append(attributes).append("/>");
    }
    out.append("<rdf:Description rdf:about=''>").append(ELEMENTS).append("</rdf:Description>");
    out.append("<rdf:Description rdf:about='' xmlns:e='http://ns.adobe.com/exif/1.0/'");
    out.append(" e:FNumber='28/10'/></rdf:RDF></x:xmpmeta>");
    return out.toString().replace("%s", SECRET).getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] exif() {
    TinyTiff camera =
        new TinyTiff()
            .tag(0x829D, TinyTiff.RATIONAL, 28, 10)
            .text(0xA434, "50mm lens")
            .text(0xA431, SECRET)
            .text(0x927C, SECRET)
            .text(0xBEEF, SECRET);
    return new TinyTiff().text(271, "Maker").text(50000, SECRET).sub(0x8769, camera).bytes();
  }

  private static byte[] records() {
    return Bytes.join(
        record(25, "a keyword"), record(90, SECRET), record(92, SECRET), record(120, "a caption"));
  }

  private static byte[] record(int number, String text) {
    return Bytes.latin("\u001c\2" + (char) number + "\0" + (char) text.length() + text);
  }

  @ParameterizedTest
  @EnumSource(PictureFormat.class)
  void onlyWhatIsKnownToBeHarmlessStaysByDefault(PictureFormat format) throws IOException {
    byte[] file = written(format, MetadataPolicy.PRIVATE);
    assertThat(Bytes.text(file))
        .doesNotContain(SECRET)
        .contains("A title", "FNumber", "Fired", "Maker", "50mm lens");
    byte[] kept = written(format, MetadataPolicy.KEEP);
    assertThat(Bytes.text(kept)).contains("whereIWas=\"" + SECRET, "A title");
    assertThat(notes).allMatch(note -> note.contains("WebP has no IPTC"));
  }

  @ParameterizedTest
  @EnumSource(PictureFormat.class)
  void placesInRecordsGoAndCaptionsStay(PictureFormat format) throws IOException {
    Path file = folder.resolve("x." + format.suffix());
    Files.write(file, written(format, MetadataPolicy.PRIVATE));
    Optional<byte[]> read = new PictureReader().load(file, notes::add).metadata().iptc();
    if (format != PictureFormat.WEBP) {
      assertThat(Bytes.text(read.orElseThrow())).contains("a keyword", "a caption");
    }
  }

  @Test
  void aPositionInEachFormatOfTheSourceIsFound() throws IOException {
    for (PictureFormat format : PictureFormat.values()) {
      Path file = folder.resolve("in." + format.suffix());
      Metadata all = Metadata.NONE.withXmp(packet()).withExif(exif()).withIptc(records());
      PictureWriter.write(Pictures.ramps(8, 8, 8, false), all, file, format, 90);
      Metadata read = new PictureReader().load(file, note -> {}).metadata();
      assertThat(Bytes.text(read.xmp().orElseThrow())).contains(SECRET);
      Metadata result = read.forResult(MetadataPolicy.PRIVATE, Optional.empty(), 8, 8, notes::add);
      assertThat(Bytes.text(result.xmp().orElseThrow())).doesNotContain(SECRET);
      assertThat(Bytes.text(result.exif().orElseThrow())).doesNotContain(SECRET);
    }
    assertThat(notes).isEmpty();
  }

  @Test
  void previewsOfTheOldPictureNeverStay() {
    byte[] records = Bytes.join(record(25, "a keyword"), record(202, "a small picture"));
    Metadata result =
        Metadata.NONE
            .withIptc(records)
            .forResult(MetadataPolicy.KEEP, Optional.empty(), 8, 8, notes::add);
    assertThat(Bytes.text(result.iptc().orElseThrow()))
        .isEqualTo(Bytes.text(record(25, "a keyword")));
  }

  private byte[] written(PictureFormat format, MetadataPolicy policy) throws IOException {
    Metadata source = Metadata.NONE.withXmp(packet()).withExif(exif()).withIptc(records());
    Metadata result = source.forResult(policy, Optional.empty(), 8, 8, notes::add);
    Path file = folder.resolve("r." + format.suffix());
    notes.addAll(PictureWriter.write(Pictures.ramps(8, 8, 8, false), result, file, format, 90));
    return Files.readAllBytes(file);
  }
}
