package io.github.resshift.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.resshift.image.PictureSequence.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class PictureHeaderTest {
  private static final Path FOLDER = Path.of("src/test/resources/pictures");
  private static final PictureReader READER = new PictureReader();

  /** The rotated ones of every format among them. */
  @TestFactory
  Stream<DynamicTest> theHeaderTellsTheSizeOfThePictureThatIsRead() throws IOException {
    return Files.list(FOLDER)
        .filter(file -> readable(file).isPresent())
        .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> compare(file)));
  }

  private static Optional<Picture> readable(Path file) {
    try {
      return Optional.of(READER.read(file, note -> {}));
    } catch (PictureException e) {
      return Optional.empty();
    }
  }

  private static void compare(Path file) {
    Picture picture = readable(file).orElseThrow();
    PictureHeader header = READER.header(file);
    assertThat(header.width()).isEqualTo(picture.width());
    assertThat(header.height()).isEqualTo(picture.height());
    String name = file.getFileName().toString();
    boolean animated = name.matches("moving\\.(gif|png|webp)|two-frames\\.gif");
    assertThat(header.kind())
        .isEqualTo(
            animated
                ? Optional.of(Kind.ANIMATION)
                : name.equals("two-pages.tif") ? Optional.of(Kind.PAGES) : Optional.empty());
    int count = name.startsWith("two-") ? 2 : animated ? 4 : 1;
    assertThat(header.count()).isEqualTo(count);
  }

  @Test
  void whatHasNoHeaderIsRefusedByName() {
    for (String name : new String[] {"empty.png", "text.png", "make.py", "none.png"}) {
      assertThatThrownBy(() -> READER.header(FOLDER.resolve(name)))
          .isInstanceOf(PictureException.class)
          .hasMessageContaining(name);
    }
  }

  @Test
  void aBombIsNotUnpacked() {
    assertThat(READER.header(FOLDER.resolve("bomb.png")).width()).isGreaterThan(10_000);
  }
}
