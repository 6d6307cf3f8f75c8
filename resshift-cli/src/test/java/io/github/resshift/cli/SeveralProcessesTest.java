package io.github.resshift.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resshift.jobs.RestoringMakers;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import io.github.resshift.weights.Safetensors;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Starts real processes. */
class SeveralProcessesTest {
  private static final double RATE = 1e-3;

  /**
   * Means of gradients differ by the order of float32 sums, some 1e-7 of the terms, of which many
   * cancel: 1e-3 was seen. A sample that is missed or counted twice changes them by tens of
   * percent.
   */
  private static final double MOMENTS = 1e-2;

  /** Biases before a normalisation have gradients of rounding errors alone, some 1e-12. */
  private static final double NO_GRADIENT = 1e-9;

  private record Run(int code, String said) {}

  @TempDir Path dir;

  @Test
  @Timeout(120)
  void twoProcessesTrainLikeOneAndEachGoesOnWhereTheOtherStopped() throws IOException {
    Path one = dir.resolve("one");
    Path two = dir.resolve("two");
    assertThat(train(one, "--nproc", "1").code()).isZero();
    Run pair = train(two, "--nproc", "2");
    assertThat(pair.code()).as(pair.said()).isZero();
    assertThat(pair.said()).contains("4/4: loss").doesNotContain("[1]", "[Gloo]");
    requireSame(one, two, 4);

    Run onward = train(one, "--nproc=2", "--set", "train.iterations=6");
    assertThat(onward.said()).contains("from iteration 4");
    assertThat(train(two, "--set", "train.iterations=6").said()).contains("from iteration 4");
    requireSame(one, two, 6);
    assertThat(two.resolve("model/model.yaml")).exists();
  }

  private static void requireSame(Path one, Path two, int iteration) {
    String file = "checkpoints/state-%08d.safetensors".formatted(iteration);
    try (var scope = Scope.open();
        Safetensors a = Safetensors.open(one.resolve(file));
        Safetensors b = Safetensors.open(two.resolve(file))) {
      assertThat(withoutSum(b)).isEqualTo(withoutSum(a));
      assertThat(b.names()).isEqualTo(a.names());
      for (String name : a.names()) {
        Tensor expected = a.tensor(name);
        double difference = Tensors.maxAbsDifference(expected, b.tensor(name));
        if (name.contains("adam.first.")) {
          double largest = Tensors.maxAbsDifference(expected, torch.zeros_like(expected));
          if (largest > NO_GRADIENT) {
            assertThat(difference).as(name).isLessThan(MOMENTS * largest);
          }
        } else if (name.contains("model.") || name.startsWith("ema.")) {
          // AdamW moves a weight by the rate at most, whatever the size of its gradient.
          assertThat(difference).as(name).isLessThanOrEqualTo(2 * RATE);
        }
      }
    }
  }

  private static Map<String, String> withoutSum(Safetensors file) {
    Map<String, String> metadata = new HashMap<>(file.metadata());
    metadata.remove("crc32c");
    return metadata;
  }

  private Run train(Path out, String... more) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "train",
                TinyTraining.config(dir).toString(),
                "--data",
                (Files.isDirectory(dir.resolve("photos"))
                        ? dir.resolve("photos")
                        : TinyTraining.photographs(dir))
                    .toString(),
                "--out",
                out.toString(),
                "--threads",
                "2"));
    arguments.addAll(List.of(more));
    StringWriter said = new StringWriter();
    int code =
        Main.commandLine(new RestoringMakers())
            .setErr(new PrintWriter(said, true))
            .execute(arguments.toArray(new String[0]));
    return new Run(code, said.toString());
  }
}
