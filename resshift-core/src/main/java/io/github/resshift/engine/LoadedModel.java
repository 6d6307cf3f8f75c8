package io.github.resshift.engine;

import io.github.resshift.catalog.ModelDescription;
import io.github.resshift.diffusion.NoiseSource;
import io.github.resshift.diffusion.Sampler;
import io.github.resshift.model.Autoencoder;
import io.github.resshift.model.AutoencoderConfig;
import io.github.resshift.model.Condition;
import io.github.resshift.model.ConditionConfig.None;
import io.github.resshift.model.Denoiser;
import io.github.resshift.model.DenoiserNetwork;
import io.github.resshift.model.FirstStage;
import io.github.resshift.model.Guide;
import io.github.resshift.model.GuideConfig;
import io.github.resshift.model.IdentityConfig;
import io.github.resshift.model.IdentityStage;
import io.github.resshift.model.PixelShuffleCodec;
import io.github.resshift.model.PixelShuffleConfig;
import io.github.resshift.nn.ByteRanges;
import io.github.resshift.nn.Norms;
import io.github.resshift.tensor.Interpolate;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import io.github.resshift.weights.Placement;
import io.github.resshift.weights.WeightSource;
import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A loaded model and what it does to tensors (docs/method.md section 6): padding, enlarging, first
 * stage, network, and the chain on a picture that is one piece. How large pictures are cut is the
 * business of {@link io.github.resshift.engine.tile}. Thread-safe; closing frees the networks, so
 * no call may be running then.
 */
public final class LoadedModel implements AutoCloseable {
  private final ModelDescription model;
  private final Placement placement;
  private final Denoiser network;
  private final Runnable closeNetwork;
  private final FirstStage firstStage;
  private final Optional<Guide> guide;
  private final Gathering gathering;

  private LoadedModel(
      ModelDescription model,
      Placement placement,
      DenoiserNetwork network,
      FirstStage firstStage,
      Optional<Guide> guide) {
    this(model, placement, network, network::close, firstStage, guide, new Gathering(1));
  }

  /** With any network, without a guide. */
  public LoadedModel(
      ModelDescription model,
      Placement placement,
      Denoiser network,
      Runnable closeNetwork,
      FirstStage firstStage) {
    this(model, placement, network, closeNetwork, firstStage, Optional.empty(), new Gathering(1));
  }

  private LoadedModel(
      ModelDescription model,
      Placement placement,
      Denoiser network,
      Runnable closeNetwork,
      FirstStage firstStage,
      Optional<Guide> guide,
      Gathering gathering) {
    this.model = model;
    this.placement = placement;
    this.network = network;
    this.closeNetwork = closeNetwork;
    this.firstStage = firstStage;
    this.guide = guide;
    this.gathering = gathering;
  }

  /**
   * This model, whose guide and network take calls of several threads together where their tiles
   * have one size. Sums come out differently in the last digits then, and with them results, from
   * run to run. One of the two is to be closed.
   *
   * @param most tiles of a call
   */
  public LoadedModel gathering(int most) {
    return new LoadedModel(
        model, placement, network, closeNetwork, firstStage, guide, new Gathering(most));
  }

  /** Runs work that calls the network; others wait for its calls if they are gathered. */
  public void run(Runnable work) {
    gathering.enter();
    try {
      work.run();
    } finally {
      gathering.leave();
    }
  }

  /**
   * Loads a model.
   *
   * @param firstStageWeights needed by models with an autoencoder; the others ignore it
   * @param guideWeights needed by models with a guide; the others ignore it
   * @param ranges of the guide's activations, for blocks that compute with bytes; absent: in the
   *     placement's arithmetic
   * @throws io.github.resshift.weights.CheckpointException if weights and description do not fit
   */
  public static LoadedModel load(
      ModelDescription model,
      WeightSource networkWeights,
      Optional<WeightSource> firstStageWeights,
      Optional<WeightSource> guideWeights,
      Optional<WeightSource> ranges,
      Placement placement) {
    FirstStage stage = firstStage(model, firstStageWeights, placement);
    Optional<ByteRanges> bytes = ranges.map(ByteRanges::new);
    Optional<Guide> guide = Optional.empty();
    try {
      guide =
          model
              .guide()
              .map(config -> Guide.load(config, guideWeights.orElseThrow(), bytes, placement));
      return new LoadedModel(
          model, placement, model.network().load(networkWeights, bytes, placement), stage, guide);
    } catch (RuntimeException e) {
      guide.ifPresent(Guide::close);
      stage.close();
      throw e;
    }
  }

  /** A model in one arithmetic. */
  public static LoadedModel load(
      ModelDescription model,
      WeightSource networkWeights,
      Optional<WeightSource> firstStageWeights,
      Optional<WeightSource> guideWeights,
      Placement placement) {
    return load(
        model, networkWeights, firstStageWeights, guideWeights, Optional.empty(), placement);
  }

  /** A model without a guide. */
  public static LoadedModel load(
      ModelDescription model,
      WeightSource networkWeights,
      Optional<WeightSource> firstStageWeights,
      Placement placement) {
    return load(model, networkWeights, firstStageWeights, Optional.empty(), placement);
  }

  /** A model with fresh weights, for tests and for measuring speed. */
  public static LoadedModel initialise(ModelDescription model, long seed, Placement placement) {
    FirstStage stage =
        model.firstStage() instanceof AutoencoderConfig autoencoder
            ? Autoencoder.initialise(autoencoder, seed, placement)
            : firstStage(model, Optional.empty(), placement);
    return new LoadedModel(
        model,
        placement,
        model.network().initialise(seed, placement),
        stage,
        model.guide().map(config -> Guide.initialise(config, seed, placement)));
  }

  /** A model's first stage; {@code weights} are needed by those with an autoencoder only. */
  public static FirstStage firstStage(
      ModelDescription model, Optional<WeightSource> weights, Placement placement) {
    if (model.firstStage() instanceof AutoencoderConfig autoencoder) {
      return Autoencoder.load(autoencoder, weights.orElseThrow(), placement);
    }
    if (model.firstStage() instanceof PixelShuffleConfig shuffle) {
      return new PixelShuffleCodec(shuffle);
    }
    if (model.firstStage() instanceof IdentityConfig) {
      return new IdentityStage();
    }
    throw new IllegalStateException("unknown first stage " + model.firstStage());
  }

  /** Where the networks are. */
  public Placement placement() {
    return placement;
  }

  /** The model's description. */
  public ModelDescription description() {
    return model;
  }

  /** The chain with so many steps, in one view. */
  public Chain chain(int steps, NoiseField noise, double realism) {
    return chain(steps, noise, realism, 1);
  }

  /**
   * The chain with so many steps.
   *
   * @param views 1, and up to {@link View#most} where {@link View#possible} says so
   */
  public Chain chain(int steps, NoiseField noise, double realism, int views) {
    return new Chain(sampler(steps), noise, realism, views);
  }

  private Sampler sampler(int steps) {
    // Without an autoencoder the predicted picture is clipped (docs/method.md section 6, step 3).
    return new Sampler(model.diffusion().sampling(steps), localFirstStage());
  }

  /** One chain on one picture, without tiles, in one view of it. */
  public Tensor single(Tensor lq, Tensor mask, Chain chain, View view, int top, int left) {
    return Scope.keep(
        () -> {
          Tensor seen = view.of(pad(lq));
          Tensor seenMask = mask == null ? null : view.of(pad(mask));
          NoiseSource noise = in(view, chain.at(toLatent(top), toLatent(left)));
          Known known = known(seen, seenMask, noise, chain.realism());
          Tensor z = chain.sampler().run(known.end(), known.network(), noise, chain.realism());
          return cropTo(
              Tensors.clamp(view.undo(decode(z)), -1, 1),
              lq.size(2) * model.scale(),
              lq.size(3) * model.scale());
        });
  }

  /** The noise of a picture as it is in a view, so that all views make the same draw. */
  private NoiseSource in(View view, NoiseSource noise) {
    return view.equals(View.UPRIGHT)
        ? noise
        : (step, shape) ->
            Scope.keep(() -> encode(view.of(decode(noise.draw(step, view.undo(shape))))));
  }

  /** Reflect-pads right and bottom to multiples of the model's padding. */
  public Tensor pad(Tensor picture) {
    long offset = model.paddingOffset();
    long right = Math.floorMod(-picture.size(3), offset);
    long bottom = Math.floorMod(-picture.size(2), offset);
    return Interpolate.reflectPad(picture, right, bottom);
  }

  /** A side as a multiple of the model's padding. */
  public int padded(int side) {
    int offset = model.paddingOffset();
    return (side + offset - 1) / offset * offset;
  }

  /** The bicubic enlargement to the result's size; the picture itself where sf is 1. */
  public Tensor enlarge(Tensor lq) {
    return model.scale() == 1 ? lq : Interpolate.bicubicUp(lq, model.scale());
  }

  /** Picture on the CPU to latent on the CPU, scaled by {@code scale_factor}. */
  public Tensor encode(Tensor image) {
    return encode(image, Norms.OWN);
  }

  /** The same with statistics of normalisation from elsewhere. */
  public Tensor encode(Tensor image, Norms norms) {
    Scalar factor = new Scalar(model.diffusion().scaleFactor());
    return Scope.keep(() -> back(firstStage.encode(there(image), norms)).mul(factor));
  }

  /** Latent on the CPU to picture on the CPU, not clamped. */
  public Tensor decode(Tensor latent) {
    return decode(latent, Norms.OWN);
  }

  /** The same with statistics of normalisation from elsewhere. */
  public Tensor decode(Tensor latent, Norms norms) {
    Scalar factor = new Scalar(model.diffusion().scaleFactor());
    return Scope.keep(() -> back(firstStage.decode(there(latent.div(factor)), norms)));
  }

  /**
   * What is known of a tile before the first step.
   *
   * @param end the chain's low-quality end y, on the CPU
   * @param network with its condition bound
   */
  public record Known(Tensor end, Sampler.Prediction network) {}

  /**
   * Runs the guide, if there is one, and makes the chain's low-quality end.
   *
   * @param noise of the chain, of which the guide sees {@link GuideConfig#noise} levels where more
   *     than the mean is wanted
   * @param realism 0, the mean alone, to 1, the sample
   */
  public Known known(Tensor lq, Tensor mask, NoiseSource noise, double realism) {
    if (guide.isEmpty()) {
      return new Known(encode(enlarge(lq)), network(lq, mask));
    }
    Tensor picture = there(lq);
    Guide.Result guided = guided(realism == 0 ? picture : seen(lq, noise));
    Condition prepared =
        network.prepare(Condition.guided(picture, guided.features(), guided.picture()));
    Tensor drawn = prepared.picture() == null ? guided.picture() : prepared.picture();
    Tensor large = drawn == null ? enlarge(lq) : back(drawn);
    return new Known(encode(large), prediction(network.at(realism), prepared));
  }

  /**
   * The small picture under the noise of x_T: what of that noise is left where the picture's pixels
   * are averaged to small ones, in the levels that the model's guide bears. A guide's detail is a
   * guess; under noise each sample gets another one where another is as likely.
   */
  private Tensor seen(Tensor lq, NoiseSource noise) {
    double levels = model.guide().orElseThrow().noise();
    if (levels == 0) {
      return there(lq);
    }
    return Scope.keep(
        () -> {
          long colours = lq.size(1);
          long each = model.network().inChannels() / colours;
          long[] shape = {lq.size(0), colours * each, lq.size(2), lq.size(3)};
          Tensor drawn = noise.draw(NoiseSource.PRIOR, shape);
          Tensor sum = drawn.view(shape[0], colours, each, shape[2], shape[3]).sum(2);
          // A sum of n normal values has deviation sqrt(n); a level is 2 / 255 of [-1, 1].
          return there(lq.add(sum.mul(new Scalar(2 * levels / 255 / Math.sqrt(each)))));
        });
  }

  /** The network with its conditions bound. */
  public Sampler.Prediction network(Tensor lq, Tensor mask) {
    Tensor picture = model.network().condition() instanceof None ? null : there(lq);
    Condition condition = Condition.of(picture, mask == null ? null : there(mask));
    return prediction(network, network.prepare(condition));
  }

  private Sampler.Prediction prediction(Denoiser used, Condition prepared) {
    return (scaled, steps) -> Scope.keep(() -> back(predict(used, there(scaled), steps, prepared)));
  }

  private Tensor predict(Denoiser used, Tensor scaled, long[] steps, Condition prepared) {
    Tensor[] inputs = {
      scaled, prepared.lq(), prepared.mask(), prepared.features(), prepared.picture()
    };
    return gathering
        .call(
            "network",
            inputs,
            steps,
            (all, each) -> {
              Condition condition = new Condition(all[1], all[2], all[3], all[4]);
              return new Tensor[] {used.predict(all[0], each, condition)};
            })[0];
  }

  private Guide.Result guided(Tensor picture) {
    Tensor[] outputs =
        gathering.call(
            "guide",
            new Tensor[] {picture},
            new long[0],
            (all, none) -> {
              Guide.Result result = guide.orElseThrow().run(all[0]);
              return new Tensor[] {result.features(), result.picture()};
            });
    return new Guide.Result(outputs[0], outputs[1]);
  }

  /** Whether a latent position depends on its own block of pixels alone. */
  public boolean localFirstStage() {
    return !(model.firstStage() instanceof AutoencoderConfig);
  }

  /** A length in low-quality pixels as a length in latent positions. */
  public int toLatent(int lowQuality) {
    return lowQuality * model.scale() / model.firstStage().factor();
  }

  /** Low-quality pixels a latent position, at least 1. */
  public int latentStep() {
    return Math.max(1, model.firstStage().factor() / model.scale());
  }

  /** The top left part of a picture. */
  public static Tensor cropTo(Tensor picture, long height, long width) {
    return picture.narrow(2, 0, height).narrow(3, 0, width).contiguous();
  }

  private Tensor there(Tensor host) {
    return host.to(placement.handle(), placement.dtype());
  }

  private static Tensor back(Tensor device) {
    return device.to(Placement.cpu().handle(), ScalarType.Float);
  }

  @Override
  public void close() {
    closeNetwork.run();
    firstStage.close();
    guide.ifPresent(Guide::close);
  }
}
