package io.github.resshift.train.denoiser;

import io.github.resshift.tensor.Tensors;
import io.github.resshift.train.Seeds;
import io.github.resshift.train.TrainSettings;
import io.github.resshift.train.data.Batch;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The steps and the noise of an iteration for the whole batch, a function of the seed and the
 * iteration.
 *
 * @param t index of each sample into the schedule
 * @param noise standard normal, [N, C, h, w]
 */
record ChainDraw(long[] t, Tensor noise) {
  static ChainDraw of(TrainSettings settings, long iteration, Batch batch, DiffusionLoss loss) {
    Generator random = torch.make_generator_cpu(Seeds.mix(settings.seed(), iteration));
    long n = settings.batch();
    Tensor t = torch.randint(loss.chain().size(), new long[] {n}, new GeneratorOptional(random));
    long[] latent = loss.latentShape(batch, n);
    return new ChainDraw(Tensors.longs(t), torch.randn(latent, new GeneratorOptional(random)));
  }
}
