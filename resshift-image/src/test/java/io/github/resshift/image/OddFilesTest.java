package io.github.resshift.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Reads a folder of odd pictures and compares them with its expected.json: {@code
 * -Dresshift.odd=DIR}, or the small collection in the test resources.
 */
class OddFilesTest {
  private static final Path FOLDER = folder();

  private static Path folder() {
    String property = System.getProperty("resshift.odd", "");
    return Path.of(property.isBlank() ? "src/test/resources/pictures" : property);
  }

  @TestFactory
  Stream<DynamicTest> everyFileBehavesAsListed() throws IOException {
    JsonNode files =
        new ObjectMapper().readTree(FOLDER.resolve("expected.json").toFile()).get("files");
    assertThat(files).isNotEmpty();
    return StreamSupport.stream(files.spliterator(), false)
        .map(f -> DynamicTest.dynamicTest(f.get("file").asText(), () -> check(f)));
  }

  private static void check(JsonNode expected) {
    switch (expected.get("action").asText()) {
      case "decode" -> {
        List<String> notes = new ArrayList<>();
        compare(expected, read(expected, notes), notes);
      }
      case "fail" -> refuse(expected);
      case "decode_or_fail" -> decodeOrRefuse(expected);
      default -> throw new AssertionError("unknown action in " + expected);
    }
  }

  private static Picture read(JsonNode expected, List<String> notes) {
    Path file = FOLDER.resolve(expected.get("file").asText());
    return new PictureReader().read(file, notes::add);
  }

  private static void refuse(JsonNode expected) {
    PictureException error =
        assertTimeout(
            Duration.ofSeconds(5),
            () ->
                catchThrowableOfType(
                    PictureException.class, () -> read(expected, new ArrayList<>())));
    assertThat(error).isNotNull();
    assertThat(error.getMessage()).contains(expected.get("file").asText());
    assertThat(error.getMessage().lines().count()).isOne();
    if (expected.has("declared")) {
      JsonNode size = expected.get("declared");
      assertThat(error).hasMessageContaining(size.get(0).asText() + "x" + size.get(1).asText());
    }
  }

  /** A decoder may cope with the damage, but never in silence. */
  private static void decodeOrRefuse(JsonNode expected) {
    List<String> notes = new ArrayList<>();
    Picture picture;
    try {
      picture = read(expected, notes);
    } catch (PictureException e) {
      assertThat(e).hasMessageContaining(expected.get("file").asText());
      return;
    }
    assertThat(notes).isNotEmpty();
    compare(expected, picture, notes);
  }

  private static void compare(JsonNode expected, Picture picture, List<String> notes) {
    String name = expected.get("file").asText().toLowerCase(Locale.ROOT);
    boolean lossy =
        name.matches(".*\\.(jpg|webp)") && !expected.path("real_format").asText().equals("PNG");
    assertThat(picture.width()).isEqualTo(expected.get("width").asInt());
    assertThat(picture.height()).isEqualTo(expected.get("height").asInt());
    if (expected.has("bit_depth")) {
      assertThat(picture.depth()).isEqualTo(expected.get("bit_depth").asInt());
      assertThat(picture.hasAlpha()).isEqualTo(expected.get("alpha").asBoolean());
    }
    if (expected.path("channels").isInt() && expected.get("channels").asInt() < 3) {
      assertThat(picture.gray()).isTrue();
    }
    boolean converted = expected.has("mean_rgb_srgb");
    JsonNode mean = expected.get(converted ? "mean_rgb_srgb" : "mean_rgb");
    double tolerance = lossy ? 3 : converted ? 2 : 1;
    for (int c = 0; c < 3 && mean != null; c++) {
      assertThat(Pictures.mean(plane(picture, c), picture.depth()))
          .as("mean of channel %d", c)
          .isCloseTo(mean.get(c).asDouble(), within(tolerance));
    }
    if (expected.has("mean_alpha")) {
      assertThat(Pictures.mean(picture.alphaSamples(), picture.depth()))
          .isCloseTo(expected.get("mean_alpha").asDouble(), within(1.0));
    }
    if (expected.has("corners") && !converted) { // they are stored values
      compareCorners(expected.get("corners"), picture, lossy ? 20 : 1);
    }
    if (expected.path("frames").asInt(1) > 1) {
      assertThat(notes).anyMatch(note -> note.contains("ignored"));
    }
  }

  private static void compareCorners(JsonNode corners, Picture picture, int tolerance) {
    int right = picture.width() - 3;
    int bottom = picture.height() - 3;
    compareColour(corners.get("tl"), picture, 2, 2, tolerance);
    compareColour(corners.get("tr"), picture, right, 2, tolerance);
    compareColour(corners.get("bl"), picture, 2, bottom, tolerance);
    compareColour(corners.get("br"), picture, right, bottom, tolerance);
  }

  private static void compareColour(JsonNode rgb, Picture picture, int x, int y, int tolerance) {
    for (int c = 0; c < 3; c++) {
      double value = plane(picture, c).get(y * picture.width() + x) * 255.0 / picture.white();
      assertThat(value)
          .as("channel %d at %d, %d", c, x, y)
          .isCloseTo(rgb.get(c).asDouble(), within((double) tolerance));
    }
  }

  private static Samples plane(Picture picture, int c) {
    return picture.colour(picture.gray() ? 0 : c);
  }
}
