package io.github.resshift.model;

import io.github.resshift.nn.Activations;
import io.github.resshift.nn.ByteRanges;
import io.github.resshift.nn.Conv2d;
import io.github.resshift.nn.Linear;
import io.github.resshift.nn.RrdbBlock;
import io.github.resshift.nn.TimeEmbedding;
import io.github.resshift.tensor.Interpolate;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import io.github.resshift.weights.CheckpointException;
import io.github.resshift.weights.Parameters;
import io.github.resshift.weights.Placement;
import io.github.resshift.weights.WeightLoader;
import io.github.resshift.weights.WeightScope;
import io.github.resshift.weights.WeightSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A denoiser on the features of a guide (docs/guide.md). What does not depend on the step runs once
 * for each tile: blocks that go on from the guide's features, and the convolution that joins them
 * with the small picture. A step adds x_t, runs a few residual blocks with scale and shift by the
 * step, and puts out the residual with one of two last convolutions: one for the steps that find
 * the mean, one for those that draw texture. With {@code detail} a sample gets the fine detail of y
 * on top; that is no part of what is trained.
 *
 * <p>There is no normalisation over positions, so a position depends on its neighbourhood alone.
 * Thread-safe; closing frees the weights.
 */
public final class GuidedNet implements DenoiserNetwork {
  private final GuidedNetConfig config;
  private volatile boolean training;
  private final List<RrdbBlock> trunk = new ArrayList<>();
  private final Conv2d joinCondition;
  private final Conv2d joinState;
  private final TimeEmbedding time;
  private final List<StepBlock> blocks = new ArrayList<>();
  private final Conv2d early;
  private final Conv2d late;
  private final Draft draft;
  private final Parameters parameters;

  /** {@code x + conv2(silu((1 + scale) conv1(silu(x)) + shift))}. */
  private record StepBlock(Conv2d conv1, Linear film, Conv2d conv2) {
    StepBlock(WeightScope scope, int channels, int embed) {
      this(
          Conv2d.same3(scope.at("conv1"), channels, channels),
          new Linear(scope.at("emb"), embed, 2 * channels),
          Conv2d.zero3(scope.at("conv2"), channels, channels));
    }

    Tensor forward(Tensor x, Tensor activatedTime) {
      return Scope.keep(
          () -> {
            Tensor h = conv1.forward(torch.silu(x));
            TensorVector each = film.forward(activatedTime).unsqueeze(-1).unsqueeze(-1).chunk(2, 1);
            Tensor shifted = torch.addcmul(h.add(each.get(1)), h, each.get(0));
            return Activations.add(conv2.forward(Activations.silu(shifted)), x);
          });
    }
  }

  private GuidedNet(GuidedNetConfig config, WeightLoader loader, Optional<ByteRanges> ranges) {
    this.config = config;
    WeightScope root = loader.root();
    GuideConfig guide = config.guide();
    int width = config.channels();
    for (int i = 0; i < config.trunkBlocks(); i++) {
      trunk.add(new RrdbBlock(root.at("trunk").at(i), guide.channels(), guide.growth(), ranges));
    }
    if (config.blocks() == 0) {
      this.joinCondition = null;
      this.joinState = null;
      this.time = null;
      this.early = null;
      this.late = null;
    } else {
      this.joinCondition = Conv2d.same3(root.at("join_condition"), guide.channels() + 3, width);
      this.joinState = Conv2d.same3(root.at("join_state"), config.latentChannels(), width);
      this.time = new TimeEmbedding(root.at("time_embed"), width);
      for (int i = 0; i < config.blocks(); i++) {
        blocks.add(new StepBlock(root.at("blocks").at(i), width, 4 * width));
      }
      this.early = Conv2d.zero3(root.at("out_early"), width, config.latentChannels());
      this.late =
          config.lateSteps() == 0
              ? null
              : Conv2d.zero3(root.at("out_late"), width, config.latentChannels());
    }
    this.draft = config.drafts() ? new Draft(root.at("draft"), guide, config.draftBlocks()) : null;
    this.parameters = loader.finish();
  }

  /**
   * Loads a network.
   *
   * @throws io.github.resshift.weights.CheckpointException if the tensors do not fit the
   *     configuration
   */
  public static GuidedNet load(GuidedNetConfig config, WeightSource source, Placement placement) {
    return load(config, source, Optional.empty(), placement);
  }

  /**
   * Loads a network whose trunk computes with bytes, as {@link Guide} may.
   *
   * @param ranges of its activations; absent: in the arithmetic of the placement
   */
  public static GuidedNet load(
      GuidedNetConfig config,
      WeightSource source,
      Optional<ByteRanges> ranges,
      Placement placement) {
    return new GuidedNet(config, new WeightLoader(source, placement), ranges);
  }

  /** Makes a network with fresh weights, a function of the seed alone. */
  public static GuidedNet initialise(GuidedNetConfig config, long seed, Placement placement) {
    return new GuidedNet(config, WeightLoader.initialise(seed, placement), Optional.empty());
  }

  /**
   * Lets the trunk begin as the guide's own next blocks, and the draft as its last layers.
   *
   * @param guide a file of the whole guide
   * @throws CheckpointException if it has too few blocks
   */
  public void startFrom(WeightSource guide) {
    int next = config.guide().featuresAfter() + config.trunkBlocks();
    int all = config.drafts() ? GuideWeights.blocks(GuideWeights.named(guide)) : next;
    try (var scope = Scope.open();
        var guard = new NoGradGuard();
        Guide whole =
            Guide.load(
                new GuideConfig(
                    config.guide().channels(), config.guide().growth(), all, config.drafts()),
                guide,
                Placement.cpu())) {
      Map<String, Tensor> from = whole.parameters().weights();
      for (int i = 0; i < config.trunkBlocks(); i++) {
        copy(from, "body." + (config.guide().featuresAfter() + i) + ".", "trunk." + i + ".");
      }
      for (int i = 0; i < config.draftBlocks(); i++) {
        int last = Math.max(0, all - config.draftBlocks()) + i;
        copy(from, "body." + last + ".", "draft.body." + i + ".");
      }
      if (config.drafts()) {
        copy(from, "conv_", "draft.conv_");
      }
    }
  }

  /**
   * Takes the tensors that a smaller network of this kind has, and leaves the others as they are.
   *
   * @param smaller all of its tensors must be here, with the same shapes
   * @return how many tensors of this network were not in it
   * @throws CheckpointException if one does not fit
   */
  public int takeFrom(WeightSource smaller) {
    Map<String, Tensor> own = parameters.weights();
    try (var scope = Scope.open();
        var guard = new NoGradGuard()) {
      for (String name : smaller.names()) {
        Tensor to = own.get(name);
        if (to == null || !Arrays.equals(smaller.info(name).shape(), Tensors.shape(to))) {
          throw new CheckpointException(
              smaller.origin()
                  + " does not fit the network: it has no tensor "
                  + name
                  + " of that shape. Use weights of the same network or of a smaller one.");
        }
        to.copy_(smaller.tensor(name));
      }
    }
    return own.size() - smaller.names().size();
  }

  private void copy(Map<String, Tensor> from, String prefix, String to) {
    boolean found = false;
    for (Map.Entry<String, Tensor> entry : from.entrySet()) {
      String name = entry.getKey();
      if (name.startsWith(prefix)) {
        parameters.weights().get(to + name.substring(prefix.length())).copy_(entry.getValue());
        found = true;
      }
    }
    if (!found) {
      throw new CheckpointException(
          "The guide has no tensors "
              + prefix
              + "..., from which the network is to begin; choose fewer guide.blocks, trunk_blocks"
              + " or draft_blocks.");
    }
  }

  /**
   * Shows a witness the activations of the trunk, which are not of bytes then.
   *
   * @param features of the guide, as {@link #prepare} takes them
   * @param witness is told the layer, as {@link ByteRanges} names it, and [N, C, H, W] that ends
   *     with the call
   */
  void show(Tensor features, BiConsumer<String, Tensor> witness) {
    try (var scope = Scope.open()) {
      Tensor h = features;
      for (int i = 0; i < trunk.size(); i++) {
        String at = "trunk." + i + ".";
        h = trunk.get(i).forward(h, (layer, seen) -> witness.accept(at + layer, seen));
      }
    }
  }

  @Override
  public Condition prepare(Condition condition) {
    if (condition.features() == null || condition.mask() != null) {
      throw new IllegalArgumentException("the network takes a guide's features and no mask");
    }
    if (blocks.isEmpty()) {
      return condition;
    }
    Tensor deep =
        Scope.keep(
            () -> {
              Tensor features = condition.features();
              Tensor h = features.to(ScalarType.Float);
              for (RrdbBlock block : trunk) {
                h = block.forward(h);
              }
              return h.to(features.scalar_type());
            });
    Tensor lq = condition.lq().to(deep.scalar_type());
    Tensor joined = Scope.keep(() -> joinCondition.forward(SwinUNet.concat(deep, lq)));
    if (!config.countsFromEnlargement()) {
      return Condition.prepared(joined, null);
    }
    Tensor end = draft == null ? condition.picture() : draft.picture(lq, deep);
    return new Condition(condition.lq(), null, joined, end);
  }

  @Override
  public Tensor predict(Tensor x, long[] steps, Condition condition) {
    return predict(x, steps, condition, SampleDetail.of(config, 1));
  }

  @Override
  public Denoiser at(double realism) {
    SampleDetail detail = SampleDetail.of(config, realism);
    return new Denoiser() {
      @Override
      public Tensor predict(Tensor x, long[] steps, Condition condition) {
        return GuidedNet.this.predict(x, steps, condition, detail);
      }

      @Override
      public Condition prepare(Condition condition) {
        return GuidedNet.this.prepare(condition);
      }
    };
  }

  private Tensor predict(Tensor x, long[] steps, Condition condition, SampleDetail detail) {
    if (blocks.isEmpty()) {
      return torch.zeros_like(x);
    }
    return Scope.keep(
        () -> {
          boolean same = Arrays.stream(steps).allMatch(step -> step == steps[0]);
          Tensor activatedTime = torch.silu(time.forward(same ? new long[] {steps[0]} : steps));
          Tensor h = Activations.add(joinState.forward(x), condition.features());
          for (StepBlock block : blocks) {
            h = block.forward(h, activatedTime);
          }
          h = Activations.silu(h);
          if (late == null || (same && steps[0] >= config.lateSteps())) {
            return mean(early.forward(h), condition);
          }
          if (same) {
            return texture(late.forward(h), condition, detail);
          }
          Tensor isLate = lateRows(steps, x);
          return torch.where(
              isLate,
              texture(late.forward(h), condition, detail),
              mean(early.forward(h), condition));
        });
  }

  /**
   * The residual of the steps that find the mean. A picture as y is far from the mean where it
   * invents, so those steps count from the bicubic enlargement: what parts y from it is known.
   */
  private Tensor mean(Tensor output, Condition condition) {
    if (!config.countsFromEnlargement()) {
      return output;
    }
    Tensor large = Interpolate.bicubicUp(condition.lq(), GuideConfig.SCALE);
    Tensor apart = condition.picture().detach().to(ScalarType.Float).sub(large);
    return output.to(ScalarType.Float).add(torch.pixel_unshuffle(apart, GuideConfig.SCALE));
  }

  /** The residual of the late steps; with {@code detail}, what of y's fine detail is not taken. */
  private Tensor texture(Tensor output, Condition condition, SampleDetail detail) {
    if (config.detail() == 0 || training) {
      return mean(output, condition);
    }
    return Scope.keep(
        () -> {
          Tensor apart = torch.pixel_shuffle(mean(output, condition), GuideConfig.SCALE);
          Tensor picture = condition.picture().detach().to(ScalarType.Float);
          return torch.pixel_unshuffle(detail.left(apart, picture), GuideConfig.SCALE);
        });
  }

  private Tensor lateRows(long[] steps, Tensor like) {
    float[] rows = new float[steps.length];
    for (int i = 0; i < steps.length; i++) {
      rows[i] = steps[i] < config.lateSteps() ? 1 : 0;
    }
    return Tensors.of(rows, steps.length, 1, 1, 1).to(like.device(), ScalarType.Bool);
  }

  @Override
  public GuidedNetConfig config() {
    return config;
  }

  @Override
  public Parameters parameters() {
    return parameters;
  }

  @Override
  public void train(boolean on) {
    training = on;
  }

  @Override
  public void close() {
    parameters.close();
  }
}
