package io.github.resshift.train.stage;

import io.github.resshift.model.Codebook;
import io.github.resshift.model.VqAutoencoder;
import io.github.resshift.tensor.Scope;
import io.github.resshift.train.Seeds;
import io.github.resshift.train.optimiser.AdamW;
import io.github.resshift.train.optimiser.Ema;
import io.github.resshift.train.parallel.Team;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/**
 * Nearest codes (van den Oord et al. 2017): gradients pass from the codes straight to the latents;
 * codes and latents draw each other. Codes that nothing uses are moved ({@link CodeUse}).
 */
final class CodeBottleneck implements Bottleneck {
  private static final String CODES = "quantize.embedding.weight";

  private final Codebook codebook;
  private final CodebookConfig config;
  private final CodeUse use;
  private final long seed;

  /** Latents of the whole batch [N, h * w, C]; zeros where another process has the sample. */
  private Tensor latents;

  CodeBottleneck(VqAutoencoder autoencoder, CodebookConfig config, long seed) {
    this.codebook = autoencoder.codebook();
    this.config = config;
    this.use = new CodeUse(codebook.codes());
    this.seed = seed;
  }

  @Override
  public void begin(long iteration, int size, long height, long width) {
    Tensor codes = codebook.codes();
    latents =
        torch.zeros(
            new long[] {size, height * width, codes.size(1)}, new TensorOptions(codes.device()));
  }

  @Override
  public Passed pass(Tensor z, int first, long values) {
    Tensor indices = codebook.indices(z.detach());
    use.count(indices);
    Tensor rows = z.permute(0, 2, 3, 1);
    latents.narrow(0, first, z.size(0)).copy_(rows.detach().flatten(1, 2));
    Tensor near = codebook.codes().index_select(0, indices).view_as(rows);
    Tensor codes = squares(near, rows.detach());
    Tensor commitment = squares(rows, near.detach());
    Tensor q = near.permute(0, 3, 1, 2);
    Map<String, Tensor> terms = new LinkedHashMap<>();
    terms.put("codebook", codes);
    terms.put("commitment", commitment);
    return new Passed(
        z.add(q.sub(z).detach()),
        terms,
        codes.add(commitment, new Scalar(config.commitment())).mul(new Scalar(config.weight())));
  }

  @Override
  public LatentUse finish(long iteration, Team team, AdamW optimiser, Ema ema) {
    long used = use.gather(team);
    long every = config.restartEvery();
    // After the first iteration all codes but a few are far from any latent.
    boolean restarts = every > 0 && (iteration == 1 || iteration % every == 0);
    long moved = restarts ? restart(iteration, team, optimiser, ema) : 0;
    return new LatentUse.Codes(used, codebook.codes().size(0), moved);
  }

  private long restart(long iteration, Team team, AdamW optimiser, Ema ema) {
    team.sum(latents);
    return use.restart(
        latents.flatten(0, 1),
        ema.averages().get(CODES),
        List.of(optimiser.firstMoments().get(CODES), optimiser.secondMoments().get(CODES)),
        torch.make_generator_cpu(Seeds.mix(seed, iteration)));
  }

  /** Mean squared difference of each sample, [N]. */
  private static Tensor squares(Tensor a, Tensor b) {
    return Scope.keep(
        () ->
            a.sub(b)
                .pow(new Scalar(2))
                .mean(new long[] {1, 2, 3}, false, new ScalarTypeOptional()));
  }

  @Override
  public Map<String, Tensor> tensors() {
    return Map.of("codes.used", use.window());
  }

  @Override
  public void close() {
    use.close();
  }
}
