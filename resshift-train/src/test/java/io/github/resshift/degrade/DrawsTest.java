package io.github.resshift.degrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.resshift.ResShiftException;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrawsTest {
  @TempDir Path folder;

  @Test
  void recordComesBackFromItsFileAndReplaysThePicture() {
    Path file = folder.resolve("draws.json");
    RealWorldDegradation degradation = new RealWorldDegradation(RealWorldRecipe.published(4));
    try (var scope = Scope.open()) {
      Tensor gt = SeededDraws.normalField(3, 1, 3, 48, 48).sigmoid();
      SeededDraws draws = new SeededDraws(Long.MIN_VALUE + 1);
      Tensor lq = degradation.degrade(gt, draws).lq();
      DrawRecordFile.write(draws.record(), file);
      Draws replay = DrawRecordFile.read(file).replay();
      assertThat(degradation.degrade(gt, replay).lq().equal(lq)).isTrue();
    }
  }

  @Test
  void replayRefusesAnotherOrder() {
    SeededDraws draws = new SeededDraws(1);
    draws.uniform("a", 0, 1);
    draws.pick("b", 1, 1, 1);
    Draws replay = draws.record().replay();
    assertThatThrownBy(() -> replay.uniform("b", 0, 1))
        .isInstanceOf(ResShiftException.class)
        .hasMessageContaining("'b'");
    replay.uniform("a", 0, 1);
    replay.pick("b", 1, 1, 1);
    assertThatThrownBy(() -> replay.uniform("c", 0, 1)).hasMessageContaining("its end");
  }

  @Test
  void refusesDamagedFiles() throws Exception {
    Path file = folder.resolve("draws.json");
    Files.writeString(file, "{\"format\": \"other\"}");
    assertThatThrownBy(() -> DrawRecordFile.read(file)).hasMessageContaining("other");
    Files.writeString(file, "{\"format\": \"resshift-draws/1\", \"seed\": \"x\"}");
    assertThatThrownBy(() -> DrawRecordFile.read(file)).isInstanceOf(ResShiftException.class);
    Files.writeString(file, "{");
    assertThatThrownBy(() -> DrawRecordFile.read(file)).isInstanceOf(ResShiftException.class);
  }

  @Test
  void drawsHaveTheirDistributions() {
    SeededDraws draws = new SeededDraws(9);
    int n = 20_000;
    double sum = 0;
    int[] picked = new int[3];
    int[] whole = new int[4];
    for (int i = 0; i < n; i++) {
      sum += draws.uniform("u", 2, 6);
      picked[draws.pick("p", 1, 0, 3)]++;
      whole[draws.integer("i", -1, 2) + 1]++;
    }
    // Bounds of about five standard deviations.
    assertThat(sum / n).isCloseTo(4, within(5 * 4 / Math.sqrt(12.0 * n)));
    assertThat(picked[1]).isZero();
    assertThat(picked[0]).isCloseTo(n / 4, within(310));
    for (int count : whole) {
      assertThat(count).isCloseTo(n / 4, within(310));
    }
    assertThat(draws.permutation("o", 50)).doesNotHaveDuplicates().hasSize(50);
  }

  @Test
  void poissonCountsHaveMeanAndVarianceOfTheirRate() {
    int n = 40_000;
    for (float rate : new float[] {0, 0.03f, 0.9f, 7, 40.5f, 255}) {
      float[] rates = new float[n];
      java.util.Arrays.fill(rates, rate);
      try (var scope = Scope.open()) {
        float[] counts =
            Tensors.floats(new SeededDraws(2).poisson("c", Tensors.of(rates, 4, n / 4)));
        double mean = 0;
        double square = 0;
        for (float count : counts) {
          assertThat(count).isEqualTo((float) Math.rint(count));
          mean += count / n;
          square += (double) count * count / n;
        }
        double error = Math.sqrt(rate / n);
        assertThat(mean).isCloseTo(rate, within(5 * error + 1e-9));
        double variance = square - mean * mean;
        double varianceError = Math.sqrt((rate + 2.0 * rate * rate) / n);
        assertThat(variance).isCloseTo(rate, within(5 * varianceError + 1e-9));
      }
    }
  }
}
