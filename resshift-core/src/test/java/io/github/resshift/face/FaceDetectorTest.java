package io.github.resshift.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.resshift.ResShiftException;
import io.github.resshift.image.Picture;
import io.github.resshift.image.PictureReader;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaceDetectorTest {
  /** Pupils, tip of the nose and corners of the mouth, read from the enlarged picture by eye. */
  private static final List<Point> SEEN =
      List.of(
          new Point(102, 50.6),
          new Point(123.5, 51.6),
          new Point(112.5, 64.5),
          new Point(101.7, 70.3),
          new Point(122, 71));

  /** Distance of the pupils in the picture. */
  private static final double EYES = 21.5;

  private static FaceDetector detector;
  private static BufferedImage astronaut;

  @BeforeAll
  static void load() throws IOException {
    detector = FaceDetector.open();
    astronaut = ImageIO.read(FaceDetectorTest.class.getResource("/faces/astronaut.jpg"));
  }

  @AfterAll
  static void close() {
    detector.close();
  }

  @Test
  void findsAFaceAndItsLandmarks() {
    List<Face> faces = find(Picture.of(astronaut));
    assertThat(faces).hasSize(1);
    Face face = faces.get(0);
    assertThat(face.confidence()).isGreaterThan(0.99);
    // Ten hundredths of the distance of the eyes: about what a reading by eye is sure to.
    assertThat(distance(face.landmarks(), SEEN)).isLessThan(0.1 * EYES);
    // From the hair line to the chin, as far as it can be read from the picture.
    assertThat(face.left()).isCloseTo(90, within(5.0));
    assertThat(face.right()).isCloseTo(135, within(5.0));
    assertThat(face.bottom()).isCloseTo(90, within(5.0));
  }

  @ParameterizedTest
  @ValueSource(ints = {-40, -30, -15, 15, 30, 40})
  void findsTurnedFacesAndTheirTurn(int degrees) {
    int side = 363;
    AffineTransform turn = new AffineTransform();
    turn.translate(side / 2.0, side / 2.0);
    turn.rotate(Math.toRadians(degrees));
    turn.translate(-128, -128);
    BufferedImage turned = canvas(side, side, turn, astronaut);
    List<Face> faces = find(Picture.of(turned));
    assertThat(faces).hasSize(1);
    List<Point> expected = SEEN.stream().map(p -> moved(turn, p)).toList();
    assertThat(distance(faces.get(0).landmarks(), expected)).isLessThan(0.12 * EYES);
    double upright = FaceTemplate.toPicture(find(Picture.of(astronaut)).get(0)).degrees();
    // The same face: its own turn is 2 to 3 degrees.
    assertThat(FaceTemplate.toPicture(faces.get(0)).degrees() - upright)
        .isCloseTo(degrees, within(2.5));
  }

  @Test
  void findsFortyFacesLargestFirst() {
    BufferedImage crowd = new BufferedImage(1200, 800, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = pen(crowd);
    BufferedImage head = astronaut.getSubimage(65, 5, 100, 105);
    for (int i = 0; i < 40; i++) {
      // Faces of 34 to 84 pixels, every third one mirrored.
      int size = 60 + i * 90 / 39;
      int x = i % 8 * 150 + (150 - size) / 2;
      int y = i / 8 * 160 + (160 - size) / 2;
      boolean mirrored = i % 3 == 0;
      pen.drawImage(head, mirrored ? x + size : x, y, mirrored ? -size : size, size, null);
    }
    pen.dispose();
    List<Face> faces = find(Picture.of(crowd));
    assertThat(faces).hasSize(40);
    boolean[] taken = new boolean[40];
    for (Face face : faces) {
      Point nose = face.landmarks().get(2);
      taken[(int) (nose.y() / 160) * 8 + (int) (nose.x() / 150)] = true;
    }
    assertThat(taken).doesNotContain(false);
    for (int i = 1; i < faces.size(); i++) {
      assertThat(area(faces.get(i))).isLessThanOrEqualTo(area(faces.get(i - 1)));
    }
  }

  /**
   * Faces lie at every place of a large picture, on all borders of the bands that it is cut into.
   */
  @Test
  void aFaceIsFoundWhereverItLiesInALargePicture() {
    BufferedImage head = astronaut.getSubimage(65, 5, 100, 105);
    BufferedImage large = new BufferedImage(2400, 1700, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = pen(large);
    for (int i = 0; i < 12; i++) {
      pen.drawImage(head, 40 + i * 197, 30 + i * 137, 52, 55, null);
    }
    pen.dispose();
    assertThat(find(Picture.of(large))).hasSize(12);
  }

  @ParameterizedTest
  @ValueSource(strings = {"clownfish", "dandelion", "pagoda"})
  void inventsNoFaces(String name) {
    Picture picture = new PictureReader().read(Path.of("../models/demo/hr/" + name + ".jpg"));
    assertThat(find(picture)).isEmpty();
  }

  @Test
  void picturesWithoutAnythingHaveNoFaces() {
    for (int[] size : new int[][] {{1, 1}, {11, 300}, {12, 12}, {30, 24}, {640, 40}}) {
      BufferedImage flat = new BufferedImage(size[0], size[1], BufferedImage.TYPE_INT_RGB);
      assertThat(find(Picture.of(flat))).isEmpty();
    }
  }

  @Test
  void tooSmallAndUnsureFacesAreLeftOut() {
    Picture picture = Picture.of(astronaut);
    double height = find(picture).get(0).height();
    assertThat(detector.find(picture, new FaceSearch((int) height - 2, 0.9))).hasSize(1);
    assertThat(detector.find(picture, new FaceSearch((int) height + 2, 0.9))).isEmpty();
    assertThat(detector.find(picture, new FaceSearch(24, 1))).isEmpty();
    assertThatThrownBy(() -> new FaceSearch(11, 0.9))
        .isInstanceOf(ResShiftException.class)
        .hasMessageContaining("12");
    assertThatThrownBy(() -> new FaceSearch(24, 1.1)).hasMessageContaining("1.1");
  }

  @Test
  void aClosedDetectorSaysSo() {
    FaceDetector other = FaceDetector.open();
    other.close();
    other.close();
    assertThatThrownBy(() -> other.find(Picture.of(astronaut), FaceSearch.STANDARD))
        .isInstanceOf(ResShiftException.class)
        .hasMessageContaining("closed");
  }

  private static List<Face> find(Picture picture) {
    return detector.find(picture, FaceSearch.STANDARD);
  }

  private static double area(Face face) {
    return face.width() * face.height();
  }

  private static double distance(List<Point> a, List<Point> b) {
    double sum = 0;
    for (int i = 0; i < a.size(); i++) {
      sum += Math.hypot(a.get(i).x() - b.get(i).x(), a.get(i).y() - b.get(i).y());
    }
    return sum / a.size();
  }

  private static Point moved(AffineTransform map, Point point) {
    double[] place = {point.x(), point.y()};
    map.transform(place, 0, place, 0, 1);
    return new Point(place[0], place[1]);
  }

  private static BufferedImage canvas(
      int width, int height, AffineTransform map, BufferedImage in) {
    BufferedImage out = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = pen(out);
    pen.drawImage(in, map, null);
    pen.dispose();
    return out;
  }

  private static Graphics2D pen(BufferedImage picture) {
    Graphics2D pen = picture.createGraphics();
    pen.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    pen.setColor(new Color(96, 110, 128));
    pen.fillRect(0, 0, picture.getWidth(), picture.getHeight());
    return pen;
  }
}
