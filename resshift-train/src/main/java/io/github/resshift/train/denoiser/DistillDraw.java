package io.github.resshift.train.denoiser;

import io.github.resshift.tensor.Tensors;
import io.github.resshift.train.Seeds;
import io.github.resshift.train.TrainSettings;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * What is drawn for samples of a distillation, a function of the seed and the iteration.
 *
 * @param from index of the step at whose beginning the student is asked
 * @param begin standard normal noise of that beginning, [N, C, h, w]
 * @param t index of the step at which the student's picture is looked at
 * @param noise standard normal noise of that look, [N, C, h, w]
 */
record DistillDraw(long[] from, Tensor begin, long[] t, Tensor noise) {
  /**
   * Draws for a whole batch.
   *
   * @param shape of its latents
   * @param chain steps of the chain
   * @param steps of the student
   * @param sets how many
   */
  static List<DistillDraw> of(
      TrainSettings settings, long iteration, long[] shape, int chain, int steps, int sets) {
    Generator random = torch.make_generator_cpu(Seeds.mix(settings.seed(), iteration));
    return IntStream.range(0, sets)
        .mapToObj(
            set ->
                new DistillDraw(
                    Arrays.stream(integers(steps, shape[0], random))
                        .map(i -> (i + 1) * chain / steps - 1)
                        .toArray(),
                    torch.randn(shape, new GeneratorOptional(random)),
                    integers(chain, shape[0], random),
                    torch.randn(shape, new GeneratorOptional(random))))
        .toList();
  }

  /** Some of the samples, where a tensor lies. */
  DistillDraw part(int first, int count, TrainingStep step) {
    return new DistillDraw(
        Arrays.copyOfRange(from, first, first + count),
        step.here(begin, first, count),
        Arrays.copyOfRange(t, first, first + count),
        step.here(noise, first, count));
  }

  private static long[] integers(int below, long count, Generator random) {
    return Tensors.longs(torch.randint(below, new long[] {count}, new GeneratorOptional(random)));
  }
}
