package io.github.resshift.engine.tile;

import io.github.resshift.engine.LoadedModel;
import io.github.resshift.model.AutoencoderConfig;
import io.github.resshift.tensor.SystemMemory;
import io.github.resshift.weights.Placement;
import java.util.OptionalLong;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * What tiles of a size need, and which size fits. The estimate has the form of the architecture and
 * constants that were measured (docs/benchmarks.md): values of the denoiser alive at once for each
 * latent position, which its configuration tells, and values of an autoencoder for each pixel of
 * the result and base channel.
 */
public final class MemoryBudget {
  private static final long AUTOENCODER_VALUES = 34;

  /** Lines between the steps take no more than this, even where there is more. */
  private static final long MOST_FOR_LINES = 1L << 30;

  /** Of the memory that is there; the rest is for what else happens on the machine. */
  private static final double SHARE = 0.9;

  private static final int LEAST_TILE = 64;

  private final LoadedModel model;
  private final int rows;
  private final int height;
  private final int width;
  private final long limit;

  /**
   * A budget for pictures of a size.
   *
   * @param rows of tiles that the latent keeps at once ({@link
   *     io.github.resshift.engine.Chain#rows})
   * @param cap bytes that the whole process may take, or empty for what the machine has
   */
  public MemoryBudget(LoadedModel model, int rows, int height, int width, OptionalLong cap) {
    this(model, rows, height, width, cap, SystemMemory.available(), SystemMemory.resident());
  }

  /** A budget that has no limit, so that tiles depend on the model and the picture alone. */
  public static MemoryBudget unlimited(LoadedModel model, int rows, int height, int width) {
    return new MemoryBudget(
        model, rows, height, width, OptionalLong.empty(), OptionalLong.empty(), 0);
  }

  /**
   * A budget on some machine.
   *
   * @param available bytes that new work can get, if known
   * @param resident bytes that the process has
   */
  MemoryBudget(
      LoadedModel model,
      int rows,
      int height,
      int width,
      OptionalLong cap,
      OptionalLong available,
      long resident) {
    this.model = model;
    this.rows = rows;
    this.height = model.padded(height);
    this.width = model.padded(width);
    long there = available.isPresent() ? (long) (SHARE * available.getAsLong()) : Long.MAX_VALUE;
    this.limit = Math.min(cap.isPresent() ? cap.getAsLong() - resident : Long.MAX_VALUE, there);
  }

  private MemoryBudget(MemoryBudget whole, int shares) {
    this.model = whole.model;
    this.rows = whole.rows;
    this.height = whole.height;
    this.width = whole.width;
    this.limit = whole.limit / shares;
  }

  /** The budget of one of so many pictures that are in work at a time. */
  public MemoryBudget share(int pictures) {
    return new MemoryBudget(this, pictures);
  }

  /** Bytes that work with such tiles needs beside what the process has already. */
  public long bytes(int tileHeight, int tileWidth) {
    return tile((long) tileHeight * tileWidth) + lines(tileHeight) + whole();
  }

  /** An autoencoder's latent is complete before its decoding begins. */
  private long whole() {
    return model.localFirstStage() ? 0 : latents(height) * Float.BYTES;
  }

  /** Values of so many low-quality lines of the latent. */
  private long latents(int lines) {
    int scale = model.description().scale();
    int factor = model.description().firstStage().factor();
    return (long) lines
        * width
        * scale
        * scale
        / (factor * factor)
        * model.description().firstStage().latentChannels();
  }

  private long tile(long pixels) {
    Placement placement = model.placement();
    long value = placement.dtype() == ScalarType.Float ? Float.BYTES : Short.BYTES;
    int scale = model.description().scale();
    int factor = model.description().firstStage().factor();
    long latents = pixels * scale * scale / (factor * factor);
    long network = latents * model.description().network().valuesPerPosition() * value;
    if (model.description().firstStage() instanceof AutoencoderConfig autoencoder) {
      return Math.max(
          network, pixels * scale * scale * autoencoder.channels() * AUTOENCODER_VALUES * value);
    }
    return network;
  }

  /**
   * The rows of tiles that the latent keeps at once, and one of an autoencoder's result; a row of
   * the result alone where each tile runs its whole chain by itself.
   */
  private long lines(int tileHeight) {
    int scale = model.description().scale();
    if (model.description().network().local()) {
      return (long) tileHeight * width * scale * scale * 3 * Float.BYTES;
    }
    long values = latents(tileHeight) * rows;
    if (!model.localFirstStage()) {
      values += (long) tileHeight * width * scale * scale * 3;
    }
    return values * Float.BYTES;
  }

  /**
   * Tiles that fit: of the model's own size, lower where lines between the steps would take too
   * much, smaller where memory is short. The smallest ones are taken even if they do not fit.
   */
  public TileCut choose(boolean alone, int size) {
    int offset = model.description().paddingOffset();
    int least = (LEAST_TILE + offset - 1) / offset * offset;
    int height = size;
    int columns = size;
    while (!alone && height > least && lines(height) > MOST_FOR_LINES) {
      height = Math.max(least, height - offset);
    }
    while (bytes(height, columns) > limit && (height > least || columns > least)) {
      if (height >= columns) {
        height = Math.max(least, height / 2 / offset * offset);
      } else {
        columns = Math.max(least, columns / 2 / offset * offset);
      }
    }
    return new TileCut(alone, height, columns, TileCut.usualOverlap(model, height, columns));
  }
}
