package io.github.resshift.model;

import io.github.resshift.nn.Activations;
import io.github.resshift.nn.Conv2d;
import io.github.resshift.nn.Doubling;
import io.github.resshift.nn.GroupNorm;
import io.github.resshift.nn.ResBlock;
import io.github.resshift.nn.ShiftMasks;
import io.github.resshift.nn.SwinLayer;
import io.github.resshift.nn.TimeEmbedding;
import io.github.resshift.tensor.Scope;
import io.github.resshift.weights.Parameters;
import io.github.resshift.weights.Placement;
import io.github.resshift.weights.WeightLoader;
import io.github.resshift.weights.WeightScope;
import io.github.resshift.weights.WeightSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * The denoiser {@code UNetModelSwin} (docs/method.md section 4): a U-Net of residual blocks with
 * Swin layers in place of self-attention, conditioned on the time step, the low-quality picture and
 * a mask.
 *
 * <p>Any latent whose sides are multiples of {@link SwinUNetConfig#latentMultiple} runs, square or
 * not. Predictions may run on several threads at once. Closing frees the weights.
 */
public final class SwinUNet implements DenoiserNetwork {
  private static final double EPSILON = 1e-5;

  private final SwinUNetConfig config;
  private final ShiftMasks masks;
  private final TimeEmbedding timeEmbedding;
  private final ConditionExtractor extractor;
  private final Conv2d stem;
  private final List<Down> downs = new ArrayList<>();
  private final ResBlock middle1;
  private final SwinLayer middleSwin;
  private final ResBlock middle2;
  private final List<Up> ups = new ArrayList<>();
  private final GroupNorm outNorm;
  private final Conv2d outConv;
  private final Parameters parameters;
  private volatile boolean training;

  /**
   * A block on the way down: either residual with an optional Swin layer, or a halving convolution.
   */
  private record Down(ResBlock block, SwinLayer swin, Conv2d halving) {}

  /** A block on the way up: residual, an optional Swin layer, an optional doubling. */
  private record Up(ResBlock block, SwinLayer swin, Doubling doubling) {}

  private SwinUNet(SwinUNetConfig config, WeightLoader loader) {
    this.config = config;
    this.masks = new ShiftMasks(loader.root().placement());
    WeightScope root = loader.root();
    int base = config.modelChannels();
    int embed = 4 * base;
    this.timeEmbedding = new TimeEmbedding(root.at("time_embed"), base);
    this.extractor = new ConditionExtractor(root.at("feature_extractor"), config);
    this.stem =
        Conv2d.same3(root.at("input_blocks.0.0"), config.inChannels() + extractor.channels(), base);

    Deque<Integer> skips = new ArrayDeque<>(List.of(base));
    int channels = base;
    int size = config.imageSize();
    int index = 1;
    int levels = config.channelMult().size();
    for (int level = 0; level < levels; level++) {
      int width = base * config.channelMult().get(level);
      for (int i = 0; i < config.numResBlocks().get(level); i++) {
        WeightScope at = root.at("input_blocks").at(index++);
        ResBlock block = new ResBlock(at.at(0), channels, width, embed, config.dropout());
        SwinLayer swin = i == 0 && attends(size) ? swin(at.at(1), width, size) : null;
        downs.add(new Down(block, swin, null));
        channels = width;
        skips.push(channels);
      }
      if (level < levels - 1) {
        WeightScope at = root.at("input_blocks").at(index++);
        downs.add(new Down(null, null, Conv2d.halving(at.at("0.op"), channels, channels)));
        skips.push(channels);
        size /= 2;
      }
    }

    WeightScope middle = root.at("middle_block");
    this.middle1 = new ResBlock(middle.at(0), channels, channels, embed, config.dropout());
    this.middleSwin = swin(middle.at(1), channels, size);
    this.middle2 = new ResBlock(middle.at(2), channels, channels, embed, config.dropout());

    index = 0;
    for (int level = levels - 1; level >= 0; level--) {
      int width = base * config.channelMult().get(level);
      int blocks = config.numResBlocks().get(level) + 1;
      for (int i = 0; i < blocks; i++) {
        WeightScope at = root.at("output_blocks").at(index++);
        ResBlock block =
            new ResBlock(at.at(0), channels + skips.pop(), width, embed, config.dropout());
        SwinLayer swin = i == 0 && attends(size) ? swin(at.at(1), width, size) : null;
        boolean doubles = level > 0 && i == blocks - 1;
        WeightScope upsample = at.at(swin == null ? 1 : 2);
        Doubling doubling = doubles ? new Doubling(upsample.at("conv"), width, width) : null;
        ups.add(new Up(block, swin, doubling));
        channels = width;
      }
      size *= 2;
    }
    this.outNorm = new GroupNorm(root.at("out.0"), channels, EPSILON);
    this.outConv = Conv2d.zero3(root.at("out.2"), channels, config.outChannels());
    this.parameters = loader.finish();
  }

  /**
   * Loads a network.
   *
   * @throws io.github.resshift.weights.CheckpointException if the tensors do not fit the
   *     configuration
   */
  public static SwinUNet load(SwinUNetConfig config, WeightSource source, Placement placement) {
    return new SwinUNet(config, new WeightLoader(source, placement));
  }

  /** Makes a network with fresh weights, a function of the seed alone. */
  public static SwinUNet initialise(SwinUNetConfig config, long seed, Placement placement) {
    return new SwinUNet(config, WeightLoader.initialise(seed, placement));
  }

  @Override
  public Condition prepare(Condition condition) {
    return Condition.prepared(extractor.extract(condition.lq(), condition.mask()), null);
  }

  @Override
  public Tensor predict(Tensor x, long[] steps, Condition condition) {
    requireFits(x);
    return Scope.keep(
        () -> {
          Tensor time = torch.silu(timeEmbedding.forward(distinct(steps)));
          Tensor known =
              condition.features() != null
                  ? condition.features()
                  : extractor.extract(condition.lq(), condition.mask());
          Tensor h = stem.forward(known == null ? x : concat(x, known.to(x.scalar_type())));
          Deque<Tensor> skips = new ArrayDeque<>(List.of(h));
          for (Down down : downs) {
            h = down.halving() != null ? down.halving().forward(h) : residual(down, h, time);
            skips.push(h);
          }
          h = middle1.forward(h, time, training);
          h = middleSwin.forward(h);
          h = middle2.forward(h, time, training);
          for (Up up : ups) {
            h = up.block().forward(concat(h, skips.pop()), time, training);
            if (up.swin() != null) {
              h = up.swin().forward(h);
            }
            if (up.doubling() != null) {
              h = up.doubling().forward(h);
            }
          }
          return outConv.forward(Activations.silu(outNorm.forward(h)));
        });
  }

  @Override
  public SwinUNetConfig config() {
    return config;
  }

  @Override
  public Parameters parameters() {
    return parameters;
  }

  /** {@inheritDoc} Here it is dropout. */
  @Override
  public void train(boolean on) {
    training = on;
  }

  @Override
  public void close() {
    masks.close();
    parameters.close();
  }

  /** One step where all samples are at the same, as they are in sampling; else each sample's. */
  private static long[] distinct(long[] steps) {
    boolean same = Arrays.stream(steps).allMatch(step -> step == steps[0]);
    return same ? new long[] {steps[0]} : steps;
  }

  private Tensor residual(Down down, Tensor h, Tensor time) {
    Tensor result = down.block().forward(h, time, training);
    return down.swin() == null ? result : down.swin().forward(result);
  }

  private boolean attends(int size) {
    return config.attentionResolutions().contains(size);
  }

  private SwinLayer swin(WeightScope scope, int channels, int size) {
    SwinLayer.Settings settings =
        new SwinLayer.Settings(
            config.swinDepth(),
            config.swinEmbedDim(),
            config.heads(),
            config.windowSize(),
            config.mlpRatio());
    return new SwinLayer(scope, channels, size, settings, masks);
  }

  private void requireFits(Tensor x) {
    int multiple = config.latentMultiple();
    if (x.size(2) % multiple != 0 || x.size(3) % multiple != 0) {
      throw new IllegalArgumentException(
          "a latent of "
              + x.size(2)
              + "x"
              + x.size(3)
              + " does not run: both sides must be multiples of "
              + multiple
              + "; pad the picture first");
    }
  }

  static Tensor concat(Tensor first, Tensor second) {
    return torch.cat(new TensorVector(first, second), 1);
  }
}
