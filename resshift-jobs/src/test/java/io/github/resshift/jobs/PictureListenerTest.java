package io.github.resshift.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resshift.jobs.batch.PictureMaker;
import io.github.resshift.restore.RestorePlan;
import io.github.resshift.restore.Tiling;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PictureListenerTest {
  private static final long SECOND = 1_000_000_000;

  private final List<String> said = new ArrayList<>();
  private final List<Integer> done = new ArrayList<>();
  private long now;
  private final PictureListener listener =
      new PictureListener(
          new PictureMaker.Listener() {
            @Override
            public void progress(int pieces, int total) {
              done.add(pieces);
            }

            @Override
            public boolean cancelled() {
              return false;
            }

            @Override
            public void say(String sentence) {
              said.add(sentence);
            }
          },
          () -> now,
          () -> 400_000_000L);

  @Test
  void thePlanOfALongPictureIsToldAfterAFewPieces() {
    // 4 x 3 tiles, 4 steps: 48 pieces of one second; the first one warms up.
    listener.planned(plan(700, 520, 1.0 / 48, false));
    piece(1, 1.9);
    piece(2, 1.2);
    assertThat(said).isEmpty();
    piece(3, 0.8);
    piece(4, 1);
    assertThat(said)
        .containsExactly(
            "12 tiles of 200 x 200 pixels (global), 4 steps, about 1.2 GB of memory, about 48 s");
    assertThat(done).containsExactly(1, 2, 3, 4);
  }

  /** Of a panorama the first piece took ten times as long as the others. */
  @Test
  void aSlowFirstPieceIsNotTakenForAllOthers() {
    listener.planned(plan(700, 520, 1.0 / 48, false));
    piece(1, 10);
    assertThat(said).isEmpty();
    piece(2, 1);
    piece(3, 1);
    assertThat(said).hasSize(1).first().asString().endsWith("about 48 s");
  }

  @Test
  void afterHalfAMinuteAGuessIsBetterThanNone() {
    listener.planned(plan(700, 520, 1.0 / 48, false));
    piece(1, 40);
    assertThat(said).hasSize(1).first().asString().endsWith("about 32 min");
  }

  @Test
  void aSingleTileIsToldByItsFirstPieceWhereTheOthersDiffer() {
    listener.planned(plan(90, 60, 0.2, false));
    piece(1, 9);
    assertThat(said)
        .containsExactly(
            "1 tile of 90 x 60 pixels (global), 4 steps, about 1.2 GB of memory, about 45 s");
  }

  @Test
  void aSingleTileWhosePiecesAreAlikeIsToldByTheSecond() {
    listener.planned(plan(90, 60, 0.25, false));
    piece(1, 15);
    piece(2, 9);
    assertThat(said).hasSize(1).first().asString().endsWith("about 36 s");
  }

  @Test
  void nothingIsToldOfShortWork() {
    listener.planned(plan(700, 520, 1.0 / 48, false));
    piece(1, 1.9);
    piece(2, 0.6);
    piece(3, 0.6);
    piece(4, 0.6);
    piece(5, 0.6);
    piece(6, 1000);
    assertThat(said).isEmpty();
  }

  @Test
  void thePlanIsToldOnceForAPictureOfSeveralParts() {
    for (int part = 0; part < 3; part++) {
      listener.planned(plan(700, 520, 1.0 / 48 / 3, false));
      piece(1, 3);
      piece(2, 3);
    }
    assertThat(said).hasSize(1);
  }

  @Test
  void smallerTilesAreToldAtOnce() {
    listener.planned(plan(700, 520, 1.0 / 48, false));
    piece(1, 10);
    piece(2, 10);
    listener.planned(plan(300, 200, 1.0 / 8, true));
    assertThat(said).hasSize(2);
    assertThat(said.get(1))
        .isEqualTo("memory ran out; the rest is made with 2 tiles of 200 x 200 pixels");
    piece(2, 10);
    piece(3, 10);
    assertThat(said).hasSize(2);
  }

  private static RestorePlan plan(int width, int height, double share, boolean resumed) {
    RestorePlan.Tiles tiles =
        new RestorePlan.Tiles(
            starts(height), starts(width), Math.min(200, height), Math.min(200, width));
    return new RestorePlan(
        tiles, Tiling.GLOBAL, 4, 4 * tiles.count(), share, 800_000_000L, resumed);
  }

  private static List<Integer> starts(int length) {
    return IntStream.range(0, (length - 20 + 179) / 180).map(i -> 180 * i).boxed().toList();
  }

  private void piece(int number, double seconds) {
    now += (long) (seconds * SECOND);
    listener.progress(number, 48);
  }
}
