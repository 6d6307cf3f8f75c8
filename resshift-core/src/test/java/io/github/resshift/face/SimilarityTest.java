package io.github.resshift.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class SimilarityTest {
  @Property(tries = 200)
  void fitFindsTheMapAgainAndTheWayBackUndoesIt(
      @ForAll @DoubleRange(min = 0.01, max = 20) double scale,
      @ForAll @DoubleRange(min = -180, max = 180) double degrees,
      @ForAll @DoubleRange(min = -5000, max = 5000) double x,
      @ForAll @DoubleRange(min = -5000, max = 5000) double y) {
    double angle = Math.toRadians(degrees);
    Similarity map = new Similarity(scale * Math.cos(angle), scale * Math.sin(angle), x, y);
    List<Point> moved = FaceTemplate.LANDMARKS.stream().map(map::apply).toList();
    Similarity found = Similarity.fit(FaceTemplate.LANDMARKS, moved);
    assertThat(found.scale()).isCloseTo(scale, within(1e-9 * scale));
    Point there = map.apply(17, -300);
    assertNear(found.apply(17, -300), there);
    assertNear(map.inverse().apply(there), new Point(17, -300));
    assertNear(map.then(map.inverse()).apply(5, 6), new Point(5, 6));
    Similarity other = new Similarity(0.3, -2, 7, 1);
    assertNear(map.then(other).apply(5, 6), other.apply(map.apply(5, 6)));
  }

  @Test
  void degreesCountClockwiseInAPicture() {
    // The second point was to the right of the first and is below it now.
    Similarity turned =
        Similarity.fit(
            List.of(new Point(0, 0), new Point(1, 0)), List.of(new Point(4, 4), new Point(4, 6)));
    assertThat(turned.degrees()).isCloseTo(90, within(1e-12));
    assertThat(turned.scale()).isCloseTo(2, within(1e-12));
  }

  @Test
  void fitTakesTheNearestMapWhereNoneIsExact() {
    // Both points are drawn apart evenly, the third stays: the mean scale is left.
    Similarity map =
        Similarity.fit(
            List.of(new Point(-1, 0), new Point(1, 0), new Point(0, 0)),
            List.of(new Point(-2, 0), new Point(4, 0), new Point(1, 0)));
    assertThat(map.scale()).isCloseTo(3, within(1e-12));
    assertNear(map.apply(0, 0), new Point(1, 0));
  }

  @Test
  void refusesWhatCannotBeUndone() {
    assertThatThrownBy(() -> Similarity.scaleAndMove(0, 1, 1))
        .isInstanceOf(IllegalArgumentException.class);
    List<Point> same = List.of(new Point(1, 1), new Point(1, 1));
    assertThatThrownBy(() -> Similarity.fit(same, same))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static void assertNear(Point actual, Point expected) {
    assertThat(actual.x()).isCloseTo(expected.x(), within(1e-6));
    assertThat(actual.y()).isCloseTo(expected.y(), within(1e-6));
  }
}
