package io.github.resshift.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resshift.image.meta.Field;
import io.github.resshift.image.meta.Metadata;
import io.github.resshift.image.meta.MetadataPolicy;
import io.github.resshift.image.meta.TagTree;
import io.github.resshift.image.meta.TagTree.Directory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What counts pixels or names a place in the picture follows the size and the orientation. */
class PlacesInPictureTest {
  private static final String EXIF = "xmlns:exif='http://ns.adobe.com/exif/1.0/'";
  private static final String PANO = "xmlns:GPano='http://ns.google.com/photos/1.0/panorama/'";
  private final List<String> notes = new ArrayList<>();

  private static byte[] exif() {
    TinyTiff camera =
        new TinyTiff()
            .tag(0x9214, TinyTiff.SHORT, 32, 24, 10, 6)
            .tag(0xA214, TinyTiff.SHORT, 16, 12)
            .tag(0xA20E, TinyTiff.RATIONAL, 5472000, 899)
            .tag(0xA20F, TinyTiff.RATIONAL, 1000, 1);
    return new TinyTiff().sub(0x8769, camera).bytes();
  }

  private static Metadata xmp(String properties) {
    String packet =
        "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF"
            + " xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
            + properties
            + "</rdf:RDF></x:xmpmeta>";
    return Metadata.NONE.withXmp(packet.getBytes(StandardCharsets.UTF_8));
  }

  private Metadata result(Metadata source, MetadataPolicy policy, int width, int height) {
    return source.forResult(policy, Optional.empty(), width, height, notes::add);
  }

  private static double[] tag(Metadata metadata, int number) throws IOException {
    Field field = TagTree.parse(metadata.exif().orElseThrow()).of(Directory.EXIF).get(number);
    return field == null ? null : field.numbers();
  }

  @Test
  void subjectsAndTheFocalPlaneGrowWithThePicture() throws IOException {
    Metadata source = Metadata.NONE.withExif(exif()).withStoredSize(64, 48, 1);
    for (MetadataPolicy policy : List.of(MetadataPolicy.PRIVATE, MetadataPolicy.KEEP)) {
      Metadata result = result(source, policy, 256, 96);
      assertThat(tag(result, 0x9214)).containsExactly(128, 48, 40, 12);
      assertThat(tag(result, 0xA214)).containsExactly(64, 24);
      assertThat(tag(result, 0xA20E)[0]).isBetween(24347.0, 24347.1); // 4 * 5472000 / 899
      assertThat(tag(result, 0xA20F)).containsExactly(2000);
    }
  }

  @Test
  void theyTurnWithThePicture() throws IOException {
    // Stored 64 x 48 and turned by 90 degrees clockwise: the upper left corner goes to the right.
    Metadata source = Metadata.NONE.withExif(exif()).withStoredSize(64, 48, 6);
    Metadata result = result(source, MetadataPolicy.KEEP, 96, 128);
    assertThat(tag(result, 0x9214)).containsExactly(48, 64, 12, 20);
    assertThat(tag(result, 0xA214)).containsExactly(72, 32);
    assertThat(tag(result, 0xA20E)).containsExactly(2000);
  }

  @Test
  void withoutTheSizeOfTheSourceTheyAreLeftOut() {
    Metadata result = result(Metadata.NONE.withExif(exif()), MetadataPolicy.KEEP, 256, 192);
    assertThat(result.exif()).isEmpty(); // there was nothing else
  }

  @Test
  void xmpSaysTheSame() {
    Metadata source =
        xmp("<rdf:Description "
                + EXIF
                + " exif:FocalPlaneXResolution='1000/2'"
                + " exif:FocalPlaneYResolution='600'><exif:SubjectArea><rdf:Seq><rdf:li>32</rdf:li>"
                + "<rdf:li>24</rdf:li><rdf:li>10</rdf:li></rdf:Seq></exif:SubjectArea>"
                + "</rdf:Description>")
            .withStoredSize(64, 48, 1);
    String text = Bytes.text(result(source, MetadataPolicy.PRIVATE, 256, 192).xmp().orElseThrow());
    assertThat(text)
        .contains("XResolution=\"20000000/10000\"", "YResolution=\"24000000/10000\"")
        .contains("<rdf:li>128</rdf:li><rdf:li>96</rdf:li><rdf:li>40</rdf:li>");
  }

  @Test
  void panoramasStaySpheresOfTheNewSize() {
    String elements =
        "<rdf:Description "
            + PANO
            + " GPano:FullPanoWidthPixels='64'>"
            + "<GPano:ProjectionType>equirectangular</GPano:ProjectionType>"
            + "<GPano:CroppedAreaImageHeightPixels>48</GPano:CroppedAreaImageHeightPixels>"
            + "<GPano:CroppedAreaLeftPixels>0</GPano:CroppedAreaLeftPixels>"
            + "<GPano:PoseHeadingDegrees>350.0</GPano:PoseHeadingDegrees></rdf:Description>";
    for (MetadataPolicy policy : List.of(MetadataPolicy.PRIVATE, MetadataPolicy.KEEP)) {
      Metadata upright = xmp(elements).withStoredSize(64, 48, 1);
      assertThat(Bytes.text(result(upright, policy, 256, 192).xmp().orElseThrow()))
          .contains("equirectangular", "FullPanoWidthPixels=\"256\"", "HeightPixels>192<")
          .contains("LeftPixels>0<", "Degrees>350.0<");
      Metadata turned = xmp(elements).withStoredSize(64, 48, 6);
      assertThat(Bytes.text(result(turned, policy, 192, 256).xmp().orElseThrow()))
          .doesNotContain("equirectangular");
    }
  }

  @Test
  void regionsKeepTheirPlaceAndNameTheNewSize() {
    String regions =
        "<rdf:Description xmlns:r='http://www.metadataworkinggroup.com/schemas/regions/'"
            + " xmlns:d='http://ns.adobe.com/xap/1.0/sType/Dimensions#'"
            + " xmlns:a='http://ns.adobe.com/xmp/sType/Area#'><r:Regions rdf:parseType='Resource'>"
            + "<r:AppliedToDimensions d:w='64' d:h='48' d:unit='pixel'/><r:RegionList><rdf:Bag>"
            + "<rdf:li><rdf:Description r:Name='Jane'><r:Area a:x='0.25' a:y='0.5' a:w='0.1'"
            + " a:h='0.2' a:unit='normalized'/></rdf:Description></rdf:li></rdf:Bag>"
            + "</r:RegionList></r:Regions></rdf:Description>";
    Metadata upright = xmp(regions).withStoredSize(64, 48, 1);
    String same = Bytes.text(result(upright, MetadataPolicy.KEEP, 256, 192).xmp().orElseThrow());
    assertThat(same).contains("d:w=\"256\"", "d:h=\"192\"", "a:x=\"0.25\"", "a:w=\"0.1\"");
    Metadata turned = xmp(regions).withStoredSize(64, 48, 8);
    String moved = Bytes.text(result(turned, MetadataPolicy.KEEP, 192, 256).xmp().orElseThrow());
    assertThat(moved).contains("d:w=\"192\"", "a:x=\"0.500000\"", "a:y=\"0.750000\"");
    assertThat(moved).contains("a:w=\"0.2\"", "a:h=\"0.1\"");
    assertThat(Bytes.text(result(upright, MetadataPolicy.PRIVATE, 256, 192).xmp().orElseThrow()))
        .doesNotContain("Jane");
  }

  @Test
  void boundariesOfIptcAndRectanglesOfMicrosoftFollow() {
    String iptc =
        "<rdf:Description xmlns:i='http://iptc.org/std/Iptc4xmpExt/2008-02-29/'><i:ImageRegion>"
            + "<rdf:Bag><rdf:li rdf:parseType='Resource'><i:RegionBoundary i:rbUnit='pixel'"
            + " i:rbX='16' i:rbY='12' i:rbW='8' i:rbH='4'/></rdf:li></rdf:Bag></i:ImageRegion>"
            + "</rdf:Description><rdf:Description"
            + " xmlns:m='http://ns.microsoft.com/photo/1.2/t/Region#' m:Rectangle='0.5, 0, 0.25, 1'/>";
    Metadata source = xmp(iptc).withStoredSize(64, 48, 3);
    assertThat(Bytes.text(result(source, MetadataPolicy.KEEP, 128, 96).xmp().orElseThrow()))
        .contains("rbX=\"80\"", "rbY=\"64\"", "rbW=\"16\"", "rbH=\"8\"")
        .contains("Rectangle=\"0.250000, 0.000000, 0.250000, 1.000000\"");
  }
}
