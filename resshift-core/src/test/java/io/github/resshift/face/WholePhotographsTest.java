package io.github.resshift.face;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resshift.image.PictureReader;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Photographs that are not part of the project: {@code -Dresshift.data=DIR} names the folder that
 * has {@code eval/face-whole}. How many faces there are was counted by eye; a head that is turned
 * away is none.
 */
@EnabledIfSystemProperty(named = "resshift.data", matches = ".+")
class WholePhotographsTest {
  private static final Path DATA = Path.of(System.getProperty("resshift.data", "."));

  @ParameterizedTest
  @CsvSource({"00.jpg, 4", "03.jpg, 1", "06.png, 2"})
  void allFacesAreFoundAndNoneInvented(String name, int count) {
    try (FaceDetector detector = FaceDetector.open()) {
      List<Face> faces =
          detector.find(
              new PictureReader().read(DATA.resolve("eval/face-whole").resolve(name)),
              FaceSearch.STANDARD);
      assertThat(faces).hasSize(count);
    }
  }
}
