package io.github.resshift.restore;

import io.github.resshift.ResShiftException;
import io.github.resshift.catalog.ModelCatalog;
import io.github.resshift.catalog.ResolvedModel;
import io.github.resshift.engine.View;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.IntSupplier;

/** Settings of a {@link Restorer}, every one of which has a default. Not thread-safe. */
public final class RestorerBuilder {
  /** Largest {@link #ensemble}. */
  public static final int MOST_VIEWS = View.most();

  private String modelName = "bundled";
  private ResolvedModel resolved;
  private ModelCatalog catalog;
  private long seed = 12345;
  private int steps;
  private OptionalDouble realism = OptionalDouble.empty();
  private int ensemble = 1;
  private int tile;
  private int overlap = -1;
  private OptionalLong memory = OptionalLong.empty();
  private Tiling tiling = Tiling.GLOBAL;
  private String device = "auto";
  private String precision = "auto";
  private IntSupplier threads = () -> 0;
  private boolean steady;
  private int batch = 1;

  RestorerBuilder() {}

  /** A name of the catalogue or the path of a model file; {@code bundled} at first. */
  public RestorerBuilder model(String nameOrPath) {
    this.modelName = nameOrPath;
    this.resolved = null;
    return this;
  }

  /** A model that was found already. */
  public RestorerBuilder model(ResolvedModel model) {
    this.resolved = model;
    return this;
  }

  /** Where names are looked up; {@link ModelCatalog#standard} at first. */
  public RestorerBuilder catalog(ModelCatalog catalog) {
    this.catalog = catalog;
    return this;
  }

  /** Seed of the noise, any number; 12345 at first. */
  public RestorerBuilder seed(long seed) {
    this.seed = seed;
    return this;
  }

  /** Sampling steps, 1 to the model's T; 0, as at first, is the model's own choice. */
  public RestorerBuilder steps(int steps) {
    this.steps = require(steps >= 0, steps, "steps must not be negative");
    return this;
  }

  /**
   * How far the result goes from the first prediction of the clean picture to the sample at the end
   * of the chain, 0 to 1: 0 is the mean of what the picture may have been, the most faithful, and
   * asks the network once; 1 is the sample, with the most texture. The model's own value at first.
   *
   * @throws IllegalArgumentException if it is not between 0 and 1
   */
  public RestorerBuilder realism(double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("realism must be between 0 and 1, not " + share);
    }
    this.realism = OptionalDouble.of(share);
    return this;
  }

  /**
   * In how many views each picture is restored, turned by quarters and mirrored, 1 to 8; the result
   * is the mean of all. It is truer to the original, its edges are cleaner and its texture softer,
   * and it takes so many times as long. 1 at first. More is for models that stand on a guide, such
   * as bundled and realesrgan-x4plus; {@link #build} refuses it for others.
   *
   * @throws IllegalArgumentException if it is not between 1 and 8
   */
  public RestorerBuilder ensemble(int views) {
    this.ensemble =
        require(
            views >= 1 && views <= MOST_VIEWS,
            views,
            "ensemble must be between 1 and " + MOST_VIEWS);
    return this;
  }

  /**
   * Side of a tile in pixels of the input; it is rounded down to a multiple of the model's padding.
   * 0, as at first, chooses by the model.
   */
  public RestorerBuilder tile(int pixels) {
    this.tile = require(pixels >= 0, pixels, "tile must not be negative");
    return this;
  }

  /** Input pixels that neighbouring tiles share; an eighth of the tile at first. */
  public RestorerBuilder overlap(int pixels) {
    this.overlap = require(pixels >= 0, pixels, "overlap must not be negative");
    return this;
  }

  /**
   * Bytes that the whole process may take, with which the tile is chosen where it is not given; at
   * first what the machine has.
   */
  public RestorerBuilder memory(long bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException("memory must be positive: " + bytes);
    }
    this.memory = OptionalLong.of(bytes);
    return this;
  }

  /** How tiles become a picture; {@link Tiling#GLOBAL} at first. */
  public RestorerBuilder tiling(Tiling tiling) {
    this.tiling = tiling;
    return this;
  }

  /** {@code auto} (as at first), {@code cpu}, {@code cuda} or {@code cuda:n}. */
  public RestorerBuilder device(String device) {
    this.device = device;
    return this;
  }

  /**
   * {@code fp32}, {@code bf16}, {@code mixed} (bfloat16 in the large parts of the autoencoder,
   * float32 in the denoiser and near the search for codes), {@code int8} (products of bytes in the
   * guide, else as bf16; for models with ranges), or {@code auto} (as at first): int8 for models
   * with ranges on processors that have instructions for it; else, on processors with native
   * instructions for bfloat16, mixed for models with an autoencoder and bf16 for others; else fp32.
   * Pictures of mixed and bf16 are at least 40 dB PSNR from those of fp32; those of int8 differ
   * about as much as those of another seed (docs/performance.md).
   */
  public RestorerBuilder precision(String precision) {
    this.precision = precision;
    return this;
  }

  /** Threads of one picture; 0, as at first, is one for each processor. */
  public RestorerBuilder threads(int threads) {
    int count = require(threads >= 0, threads, "threads must not be negative");
    this.threads = () -> count;
    return this;
  }

  /**
   * Threads of each picture, asked anew for each on the thread that restores it, for programs that
   * deal processors out themselves; 0 is one for each processor.
   */
  public RestorerBuilder threads(IntSupplier threads) {
    this.threads = Objects.requireNonNull(threads);
    return this;
  }

  /**
   * Whether results are to be independent of the memory of the machine, as where several machines
   * share a work: the tile is that of the model or of {@link #tile(int)} however much memory there
   * is, and a picture for which it is not enough fails instead of being made with smaller tiles.
   */
  public RestorerBuilder steady(boolean steady) {
    this.steady = steady;
    return this;
  }

  /**
   * Pictures that go through the network together where so many threads use the restorer at a time;
   * 1 at first. It pays on GPUs and for small pictures. Memory is shared among them. Sums come out
   * differently in the last digits when pictures meet, so results may differ from run to run.
   */
  public RestorerBuilder batch(int pictures) {
    this.batch = require(pictures >= 1, pictures, "batch must be at least 1");
    return this;
  }

  /**
   * Loads the model. What is changed here afterwards is for restorers that are built later.
   *
   * @throws ResShiftException if the model, its weights or the device cannot be used
   */
  public Restorer build() {
    return new Restorer(
        new RestorerSettings(
            model(), seed, steps, realism, ensemble, tile, overlap, memory, tiling, device,
            precision, threads, batch, steady));
  }

  private ResolvedModel model() {
    ModelCatalog from = catalog == null ? ModelCatalog.standard() : catalog;
    return resolved == null ? from.resolve(modelName) : resolved;
  }

  private static int require(boolean condition, int value, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message + ": " + value);
    }
    return value;
  }
}
