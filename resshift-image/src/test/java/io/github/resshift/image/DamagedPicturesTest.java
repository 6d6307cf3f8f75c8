package io.github.resshift.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Deflater;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that end too early: refused, whole, or what is there of them with how much that is. */
class DamagedPicturesTest {
  private static final int WIDTH = 72;
  private static final int HEIGHT = 80;
  private static final PictureReader TAKING = new PictureReader(Limits.DEFAULT, Damaged.TAKE);

  @TempDir Path folder;
  private final List<String> notes = new ArrayList<>();

  /** Busy, so that the data is spread over the rows. */
  private static Picture picture() {
    return Pictures.random(5, WIDTH, HEIGHT, 8, false, false);
  }

  private static byte[] jpeg(boolean progressive, boolean gray) throws IOException {
    var writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ImageWriteParam param = writer.getDefaultWriteParam();
    param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    param.setCompressionQuality(0.9f);
    param.setProgressiveMode(
        progressive ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
    BufferedImage image = picture().toBufferedImage();
    if (gray) {
      BufferedImage one = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_GRAY);
      one.getGraphics().drawImage(image, 0, 0, null);
      image = one;
    }
    var out = new ByteArrayOutputStream();
    try (var sink = ImageIO.createImageOutputStream(out)) {
      writer.setOutput(sink);
      writer.write(null, new IIOImage(image, null, null), param);
    }
    return out.toByteArray();
  }

  private static byte[] cut(byte[] file, double share) {
    return Arrays.copyOf(file, (int) (file.length * share));
  }

  private void requireRefused(String name, byte[] file) {
    assertThatThrownBy(() -> new PictureReader().read(name, file, notes::add))
        .isInstanceOf(PictureException.class)
        .hasMessageContaining(name);
    assertThat(notes).isEmpty();
  }

  /** Rows from the top that are those of the whole picture. */
  private static int sameRows(Picture part, Picture whole) {
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
      for (int c = 0; c < whole.colourCount(); c++) {
        if (part.colour(c).get(i) != whole.colour(c).get(i)) {
          return i / WIDTH;
        }
      }
    }
    return HEIGHT;
  }

  private int statedRows() {
    assertThat(notes).as("notes").hasSize(1);
    String note = notes.get(0).replaceFirst(".*?(\\d+) of its " + HEIGHT + " rows.*", "$1");
    return Integer.parseInt(note);
  }

  @ParameterizedTest
  @CsvSource({"false,false", "true,false", "false,true", "true,true"})
  void aJpegWithoutItsLastMarkerIsWhole(boolean progressive, boolean gray) throws IOException {
    byte[] file = jpeg(progressive, gray);
    Picture whole = new PictureReader().read("x.jpg", file, notes::add);
    for (int lost = 1; lost <= 2; lost++) {
      byte[] cut = Arrays.copyOf(file, file.length - lost);
      assertThat(new PictureReader().read("x.jpg", cut, notes::add)).isEqualTo(whole);
    }
    assertThat(notes).hasSize(2).allMatch(note -> note.contains("the picture is whole"));
    notes.clear();
    requireRefused("x.jpg", Arrays.copyOf(file, file.length - 40));
  }

  @Test
  void zerosForTheRestAreNoData() throws IOException {
    byte[] file = jpeg(false, false);
    Picture whole = new PictureReader().read("x.jpg", file, notes::add);
    byte[] cut = Arrays.copyOf(cut(file, 0.6), file.length);
    requireRefused("x.jpg", cut);
    TAKING.read("x.jpg", cut, notes::add);
    assertThat(statedRows()).isBetween(HEIGHT / 4, HEIGHT * 6 / 10);
    byte[] padded = Arrays.copyOf(file, file.length + 1000);
    padded[file.length - 1] = 0; // and the marker is not whole
    assertThat(new PictureReader().read("x.jpg", padded, note -> {})).isEqualTo(whole);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.35, 0.6, 0.9})
  void whatIsThereOfAJpegIsTakenAndCounted(double share) throws IOException {
    for (boolean gray : new boolean[] {false, true}) {
      byte[] file = jpeg(false, gray);
      Picture whole = new PictureReader().read("x.jpg", file, notes::add);
      requireRefused("x.jpg", cut(file, share));
      Picture part = TAKING.read("x.jpg", cut(file, share), notes::add);
      int stated = statedRows();
      // Chroma of the row of blocks below reaches one row up, by interpolation.
      assertThat(sameRows(part, whole)).isBetween(stated - 1, stated + 16);
      assertThat(stated / (double) HEIGHT).isBetween(share - 0.3, share);
      assertThat(part.colour(0).get(WIDTH * HEIGHT - 1)).isEqualTo(128);
      notes.clear();
    }
  }

  @Test
  void ofAProgressiveJpegAllRowsAreThereCoarsely() throws IOException {
    byte[] file = jpeg(true, false);
    requireRefused("x.jpg", cut(file, 0.6));
    Picture part = TAKING.read("x.jpg", cut(file, 0.6), notes::add);
    assertThat(part.height()).isEqualTo(HEIGHT);
    assertThat(notes).singleElement().asString().contains("coarsely");
  }

  @Test
  void scansThatAreMissingAsAWholeAreMissed() throws IOException {
    byte[] file = jpeg(true, false);
    int lastScan = 0;
    for (int i = 0; i + 1 < file.length; i++) {
      lastScan = (file[i] & 0xFF) == 0xFF && (file[i + 1] & 0xFF) == 0xDA ? i : lastScan;
    }
    requireRefused("x.jpg", Arrays.copyOf(file, lastScan));
    TAKING.read("x.jpg", Arrays.copyOf(file, lastScan), notes::add);
    assertThat(notes).singleElement().asString().contains("coarsely");
  }

  @Test
  void aHeaderAloneIsNoPicture() throws IOException {
    byte[] file = jpeg(false, false);
    byte[] png = Bytes.of(folder, picture(), PictureFormat.PNG);
    for (byte[] start : List.of(Arrays.copyOf(file, 630), Arrays.copyOf(png, 60))) {
      assertThatThrownBy(() -> TAKING.read("x", start, notes::add))
          .isInstanceOf(PictureException.class)
          .hasMessageContaining("x");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 16})
  void whatIsThereOfAPngIsTakenAndCounted(int depth) {
    Picture whole = Pictures.random(6, WIDTH, HEIGHT, depth, false, true);
    byte[] file = Bytes.of(folder, whole, PictureFormat.PNG);
    requireRefused("x.png", cut(file, 0.6));
    Picture part = TAKING.read("x.png", cut(file, 0.6), notes::add);
    assertThat(notes).hasSize(2);
    notes.remove(0); // what is wrong
    int stated = statedRows();
    assertThat(sameRows(part, whole)).isEqualTo(stated);
    assertThat(stated).isBetween(HEIGHT / 2, HEIGHT * 6 / 10);
    assertThat(part.colour(0).get(WIDTH * HEIGHT - 1)).isEqualTo(depth == 8 ? 0x80 : 0x8000);
    assertThat(part.alphaSamples().get(WIDTH * HEIGHT - 1)).isEqualTo((1 << depth) - 1);
  }

  @Test
  void damageWithinAPngKeepsWhatStandsBeforeIt() {
    byte[] file = Bytes.of(folder, picture(), PictureFormat.PNG);
    for (int i = file.length * 7 / 10; i < file.length - 16; i++) {
      file[i] = 0x55;
    }
    requireRefused("x.png", file);
    Picture part = TAKING.read("x.png", file, notes::add);
    assertThat(notes).isNotEmpty();
    assertThat(sameRows(part, picture())).isGreaterThan(HEIGHT / 2);
  }

  @Test
  void earlyPassesOfAnInterlacedPngStandForTheOthers() {
    byte[] file = interlaced();
    Picture whole = new PictureReader().read("x.png", file, notes::add);
    assertThat(TAKING.read("x.png", file, notes::add)).isEqualTo(whole);
    requireRefused("x.png", cut(file, 0.7));
    Picture part = TAKING.read("x.png", cut(file, 0.7), notes::add);
    assertThat(notes).hasSize(2);
    assertThat(notes.get(1)).contains("% of its pixels are there");
    double sum = 0;
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
      sum += Math.abs(part.colour(0).get(i) - whole.colour(0).get(i));
    }
    assertThat(sum / (WIDTH * HEIGHT)).isBetween(0.1, 8.0); // a smooth ramp, roughly
  }

  /** A gray ramp in Adam7's passes without filters, not compressed. */
  private static byte[] interlaced() {
    int[][] passes = {
      {0, 0, 8, 8},
      {4, 0, 8, 8},
      {0, 4, 4, 8},
      {2, 0, 4, 4},
      {0, 2, 2, 4},
      {1, 0, 2, 2},
      {0, 1, 1, 2}
    };
    var raw = new ByteArrayOutputStream();
    for (int[] pass : passes) {
      for (int y = pass[1]; y < HEIGHT; y += pass[3]) {
        raw.write(0);
        for (int x = pass[0]; x < WIDTH; x += pass[2]) {
          raw.write(x + y);
        }
      }
    }
    Deflater deflater = new Deflater(Deflater.NO_COMPRESSION);
    deflater.setInput(raw.toByteArray());
    deflater.finish();
    byte[] packed = new byte[raw.size() + 1000];
    int length = deflater.deflate(packed);
    deflater.end();
    byte[] header = Bytes.join(Bytes.ints(WIDTH, HEIGHT), new byte[] {8, 0, 0, 0, 1});
    return Bytes.join(
        Bytes.latin("\u0089PNG\r\n\u001a\n"),
        Bytes.chunk("IHDR", header),
        Bytes.chunk("IDAT", Arrays.copyOf(packed, length)),
        Bytes.chunk("IEND", new byte[0]));
  }

  @Test
  void whatIsThereOfTiffAndBmpIsTakenAndCounted() throws IOException {
    byte[] data = new byte[WIDTH * HEIGHT];
    Arrays.fill(data, (byte) 200);
    byte[] strip = TinyTiff.picture(WIDTH, HEIGHT, 1, 8, 1, HEIGHT, data).front().bytes();
    var bmp = new ByteArrayOutputStream();
    ImageIO.write(picture().toBufferedImage(), "bmp", bmp);
    for (byte[] file : List.of(strip, bmp.toByteArray())) {
      requireRefused("x", cut(file, 0.7));
      Picture part = TAKING.read("x", cut(file, 0.7), notes::add);
      assertThat(part.height()).isEqualTo(HEIGHT);
      assertThat(notes).singleElement().asString().contains("bytes are there", " %)");
      notes.clear();
    }
    Picture gray = TAKING.read("x", cut(strip, 0.7), notes::add);
    assertThat(gray.colour(0).get(0)).isEqualTo(200);
    assertThat(gray.colour(0).get(WIDTH * HEIGHT - 1)).isEqualTo(128);
  }

  @Test
  void ofPackedStripsThoseInFrontOfTheDamageAreTaken() {
    TinyTiff tiff = new TinyTiff();
    byte[] data = new byte[WIDTH * HEIGHT];
    Arrays.fill(data, (byte) 200);
    byte[] file = tiff.image(WIDTH, HEIGHT, 1, 8, 1, 8, data).deflated().front().bytes();
    byte[] cut = Arrays.copyOf(file, file.length - 6); // the last strip's end
    requireRefused("x.tif", cut);
    Picture part = TAKING.read("x.tif", cut, notes::add);
    assertThat(statedRows()).isEqualTo(HEIGHT - 8);
    assertThat(part.colour(0).get((HEIGHT - 9) * WIDTH)).isEqualTo(200);
  }

  @Test
  void aGifThatIsCutOffIsNeverTakenSilently() throws IOException {
    var gif = new ByteArrayOutputStream();
    ImageIO.write(picture().toBufferedImage(), "gif", gif);
    byte[] cut = cut(gif.toByteArray(), 0.7);
    try {
      new PictureReader().read("x.gif", cut, notes::add);
      assertThat(notes).isNotEmpty();
    } catch (PictureException e) {
      assertThat(e).hasMessageContaining("x.gif");
    }
  }

  @Test
  void whatIsWholeIsReadTheSameEitherWay() throws IOException {
    for (byte[] file :
        List.of(
            jpeg(false, false),
            jpeg(true, true),
            Bytes.of(folder, picture(), PictureFormat.PNG),
            Bytes.of(folder, picture(), PictureFormat.TIFF),
            Bytes.of(folder, picture(), PictureFormat.WEBP))) {
      Picture whole = new PictureReader().read("x", file, notes::add);
      assertThat(TAKING.read("x", file, notes::add)).isEqualTo(whole);
    }
    assertThat(notes).isEmpty();
  }
}
