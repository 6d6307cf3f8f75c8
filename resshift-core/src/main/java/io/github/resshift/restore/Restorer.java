package io.github.resshift.restore;

import io.github.resshift.ResShiftException;
import io.github.resshift.catalog.ModelDescription;
import io.github.resshift.catalog.ResolvedModel;
import io.github.resshift.catalog.Task;
import io.github.resshift.engine.Chain;
import io.github.resshift.engine.LoadedModel;
import io.github.resshift.engine.View;
import io.github.resshift.engine.tile.MemoryBudget;
import io.github.resshift.engine.tile.TileCut;
import io.github.resshift.engine.tile.TiledRestoration;
import io.github.resshift.image.Picture;
import io.github.resshift.image.PictureCollector;
import io.github.resshift.image.PictureFormat;
import io.github.resshift.image.PictureReader;
import io.github.resshift.image.PictureShape;
import io.github.resshift.image.PictureSink;
import io.github.resshift.image.SourcePicture;
import io.github.resshift.image.meta.Provenance;
import io.github.resshift.model.AutoencoderConfig;
import io.github.resshift.tensor.CallGate;
import io.github.resshift.tensor.ComputeDevice;
import io.github.resshift.tensor.Engine;
import io.github.resshift.tensor.GaussianField;
import io.github.resshift.tensor.Precision;
import io.github.resshift.tensor.Scope;
import io.github.resshift.weights.Placement;
import io.github.resshift.weights.WeightSource;
import java.awt.image.BufferedImage;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bytedeco.pytorch.NoGradGuard;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Restores pictures with one model: the entry point of the library. Make it once, use it for many
 * pictures and from as many threads as you like, and close it at the end: calls in flight come to
 * their end first, and later ones get a {@link ResShiftException}.
 *
 * <p>The result is a function of the picture, the model and the {@linkplain RestorerBuilder
 * settings}: the same call twice gives the same bytes. Depth, gray and alpha of the picture are
 * kept, and black and white that is stored in three equal channels has three equal channels again;
 * alpha is enlarged by bicubic interpolation, and colours that it hides do not show at its edges.
 */
public final class Restorer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Restorer.class);
  private static final AtomicBoolean HINTED = new AtomicBoolean();

  private final LoadedModel loaded;
  private final RestorerSettings settings;
  private final CallGate gate = new CallGate("This restorer");
  private final ComputeDevice device;
  private final Precision precision;
  private final int steps;
  private final double realism;

  Restorer(RestorerSettings settings) {
    Engine.start();
    if (HINTED.compareAndSet(false, true)) {
      Engine.allocatorHint().ifPresent(LOG::info);
    }
    this.settings = settings;
    this.device = ComputeDevice.choose(settings.device());
    ModelDescription model = settings.model().description();
    this.precision =
        device.precision(
            settings.precision(), hasAutoencoder(model), model.guideRanges().isPresent());
    this.steps = settings.stepsOfModel();
    if (steps > model.diffusion().steps()) {
      throw new ResShiftException(
          "steps must be 1.."
              + model.diffusion().steps()
              + " for model "
              + model.name()
              + ", not "
              + steps
              + ".");
    }
    if (settings.ensemble() > 1 && !View.possible(model)) {
      throw new ResShiftException(
          "ensemble must be 1 for model "
              + model.name()
              + ", not "
              + settings.ensemble()
              + ": its tiles belong together in every step; the mean of several samples does what an"
              + " ensemble does.");
    }
    this.realism = settings.realism().orElse(model.defaultRealism());
    this.loaded = load(settings.model());
  }

  /** Autoencoders of every kind lose too much where they run in bfloat16 throughout. */
  static boolean hasAutoencoder(ModelDescription model) {
    return model.firstStage() instanceof AutoencoderConfig;
  }

  private LoadedModel load(ResolvedModel resolved) {
    Placement placement =
        new Placement(device.name(), precision.dtype(), precision.stageDtype(), true, false);
    try (var scope = Scope.open();
        WeightSource network = resolved.openNetwork()) {
      Optional<WeightSource> stage = resolved.openFirstStage();
      Optional<WeightSource> guide = Optional.empty();
      Optional<WeightSource> ranges = Optional.empty();
      try {
        guide = resolved.openGuide();
        ranges = precision == Precision.INT8 ? resolved.openRanges() : Optional.empty();
        return LoadedModel.load(resolved.description(), network, stage, guide, ranges, placement)
            .gathering(settings.batch());
      } finally {
        ranges.ifPresent(WeightSource::close);
        stage.ifPresent(WeightSource::close);
        guide.ifPresent(WeightSource::close);
      }
    }
  }

  /** Starts the settings of a restorer; every one of them has a default. */
  public static RestorerBuilder builder() {
    return new RestorerBuilder();
  }

  /** Restores a picture: {@link #scale} times as wide and high. */
  public Picture restore(Picture picture) {
    return restore(picture, RestoreListener.NONE);
  }

  /**
   * Restores a picture and tells how far it is.
   *
   * @throws CancelledException if the listener asks for it
   */
  public Picture restore(Picture picture, RestoreListener listener) {
    return restore(picture, settings.seed(), listener);
  }

  /** As {@link #restore(Picture, RestoreListener)} with another seed than the settings'. */
  public Picture restore(Picture picture, long seed, RestoreListener listener) {
    requirePlain();
    return run(picture, null, seed, listener);
  }

  /**
   * Restores a picture row by row, so that the result is never whole in memory.
   *
   * @param out opens what takes the rows, before the work begins; closing it is the caller's
   * @throws CancelledException if the listener asks for it
   */
  public void restore(Picture picture, RestoreListener listener, PictureSink.Opener out) {
    restore(picture, settings.seed(), listener, out);
  }

  void restore(Picture picture, long seed, RestoreListener listener, PictureSink.Opener out) {
    requirePlain();
    run(picture, null, seed, listener, out);
  }

  private void requirePlain() {
    if (task() == Task.INPAINT) {
      throw new ResShiftException(
          "Model " + modelName() + " fills holes and needs a mask; use inpaint.");
    }
  }

  /**
   * Starts a request for a file's picture, which is read here.
   *
   * @throws io.github.resshift.image.PictureException if it cannot be read
   */
  public RestoreRequest from(Path file) {
    return from(new PictureReader().load(file, LOG::warn));
  }

  /**
   * Starts a request for a picture file's content, which is read here to its end; the stream stays
   * open.
   *
   * @throws io.github.resshift.image.PictureException if it cannot be read
   */
  public RestoreRequest from(InputStream content) {
    return from(new PictureReader().load("the picture", content, LOG::warn));
  }

  /**
   * Starts a request for a picture file's content.
   *
   * @throws io.github.resshift.image.PictureException if it cannot be read
   */
  public RestoreRequest from(byte[] content) {
    return from(new PictureReader().load("the picture", content, LOG::warn));
  }

  /** Starts a request for Java's image; the colour space of the image is the result's. */
  public RestoreRequest from(BufferedImage image) {
    return from(SourcePicture.of(image));
  }

  /** Starts a request for a picture with its metadata. */
  public RestoreRequest from(SourcePicture picture) {
    return new RestoreRequest(this, picture);
  }

  /** As {@link #from(BufferedImage)} with the usual settings. */
  public BufferedImage restore(BufferedImage image) {
    return from(image).toBufferedImage();
  }

  /**
   * Restores a picture file; the suffix of {@code out} decides the format. {@code out} appears
   * whole or not at all. It has the metadata of {@code in} without what is private, and says how it
   * was made. As {@link #from(Path)} with the usual settings.
   */
  public void restore(Path in, Path out) {
    PictureFormat.of(out); // before anything is read
    from(in).to(out).forEach(note -> LOG.warn("{}", note));
  }

  /**
   * Fills the hole of a picture with an inpainting model; known pixels stay as they are.
   *
   * @param mask of the picture's size; the hole is where it is brighter than half
   * @throws CancelledException if the listener asks for it
   */
  public Picture inpaint(Picture picture, Picture mask, RestoreListener listener) {
    return inpaint(picture, mask, settings.seed(), listener);
  }

  Picture inpaint(Picture picture, Picture mask, long seed, RestoreListener listener) {
    requireMask(picture, mask);
    return run(picture, mask, seed, listener);
  }

  /** As {@link #inpaint(Picture, Picture, RestoreListener)}, row by row. */
  public void inpaint(
      Picture picture, Picture mask, RestoreListener listener, PictureSink.Opener out) {
    requireMask(picture, mask);
    run(picture, mask, settings.seed(), listener, out);
  }

  private void requireMask(Picture picture, Picture mask) {
    if (task() != Task.INPAINT) {
      throw new ResShiftException(
          "Model " + modelName() + " does not fill holes; use an inpainting model.");
    }
    if (mask.width() != picture.width() || mask.height() != picture.height()) {
      throw new ResShiftException(
          "The mask is %dx%d, but the picture is %dx%d; both must have the same size."
              .formatted(mask.width(), mask.height(), picture.width(), picture.height()));
    }
  }

  /** Size and kind of the result for a picture. */
  public PictureShape shape(Picture picture) {
    return PictureRows.shape(picture, scale());
  }

  private Picture run(Picture picture, Picture mask, long seed, RestoreListener listener) {
    PictureCollector whole = new PictureCollector(shape(picture));
    run(picture, mask, seed, listener, same -> whole);
    return whole.picture();
  }

  private void run(
      Picture picture, Picture mask, long seed, RestoreListener listener, PictureSink.Opener out) {
    gate.call(() -> loaded.run(() -> compute(picture, mask, seed, listener, out)));
  }

  private void compute(
      Picture picture, Picture mask, long seed, RestoreListener listener, PictureSink.Opener out) {
    Engine.threads(settings.threadsOfMachine());
    try (var scope = Scope.open();
        var guard = new NoGradGuard()) {
      PictureSink sink = out.open(shape(picture));
      Chain chain =
          loaded.chain(steps, new GaussianField(seed)::window, realism, settings.ensemble());
      TiledRestoration.run(
          loaded,
          PictureRows.source(picture, mask),
          chain,
          cut(chain, picture.height(), picture.width()),
          settings.steady(),
          new TellingTiles(listener),
          PictureRows.into(sink, picture, mask, scale()));
    }
  }

  private TileCut cut(Chain chain, int height, int width) {
    boolean alone = settings.tiling() == Tiling.PUBLISHED;
    if (settings.tile() == 0) {
      MemoryBudget budget =
          settings.steady()
              ? MemoryBudget.unlimited(loaded, chain.rows(), height, width)
              : new MemoryBudget(loaded, chain.rows(), height, width, settings.memory());
      TileCut chosen = budget.share(settings.batch()).choose(alone, TileCut.usualSide(loaded));
      int most = Math.min(chosen.height(), chosen.width());
      return settings.overlap() < 0 || settings.overlap() >= most
          ? chosen
          : chosen.overlapping(settings.overlap());
    }
    int overlap =
        settings.overlap() >= 0
            ? settings.overlap()
            : TileCut.usualOverlap(loaded, settings.tile(), settings.tile());
    if (overlap >= settings.tile()) {
      throw new ResShiftException(
          "overlap must be smaller than the tile of "
              + settings.tile()
              + " pixels, not "
              + overlap
              + ".");
    }
    return new TileCut(alone, settings.tile(), overlap);
  }

  /**
   * Bytes that the work on a picture of a size may take beside what the process has before it: an
   * estimate, of one picture at a time, without the pictures themselves.
   */
  public long bytes(int width, int height) {
    return gate.call(
        () -> {
          try (var scope = Scope.open()) {
            Chain chain = loaded.chain(steps, new GaussianField(seed())::window, realism);
            TileCut cut = cut(chain, height, width);
            return MemoryBudget.unlimited(loaded, chain.rows(), height, width)
                .bytes(
                    Math.min(cut.height(), loaded.padded(height)),
                    Math.min(cut.width(), loaded.padded(width)));
          }
        });
  }

  /** How many times wider and higher results are. */
  public int scale() {
    return loaded.description().scale();
  }

  /** What the model does. */
  public Task task() {
    return loaded.description().task();
  }

  /**
   * How results are made, for their metadata.
   *
   * @param software name and version of the program
   */
  public Provenance provenance(String software) {
    return new Provenance(software, modelName(), seed(), steps());
  }

  /** The model's name. */
  public String modelName() {
    return loaded.description().name();
  }

  /** Sampling steps in use. */
  public int steps() {
    return steps;
  }

  /** How far results go from the first prediction to the sample, 0 to 1. */
  public double realism() {
    return realism;
  }

  /** Seed of the noise. */
  public long seed() {
    return settings.seed();
  }

  /** The device in use, such as {@code cpu} or {@code cuda:0}. */
  public String device() {
    return device.name();
  }

  /** The precision in use: {@code fp32}, {@code mixed}, {@code bf16} or {@code int8}. */
  public String precision() {
    return precision.name().toLowerCase(Locale.ROOT);
  }

  /**
   * Waits for calls in flight, then frees the networks. A listener can end a call early by {@link
   * RestoreListener#cancelled}. Closing again does nothing.
   *
   * @throws IllegalStateException if a listener of a call in flight asks for it
   */
  @Override
  public void close() {
    gate.close(loaded::close);
  }
}
