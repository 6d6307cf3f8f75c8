package io.github.resshift.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What comes with a picture and is not in a result is said. */
class HiddenPartsTest {
  @TempDir Path folder;
  private byte[] jpeg;

  @BeforeEach
  void picture() {
    jpeg = Bytes.of(folder, Pictures.ramps(16, 12, 8, false), PictureFormat.JPEG);
  }

  private static byte[] packet(String namespace) {
    return Bytes.latin(
        "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF"
            + " xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description xmlns:h='"
            + namespace
            + "' h:Version='1.0' h:Data='AAAA'/></rdf:RDF></x:xmpmeta>");
  }

  private List<String> notes(byte[] file) {
    List<String> notes = new ArrayList<>();
    SourcePicture read = new PictureReader().load("x.jpg", file, notes::add);
    assertThat(read.picture().width()).isEqualTo(16);
    assertThat(notes).allMatch(note -> note.startsWith("x.jpg: "));
    return notes;
  }

  private static byte[] withXmp(byte[] jpeg, String namespace) {
    return Bytes.jpeg(jpeg, 0xE1, "http://ns.adobe.com/xap/1.0/\0", packet(namespace));
  }

  @Test
  void plainPicturesHaveNothingToSay() {
    assertThat(notes(jpeg)).isEmpty();
    assertThat(notes(Bytes.join(jpeg, new byte[100]))).isEmpty(); // padding
  }

  @Test
  void gainMapsAreSaidOnce() {
    byte[] map = withXmp(jpeg, "http://ns.adobe.com/hdr-gain-map/1.0/");
    byte[] ofApple = withXmp(jpeg, "http://ns.apple.com/HDRGainMap/1.0/");
    byte[] iso = Bytes.jpeg(jpeg, 0xE2, "urn:iso:std:iso:ts:21496:-1\0", new byte[4]);
    for (byte[] file :
        List.of(Bytes.join(map, map), Bytes.join(jpeg, map), Bytes.join(jpeg, ofApple), iso)) {
      assertThat(notes(file)).singleElement().asString().contains("HDR gain map");
    }
  }

  @Test
  void furtherPicturesAreCounted() {
    assertThat(notes(Bytes.join(jpeg, jpeg))).singleElement().asString().contains("the other 1");
    assertThat(notes(Bytes.join(jpeg, new byte[7], jpeg, jpeg)))
        .singleElement()
        .asString()
        .contains("the other 2");
    assertThat(notes(listed(0x020003))).singleElement().asString().contains("the other 1");
  }

  @Test
  void largeThumbnailsAreNoPictures() {
    assertThat(notes(listed(0x010002))).isEmpty();
  }

  @Test
  void depthMapsAreSaid() {
    byte[] depth = withXmp(jpeg, "http://ns.apple.com/depthData/1.0/");
    assertThat(notes(Bytes.join(jpeg, depth))).singleElement().asString().contains("depth map");
    byte[] inside = withXmp(jpeg, "http://ns.google.com/photos/1.0/depthmap/");
    assertThat(notes(inside)).singleElement().asString().contains("depth map in its XMP");
  }

  @Test
  void videosAreSaidWithTheirLength() {
    byte[] video = Arrays.copyOf(Bytes.latin("\0\0\0\u0018ftypmp42\0\0\0\0"), 500);
    video[300] = (byte) 0xFF; // what looks like a picture in it is none
    video[301] = (byte) 0xD8;
    video[302] = (byte) 0xFF;
    assertThat(notes(Bytes.join(jpeg, video))).singleElement().asString().contains("500 bytes");
    assertThat(notes(Bytes.join(jpeg, Bytes.latin("MotionPhoto_Data"), video)))
        .singleElement()
        .asString()
        .contains("video of 500 bytes");
  }

  /** Two pictures by an index, the second of a kind. */
  private byte[] listed(int kind) {
    ByteBuffer index = ByteBuffer.allocate(8 + 2 + 12 + 4 + 32);
    index.put(Bytes.latin("MM")).putShort((short) 42).putInt(8).putShort((short) 1);
    index.putShort((short) 0xB002).putShort((short) 7).putInt(32).putInt(26).putInt(0);
    // Places count from the index, which starts behind two markers, a length and a name.
    int length = jpeg.length + 4 + 4 + index.capacity();
    index.putInt(0x030000).putInt(length).putInt(0).putInt(0);
    index.putInt(kind).putInt(jpeg.length).putInt(length - 10).putInt(0);
    return Bytes.join(Bytes.jpeg(jpeg, 0xE2, "MPF\0", index.array()), jpeg);
  }

  @Test
  void layersOfPhotoshopAreSaid() {
    byte[] tiff =
        TinyTiff.picture(16, 12, 1, 8, 1, 12, new byte[192]).tag(37724, 1, 1, 2, 3, 4, 5).bytes();
    List<String> notes = new ArrayList<>();
    new PictureReader().load("x.tif", tiff, notes::add);
    assertThat(notes).singleElement().asString().contains("layers");
  }
}
