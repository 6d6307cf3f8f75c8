package io.github.resshift.restore;

import io.github.resshift.ResShiftException;
import io.github.resshift.catalog.ModelDescription;
import io.github.resshift.catalog.Task;
import io.github.resshift.diffusion.DiffusionConfig;
import io.github.resshift.diffusion.EtaSchedule;
import io.github.resshift.diffusion.NoiseSource;
import io.github.resshift.diffusion.ResidualShift;
import io.github.resshift.diffusion.Sampler;
import io.github.resshift.engine.tile.TilePlan;
import io.github.resshift.model.Autoencoder;
import io.github.resshift.model.AutoencoderConfig;
import io.github.resshift.model.Condition;
import io.github.resshift.model.ConditionConfig.None;
import io.github.resshift.model.Denoiser;
import io.github.resshift.model.DenoiserNetwork;
import io.github.resshift.model.FirstStage;
import io.github.resshift.model.Guide;
import io.github.resshift.model.IdentityConfig;
import io.github.resshift.model.IdentityStage;
import io.github.resshift.model.PixelShuffleCodec;
import io.github.resshift.model.PixelShuffleConfig;
import io.github.resshift.nn.Norms;
import io.github.resshift.tensor.Interpolate;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import io.github.resshift.weights.Placement;
import io.github.resshift.weights.WeightSource;
import java.util.Optional;
import java.util.OptionalLong;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A loaded model as a function from tensors to tensors (docs/method.md section 6): padding, first
 * stage, the chain, tiles, compositing. Thread-safe; closing frees the networks, so no call may be
 * running then.
 */
public final class Pipeline implements AutoCloseable {
  /** Low-quality lines over which tiles of another size are faded in. */
  private static final int FADE = 8;

  /**
   * Tiles of local networks that share this much differ from whole pictures by less than is seen.
   */
  private static final int LOCAL_OVERLAP = 32;

  private final ModelDescription model;
  private final Placement placement;
  private final Denoiser network;
  private final Runnable closeNetwork;
  private final FirstStage firstStage;
  private final Optional<Guide> guide;

  /**
   * How a picture is cut.
   *
   * @param tiling how tiles become one picture
   * @param height greatest height of a tile in low-quality pixels
   * @param width greatest width of a tile in low-quality pixels
   * @param overlap low-quality pixels that neighbouring tiles share, less than height and width
   */
  public record Tiles(Tiling tiling, int height, int width, int overlap) {
    /** Checks ranges. */
    public Tiles {
      if (overlap < 0 || overlap >= Math.min(height, width)) {
        throw new IllegalArgumentException(
            "a tile needs 0 <= overlap < its sides, not %dx%d and overlap %d"
                .formatted(width, height, overlap));
      }
    }

    /** Square tiles. */
    public Tiles(Tiling tiling, int size, int overlap) {
      this(tiling, size, size, overlap);
    }
  }

  private Pipeline(
      ModelDescription model,
      Placement placement,
      DenoiserNetwork network,
      FirstStage firstStage,
      Optional<Guide> guide) {
    this(model, placement, network, network::close, firstStage, guide);
  }

  /** With any network, without a guide. */
  Pipeline(
      ModelDescription model,
      Placement placement,
      Denoiser network,
      Runnable closeNetwork,
      FirstStage firstStage) {
    this(model, placement, network, closeNetwork, firstStage, Optional.empty());
  }

  private Pipeline(
      ModelDescription model,
      Placement placement,
      Denoiser network,
      Runnable closeNetwork,
      FirstStage firstStage,
      Optional<Guide> guide) {
    this.model = model;
    this.placement = placement;
    this.network = network;
    this.closeNetwork = closeNetwork;
    this.firstStage = firstStage;
    this.guide = guide;
  }

  /**
   * Loads a model.
   *
   * @param firstStageWeights needed by models with an autoencoder; the others ignore it
   * @param guideWeights needed by models with a guide; the others ignore it
   * @throws io.github.resshift.weights.CheckpointException if weights and description do not fit
   */
  public static Pipeline load(
      ModelDescription model,
      WeightSource networkWeights,
      Optional<WeightSource> firstStageWeights,
      Optional<WeightSource> guideWeights,
      Placement placement) {
    FirstStage stage = firstStage(model, firstStageWeights, placement);
    Optional<Guide> guide = Optional.empty();
    try {
      guide =
          model.guide().map(config -> Guide.load(config, guideWeights.orElseThrow(), placement));
      return new Pipeline(
          model, placement, model.network().load(networkWeights, placement), stage, guide);
    } catch (RuntimeException e) {
      guide.ifPresent(Guide::close);
      stage.close();
      throw e;
    }
  }

  /** A model without a guide. */
  public static Pipeline load(
      ModelDescription model,
      WeightSource networkWeights,
      Optional<WeightSource> firstStageWeights,
      Placement placement) {
    return load(model, networkWeights, firstStageWeights, Optional.empty(), placement);
  }

  /** A model with fresh weights, for tests and for measuring speed. */
  public static Pipeline initialise(ModelDescription model, long seed, Placement placement) {
    FirstStage stage =
        model.firstStage() instanceof AutoencoderConfig autoencoder
            ? Autoencoder.initialise(autoencoder, seed, placement)
            : firstStage(model, Optional.empty(), placement);
    return new Pipeline(
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

  Placement placement() {
    return placement;
  }

  /** The model's description. */
  public ModelDescription model() {
    return model;
  }

  /**
   * Restores a picture.
   *
   * @param lq low-quality picture [1, 3, h, w] in [-1, 1], float32 CPU, of any size
   * @param mask [1, 1, h, w] with -1 known and +1 hole for inpainting, else null
   * @param steps number of sampling steps, 1..T of the model
   * @return [1, 3, sf h, sf w] in [-1, 1], float32 CPU; for inpainting the known pixels are those
   *     of {@code lq}
   */
  public Tensor restore(
      Tensor lq, Tensor mask, int steps, Tiles tiles, NoiseField noise, RestoreListener listener) {
    if ((mask != null) != (model.task() == Task.INPAINT)) {
      throw new IllegalArgumentException(
          "model " + model.name() + (mask == null ? " needs a mask" : " does not take a mask"));
    }
    return Scope.keep(
        () -> {
          long[] shape = {1, 3, lq.size(2) * model.scale(), lq.size(3) * model.scale()};
          Tensor result =
              torch.empty(shape, new TensorOptions(ScalarType.Float), new MemoryFormatOptional());
          RowSink whole = (top, lines) -> result.narrow(2, top, lines.size(2)).copy_(lines);
          restore(LowQuality.of(lq, mask), chain(steps, noise, 1), tiles, listener, whole);
          return result;
        });
  }

  /**
   * Restores a picture line by line; memory depends on tiles and on the width of the picture. Where
   * it is not enough, the work goes on from where it stood with tiles of half the size.
   *
   * @param chain of this pipeline
   * @param sink takes the lines of the result in [-1, 1]
   */
  void restore(LowQuality input, Chain chain, Tiles tiles, RestoreListener listener, RowSink sink) {
    int steps = chain.predictions();
    try (Joint joint = new Joint(finished(input, sink), FADE * model.scale())) {
      Tiles now = tiles;
      Work work = new Work(listener);
      PictureNorms norms = new PictureNorms();
      for (int from = 0; ; from = line(joint.resume() / model.scale() - now.overlap())) {
        TiledRun run = run(now, chain, norms);
        TilePlan plan = run.plan(input, from);
        MemoryBudget budget =
            new MemoryBudget(
                this, chain.rows(), input.height(), input.width(), OptionalLong.empty());
        work.more(run.pieces(plan));
        listener.planned(
            new RestorePlan(
                plan,
                now.tiling(),
                steps,
                run.pieces(plan),
                run.firstShare(plan),
                budget.bytes(plan.tileHeight(), plan.tileWidth()),
                work.restarted()));
        try {
          run.run(input, plan, joint, work);
          joint.flush();
          return;
        } catch (RuntimeException | OutOfMemoryError e) {
          if (!OutOfMemory.is(e)) {
            throw e;
          }
          now = smaller(plan, now, e);
          work.restart();
        }
      }
    }
  }

  private TiledRun run(Tiles tiles, Chain chain, PictureNorms norms) {
    if (tiles.tiling() == Tiling.PUBLISHED) {
      return new ChainTiling(this, chain, tiles, false);
    }
    return model.network().local()
        ? new ChainTiling(this, chain, tiles, true)
        : new GlobalTiling(this, chain, tiles, norms);
  }

  /** The line at or above this one where a tile may start. */
  private int line(int lowQuality) {
    return Math.max(0, lowQuality) / model.paddingOffset() * model.paddingOffset();
  }

  /** Half the tile of a plan for which there was not enough memory. */
  private Tiles smaller(TilePlan plan, Tiles tiles, Throwable failure) {
    int least = model.paddingOffset();
    int height = plan.tileHeight();
    int width = plan.tileWidth();
    if (Math.max(height, width) / 2 < least) {
      throw new ResShiftException(
          "Even tiles of %dx%d pixels need more memory than there is; close other programs, or use"
                  .formatted(width, height)
              + " another model.",
          failure);
    }
    boolean lower = height >= width;
    int newHeight = lower ? height / 2 : height;
    int newWidth = lower ? width : width / 2;
    int overlap = Math.min(tiles.overlap(), Math.min(newHeight, newWidth) / 4);
    return new Tiles(tiles.tiling(), newHeight, newWidth, overlap);
  }

  /** Clamps, crops and composites. */
  private RowSink finished(LowQuality input, RowSink sink) {
    int height = input.height() * model.scale();
    int width = input.width() * model.scale();
    return (top, lines) -> {
      int count = (int) Math.min(lines.size(2), height - top);
      if (count <= 0) {
        return;
      }
      try (var scope = Scope.open()) {
        Tensor clamped = Tensors.clamp(cropTo(lines, count, width), -1, 1);
        TilePlan.Tile at = new TilePlan.Tile(top, 0, count, width);
        sink.accept(
            top, input.masked() ? composite(clamped, input.picture(at), input.mask(at)) : clamped);
      }
    };
  }

  /** The chain with so many steps. */
  Chain chain(int steps, NoiseField noise, double realism) {
    return new Chain(sampler(steps), noise, realism);
  }

  private Sampler sampler(int steps) {
    DiffusionConfig config = model.diffusion();
    // Without an autoencoder the predicted picture is clipped (docs/method.md section 6, step 3).
    return new Sampler(
        new ResidualShift(config, EtaSchedule.sampling(config, steps)), localFirstStage());
  }

  /** One chain on one picture, without tiles. */
  Tensor single(Tensor lq, Tensor mask, Chain chain, int top, int left) {
    return Scope.keep(
        () -> {
          Tensor padded = pad(lq);
          Tensor paddedMask = mask == null ? null : pad(mask);
          Known known = known(padded, paddedMask);
          NoiseSource noise = chain.at(toLatent(top), toLatent(left));
          Tensor z = chain.sampler().run(known.end(), known.network(), noise, chain.realism());
          return cropTo(
              Tensors.clamp(decode(z), -1, 1),
              lq.size(2) * model.scale(),
              lq.size(3) * model.scale());
        });
  }

  /** Reflect-pads right and bottom to multiples of the model's padding. */
  Tensor pad(Tensor picture) {
    long offset = model.paddingOffset();
    long right = Math.floorMod(-picture.size(3), offset);
    long bottom = Math.floorMod(-picture.size(2), offset);
    return Interpolate.reflectPad(picture, right, bottom);
  }

  /** A side as a multiple of the model's padding. */
  int padded(int side) {
    int offset = model.paddingOffset();
    return (side + offset - 1) / offset * offset;
  }

  /** The bicubic enlargement to the result's size; the picture itself where sf is 1. */
  Tensor enlarge(Tensor lq) {
    return model.scale() == 1 ? lq : Interpolate.bicubicUp(lq, model.scale());
  }

  /** Picture on the CPU to latent on the CPU, scaled by {@code scale_factor}. */
  Tensor encode(Tensor image) {
    return encode(image, Norms.OWN);
  }

  /** The same with statistics of normalisation from elsewhere. */
  Tensor encode(Tensor image, Norms norms) {
    Scalar factor = new Scalar(model.diffusion().scaleFactor());
    return Scope.keep(() -> back(firstStage.encode(there(image), norms)).mul(factor));
  }

  /** Latent on the CPU to picture on the CPU, not clamped. */
  Tensor decode(Tensor latent) {
    return decode(latent, Norms.OWN);
  }

  /** The same with statistics of normalisation from elsewhere. */
  Tensor decode(Tensor latent, Norms norms) {
    Scalar factor = new Scalar(model.diffusion().scaleFactor());
    return Scope.keep(() -> back(firstStage.decode(there(latent.div(factor)), norms)));
  }

  /**
   * What is known of a tile before the first step.
   *
   * @param end the chain's low-quality end y, on the CPU
   * @param network with its condition bound
   */
  record Known(Tensor end, Sampler.Prediction network) {}

  /** Runs the guide, if there is one, and makes the chain's low-quality end. */
  Known known(Tensor lq, Tensor mask) {
    if (guide.isEmpty()) {
      return new Known(encode(enlarge(lq)), network(lq, mask));
    }
    Tensor picture = there(lq);
    Guide.Result guided = guide.get().run(picture);
    Condition prepared = network.prepare(Condition.guided(picture, guided.features()));
    Tensor drawn = prepared.picture() == null ? guided.picture() : prepared.picture();
    Tensor large = drawn == null ? enlarge(lq) : back(drawn);
    return new Known(encode(large), prediction(prepared));
  }

  /** The network with its conditions bound. */
  Sampler.Prediction network(Tensor lq, Tensor mask) {
    Tensor picture = model.network().condition() instanceof None ? null : there(lq);
    Condition condition = Condition.of(picture, mask == null ? null : there(mask));
    return prediction(network.prepare(condition));
  }

  private Sampler.Prediction prediction(Condition prepared) {
    return (scaled, steps) ->
        Scope.keep(() -> back(network.predict(there(scaled), steps, prepared)));
  }

  /**
   * A good tile in low-quality pixels. Autoencoders keep many channels at full resolution, so their
   * tiles are smaller; networks that are local need few values a position, and a guide makes
   * overlaps dear, so theirs are larger. All choices need less than about 1 GB.
   */
  int autoTile() {
    int pixels = model.network().local() ? 2048 : localFirstStage() ? 1024 : 512;
    int offset = model.paddingOffset();
    return Math.max(offset, pixels / model.scale() / offset * offset);
  }

  /** Low-quality pixels that neighbouring tiles share where nobody says how many. */
  int autoOverlap(int tileHeight, int tileWidth) {
    int least = Math.min(tileHeight, tileWidth);
    return model.network().local() ? Math.min(LOCAL_OVERLAP, least / 2) : least / 8;
  }

  /** Whether a latent position depends on its own block of pixels alone. */
  boolean localFirstStage() {
    return !(model.firstStage() instanceof AutoencoderConfig);
  }

  /** A length in low-quality pixels as a length in latent positions. */
  int toLatent(int lowQuality) {
    return lowQuality * model.scale() / model.firstStage().factor();
  }

  /** The top left part of a picture. */
  static Tensor cropTo(Tensor picture, long height, long width) {
    return picture.narrow(2, 0, height).narrow(3, 0, width).contiguous();
  }

  private Tensor there(Tensor host) {
    return host.to(placement.handle(), placement.dtype());
  }

  private static Tensor back(Tensor device) {
    return device.to(Placement.cpu().handle(), ScalarType.Float);
  }

  /** The hole from the model, the rest from the input. */
  private static Tensor composite(Tensor result, Tensor lq, Tensor mask) {
    Tensor hole = mask.add(new Scalar(1)).mul(new Scalar(0.5));
    return Scope.keep(() -> result.mul(hole).add(lq.mul(hole.neg().add(new Scalar(1)))));
  }

  @Override
  public void close() {
    closeNetwork.run();
    firstStage.close();
    guide.ifPresent(Guide::close);
  }
}
