package io.github.resshift.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Whatever happens to a file, reading it ends soon, with a picture or a {@link PictureException}.
 */
class DamagedFilesTest {
  private static final Path FOLDER = Path.of("src/test/resources/pictures");
  private static final Duration SOON = Duration.ofSeconds(10);

  @Provide
  Arbitrary<Path> files() {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return Arbitraries.of(
          files.filter(f -> !f.toString().matches(".*\\.(py|json)")).sorted().toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A few flipped bytes; the small limit keeps false sizes from costing test time. */
  @Property(tries = 1500)
  void mutatedFilesAreReadOrRefused(@ForAll("files") Path file, @ForAll long seed)
      throws IOException {
    byte[] content = Files.readAllBytes(file);
    Random random = new Random(seed);
    for (int i = 0; i < 1 + random.nextInt(8) && content.length > 0; i++) {
      // The structure is at the front: half of the damage is done there.
      int span = random.nextBoolean() ? Math.min(200, content.length) : content.length;
      content[random.nextInt(span)] = (byte) random.nextInt(256);
    }
    readOrRefuse(file, content, new ArrayList<>());
  }

  /** A picture from a cut file is the whole picture, or comes with a note. */
  @Property(tries = 800)
  void cutFilesAreNeverTakenForWholeInSilence(@ForAll("files") Path file, @ForAll long seed)
      throws IOException {
    byte[] content = Files.readAllBytes(file);
    Picture whole = readOrRefuse(file, content, new ArrayList<>());
    if (whole == null) {
      return;
    }
    int length = new Random(seed).nextInt(content.length);
    List<String> notes = new ArrayList<>();
    Picture cut = readOrRefuse(file, Arrays.copyOf(content, length), notes);
    if (cut != null && notes.isEmpty()) {
      assertThat(cut).as("%s cut to %d bytes", file, length).isEqualTo(whole);
    }
  }

  private static Picture readOrRefuse(Path file, byte[] content, List<String> notes) {
    PictureReader reader = new PictureReader(new Limits(1_000_000));
    return assertTimeoutPreemptively(
        SOON,
        () -> {
          try {
            return reader.read(file.toString(), content, notes::add);
          } catch (PictureException e) {
            assertThat(e).hasMessageContaining(file.toString());
            assertThat(e.getMessage().lines().count()).isOne();
            return null;
          }
        });
  }
}
