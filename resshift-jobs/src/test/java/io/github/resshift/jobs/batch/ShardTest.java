package io.github.resshift.jobs.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardTest {
  private static final List<Path> PLACES =
      IntStream.range(0, 4000).mapToObj(n -> Path.of("f" + n % 7, "IMG_" + n + ".jpg")).toList();

  @Test
  void everyPictureBelongsToExactlyOnePart() {
    for (int count : new int[] {1, 2, 8, 33}) {
      List<Shard> parts = IntStream.range(0, count).mapToObj(i -> new Shard(i, count)).toList();
      assertThat(PLACES)
          .allSatisfy(
              place ->
                  assertThat(parts.stream().filter(part -> part.covers(place)).count()).isOne());
    }
  }

  /** By chance a part has 500 +- 21 of 4000; five standard deviations would be a broken deal. */
  @Test
  void partsAreAboutEqual() {
    for (int i = 0; i < 8; i++) {
      Shard part = new Shard(i, 8);
      assertThat(PLACES.stream().filter(part::covers).count()).isBetween(395L, 605L);
    }
  }

  /** These must not change from version to version: a rerun would do the work of others. */
  @Test
  void partsAreThoseOfEarlierVersions() {
    assertThat(new Shard(6, 8).covers(Path.of("a.jpg"))).isTrue();
    assertThat(new Shard(7, 8).covers(Path.of("sub/b.png"))).isTrue();
    assertThat(new Shard(3, 8).journal()).isEqualTo(".resshift-journal-3-of-8.jsonl");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "8", "8/8", "-1/8", "0/0", "1/2/3", "0/1000001", "a/b"})
  void whatIsNoPartIsRefused(String text) {
    assertThatThrownBy(() -> Shard.of(text))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("--shard must be I/N");
  }

  @Test
  void partsAreRead() {
    assertThat(Shard.of("0/1")).isEqualTo(new Shard(0, 1));
    assertThat(Shard.of(" 7/8 ")).isEqualTo(new Shard(7, 8));
  }
}
