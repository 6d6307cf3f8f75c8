package io.github.resshift.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.resshift.image.PictureSequence.Kind;
import io.github.resshift.image.meta.Metadata;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(20)
class PictureSequenceTest {
  private final List<String> notes = new ArrayList<>();
  @TempDir Path dir;

  @Test
  void pagesOfAllKindsComeBack() throws IOException {
    List<Picture> pages =
        List.of(
            Pictures.ramps(20, 11, 8, true),
            Pictures.ramps(7, 30, 16, false),
            Pictures.ramps(300, 300, 8, false));
    Path file = write("x.tif", PictureFormat.TIFF, new Given(Kind.PAGES, pages, 1));
    assertThat(read(file)).isEqualTo(pages);
    assertThat(notes).isEmpty();
    assertThat(new PictureReader().read(file, notes::add)).isEqualTo(pages.get(0));
    assertThat(notes).anyMatch(note -> note.contains("the other 2 are ignored"));
  }

  @Test
  void framesDelaysAndPlaysComeBack() throws IOException {
    List<Picture> frames = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      frames.add(Pictures.ramps(170, 150, 16, true).withAlpha(plane(170 * 150, 9000 * i)));
    }
    Path file = write("x.png", PictureFormat.PNG, new Given(Kind.ANIMATION, frames, 3));
    assertThat(read(file)).isEqualTo(frames);
    try (PictureSequence again = open(file)) {
      assertThat(again.kind()).isEqualTo(Kind.ANIMATION);
      assertThat(again.delays()).containsExactly(10, 20, 30, 40);
      assertThat(again.plays()).isEqualTo(3);
    }
  }

  private static Samples plane(int count, int value) {
    Samples plane = Samples.allocate(count, 16);
    plane.fill(value);
    return plane;
  }

  @Test
  void otherFormatsGetAFolder() throws IOException {
    List<Picture> frames = List.of(Pictures.ramps(9, 8, 8, false), Pictures.ramps(9, 8, 8, false));
    Given given = new Given(Kind.ANIMATION, frames, 0);
    for (int again = 0; again < 2; again++) {
      write("x.tif", PictureFormat.TIFF, given);
    }
    assertThat(notes).anyMatch(note -> note.contains("x-frames has all 2"));
    Path folder = dir.resolve("x-frames");
    assertThat(Files.readString(folder.resolve("frames.json")))
        .contains("\"plays\":0", "\"0002.tif\",\"milliseconds\":20");
    for (Path file : List.of(dir.resolve("x.tif"), folder.resolve("0002.tif"))) {
      assertThat(new PictureReader().read(file)).isEqualTo(frames.get(0));
    }
    Files.writeString(folder.resolve("mine.txt"), "not to be lost");
    assertThatThrownBy(() -> write("x.tif", PictureFormat.TIFF, given))
        .isInstanceOf(PictureException.class)
        .hasMessageContaining("mine.txt");
    Files.delete(folder.resolve("mine.txt"));
    Files.delete(folder.resolve("frames.json"));
    assertThatThrownBy(() -> write("x.tif", PictureFormat.TIFF, given))
        .as("a folder of numbered pictures that somebody else made")
        .isInstanceOf(PictureException.class)
        .hasMessageContainingAll("x-frames", "move it away");
    assertThat(folder.resolve("0002.tif")).exists();
    try (Stream<Path> left = Files.list(dir)) {
      assertThat(left).containsExactlyInAnyOrder(folder, dir.resolve("x.tif"));
    }
  }

  @Test
  void whatIsNotCommittedLeavesNothing() throws IOException {
    Given given = new Given(Kind.PAGES, List.of(Pictures.ramps(9, 8, 8, false)), 1);
    for (PictureFormat format : List.of(PictureFormat.TIFF, PictureFormat.PNG)) {
      try (SequenceWriter out = SequenceWriter.open(given, dir.resolve("y"), format, 90)) {
        out.next(given.pictures.get(0).shape(), Metadata.NONE).rows(given.pictures.get(0));
      }
    }
    try (Stream<Path> left = Files.list(dir)) {
      assertThat(left).isEmpty();
    }
  }

  /** A red canvas, a green dot in each way of leaving it, then a blue dot. */
  @Test
  void disposalOfGifFrames() throws IOException {
    String[] before = {"GBR", "GBR", "-BR", "RBR"};
    for (int disposal = 0; disposal < 4; disposal++) {
      byte[] gif = gif(2, frame(0, 3, 0, 1), frame(0, 1, disposal, 2), frame(1, 1, 0, 3));
      Path file = Files.write(dir.resolve("d.gif"), gif);
      try (PictureSequence frames = open(file)) {
        assertThat(frames.delays()).containsExactly(70, 70, 70);
        assertThat(frames.plays()).isEqualTo(3);
      }
      List<Picture> shown = read(file);
      assertThat(letters(shown.get(0))).isEqualTo("RRR");
      assertThat(letters(shown.get(1))).isEqualTo("GRR");
      assertThat(letters(shown.get(2))).as("disposal %d", disposal).isEqualTo(before[disposal]);
      assertThat(shown).allMatch(p -> p.shape().equals(shown.get(0).shape()));
    }
  }

  /** The frames as Pillow shows them lie beside the animations (make-moving.py). */
  @ParameterizedTest
  @CsvSource({"gif, 4", "png, 3", "webp, 3"}) // GIF counts how often it is repeated
  void framesLookAsAnotherProgramShowsThem(String suffix, int plays) throws IOException {
    Path folder = Path.of("src/test/resources/pictures");
    Path file = folder.resolve("moving." + suffix);
    Picture expected = new PictureReader().read(folder.resolve(file.getFileName() + ".frames.png"));
    List<Picture> frames = read(file);
    assertThat(frames).hasSize(4);
    for (int i = 0; i < expected.width() * expected.height(); i++) {
      int n = i / (24 * 18);
      int at = i % (24 * 18);
      int alpha = expected.alphaSamples().get(i);
      Picture frame = frames.get(n);
      assertThat(frame.hasAlpha() ? frame.alphaSamples().get(at) : 255).isEqualTo(alpha);
      for (int c = 0; alpha > 0 && c < 3; c++) {
        assertThat(frame.colour(c).get(at))
            .as("frame %d, pixel %d, colour %d", n, at, c)
            .isCloseTo(expected.colour(c).get(i), within(1)); // half transparent parts are rounded
      }
    }
    try (PictureSequence again = open(file)) {
      assertThat(again.delays()).containsExactly(70, 120, 40, 200);
      assertThat(again.plays()).isEqualTo(plays);
    }
    assertThat(notes).isEmpty();
  }

  private static String letters(Picture row) {
    StringBuilder text = new StringBuilder();
    for (int x = 0; x < row.width(); x++) {
      boolean clear = row.hasAlpha() && row.alphaSamples().get(x) == 0;
      int strongest = row.colour(0).get(x) > 0 ? 0 : row.colour(1).get(x) > 0 ? 1 : 2;
      text.append(clear ? '-' : "RGB".charAt(strongest));
    }
    return text.toString();
  }

  @Test
  void aCircleOfPagesIsCutAndManyFramesAreRefused() throws IOException {
    List<Picture> pages = List.of(Pictures.ramps(9, 8, 8, false), Pictures.ramps(5, 8, 8, false));
    Path file = write("x.tif", PictureFormat.TIFF, new Given(Kind.PAGES, pages, 1));
    ByteBuffer tiff = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int second = link(tiff, tiff.getInt(4));
    tiff.putInt(link(tiff, tiff.getInt(second)), tiff.getInt(4));
    Files.write(file, tiff.array());
    assertThat(read(file)).isEqualTo(pages);
    assertThat(notes).anyMatch(note -> note.contains("circle"));

    byte[][] frames = new byte[100_000][];
    java.util.Arrays.fill(frames, frame(0, 1, 0, 1));
    Path gif = Files.write(dir.resolve("many.gif"), gif(0, frames));
    assertThatThrownBy(() -> open(gif))
        .isInstanceOf(PictureException.class)
        .hasMessageContaining("many.gif has more than 10000 frames");
  }

  private static int link(ByteBuffer tiff, int directory) {
    return directory + 2 + 12 * tiff.getShort(directory);
  }

  @Test
  void pixelsOfAllFramesAreLimited() throws IOException {
    byte[][] frames = new byte[101][];
    java.util.Arrays.fill(frames, frame(0, 1, 0, 1));
    Path file = Files.write(dir.resolve("x.gif"), gif(0, frames));
    PictureReader strict = new PictureReader(new Limits(30)); // the canvas has 3 pixels
    assertThatThrownBy(() -> strict.sequence(file, notes::add))
        .isInstanceOf(PictureException.class)
        .hasMessageContaining("303 pixels together");
    assertThat(new PictureReader(new Limits(31)).sequence(file, notes::add)).isPresent();
  }

  @Test
  void framesBehindACutAreLeftOutWithANote() throws IOException {
    byte[] gif = gif(0, frame(0, 3, 0, 1), frame(0, 1, 0, 2), frame(1, 1, 0, 3));
    Path file = Files.write(dir.resolve("x.gif"), java.util.Arrays.copyOf(gif, gif.length - 9));
    assertThat(read(file)).hasSize(2);
    assertThat(notes).anyMatch(note -> note.contains("damaged behind frame 2"));
  }

  @Test
  void aSinglePictureIsNoSequence() throws IOException {
    for (PictureFormat format : PictureFormat.values()) {
      Path file = dir.resolve("x." + format.suffix());
      PictureWriter.write(Pictures.ramps(9, 8, 8, false), file, format, 90);
      assertThat(new PictureReader().sequence(file, notes::add)).isEmpty();
    }
    assertThat(notes).isEmpty();
  }

  /** One row of one colour; codes have 8 bits here, and 128 keeps them from growing. */
  private static byte[] frame(int left, int width, int disposal, int colour) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {0x21, (byte) 0xF9, 4, (byte) (disposal << 2), 7, 0, 0, 0});
    out.writeBytes(new byte[] {0x2C, (byte) left, 0, 0, 0, (byte) width, 0, 1, 0, 0, 7});
    out.write(width + 2);
    out.write(128);
    for (int i = 0; i < width; i++) {
      out.write(colour);
    }
    out.write(129);
    out.write(0);
    return out.toByteArray();
  }

  /** A screen of 3 x 1 pixels; colours 1, 2, 3 are red, green, blue. */
  private static byte[] gif(int repeats, byte[]... frames) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes("GIF89a".getBytes(StandardCharsets.ISO_8859_1));
    out.writeBytes(new byte[] {3, 0, 1, 0, (byte) 0xF6, 0, 0});
    byte[] colours = new byte[3 * 128];
    for (int c = 0; c < 3; c++) {
      colours[3 * (c + 1) + c] = (byte) 255;
    }
    out.writeBytes(colours);
    out.writeBytes(new byte[] {0x21, (byte) 0xFF, 11});
    out.writeBytes("NETSCAPE2.0".getBytes(StandardCharsets.ISO_8859_1));
    out.writeBytes(new byte[] {3, 1, (byte) repeats, 0, 0});
    for (byte[] frame : frames) {
      out.writeBytes(frame);
    }
    out.write(0x3B);
    return out.toByteArray();
  }

  private Path write(String name, PictureFormat format, Given given) throws IOException {
    Path file = dir.resolve(name);
    try (SequenceWriter out = SequenceWriter.open(given, file, format, 90)) {
      for (Picture picture : given.pictures) {
        out.next(picture.shape(), Metadata.NONE).rows(picture);
      }
      notes.addAll(out.commit());
    }
    return file;
  }

  private PictureSequence open(Path file) {
    return new PictureReader().sequence(file, notes::add).orElseThrow();
  }

  private List<Picture> read(Path file) throws IOException {
    List<Picture> pictures = new ArrayList<>();
    try (PictureSequence sequence = open(file)) {
      sequence.forEachRemaining(source -> pictures.add(source.picture()));
    }
    return pictures;
  }

  /** Pictures in memory; frame n is shown 10 n milliseconds. */
  private record Given(Kind kind, List<Picture> pictures, int plays) implements PictureSequence {
    @Override
    public PictureHeader header() {
      throw new UnsupportedOperationException();
    }

    @Override
    public int size() {
      return pictures.size();
    }

    @Override
    public List<Integer> delays() {
      List<Integer> delays = new ArrayList<>();
      for (int i = 1; i <= size(); i++) {
        delays.add(10 * i);
      }
      return delays;
    }

    @Override
    public boolean hasNext() {
      return false;
    }

    @Override
    public SourcePicture next() {
      throw new java.util.NoSuchElementException();
    }

    @Override
    public void close() {}
  }
}
