package io.github.resshift.cli;

import io.github.resshift.jobs.RestoreSettings;
import io.github.resshift.restore.Tiling;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** How the network runs; shared by the commands that restore pictures. */
final class RestoreOptions {
  private static final int MOST_STEPS = 1000;
  private static final int MOST_THREADS = 1024;
  private static final Pattern DEVICE = Pattern.compile("(?i)auto|cpu|cuda(:\\d{1,3})?");
  private static final Pattern PRECISION = Pattern.compile("(?i)auto|fp32|mixed|bf16");

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "12345",
      description =
          "Seed of the noise, any whole number of 64 bits. The same picture, model and seed give"
              + " the same result. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description =
          "Sampling steps, from 1 to the number that the model was trained with: more give more"
              + " texture and take longer. Default: the model's own.")
  private Integer steps;

  @Option(
      names = "--realism",
      paramLabel = "0..1",
      description =
          "Fidelity or texture: how far the result goes from the first prediction (0: the most"
              + " faithful and smooth, in a single step) to the sample at the end of the chain (1:"
              + " the most texture, true or made up). Default: the model's own.")
  private Double realism;

  @Option(
      names = "--tile",
      paramLabel = "auto|N",
      defaultValue = "auto",
      converter = TileSize.Converter.class,
      description =
          "Side of the tiles that large pictures are cut into, in pixels of the input, "
              + TileSize.LEAST
              + " to "
              + TileSize.MOST
              + "; smaller ones need less memory. auto: the largest that suits model and memory."
              + " Default: ${DEFAULT-VALUE}.")
  private TileSize tile;

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      converter = MemorySize.Converter.class,
      description =
          "Memory that the program may take, such as 4g or 1500m: tiles are made as small as this"
              + " needs, if --tile does not give their size. Default: what the machine has.")
  private MemorySize memory;

  @Option(
      names = "--overlap",
      paramLabel = "N",
      description =
          "Pixels of the input that neighbouring tiles share, 0 to less than a tile. Default: an"
              + " eighth of the tile.")
  private Integer overlap;

  @Option(
      names = "--tiling",
      paramLabel = "HOW",
      defaultValue = "global",
      description = {
        "How tiles work together. global: every step blends all tiles, so that there are no seams;"
            + " published: each tile runs by itself and results are averaged, as in the original"
            + " program. Default: ${DEFAULT-VALUE}."
      })
  private Tiling tiling;

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      defaultValue = "auto",
      description =
          "Where the network runs: cpu, cuda, cuda:N for the GPU of that number from 0, or auto:"
              + " the first GPU if there is one that this build can use, else cpu. Default:"
              + " ${DEFAULT-VALUE}.")
  private String device;

  @Option(
      names = "--precision",
      paramLabel = "P",
      defaultValue = "auto",
      description =
          "Arithmetic of the networks: fp32, bf16, mixed (bf16 in the large parts of the"
              + " autoencoder), or auto: where bf16 is native, mixed for models with an autoencoder and"
              + " bf16 for others, else fp32. Default: ${DEFAULT-VALUE}.")
  private String precision;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Processor threads to use, 1 to "
              + MOST_THREADS
              + "; 0 for one a core. Default: ${DEFAULT-VALUE}.")
  private int threads;

  /** Refuses values outside their ranges. */
  void check(Ranges ranges) {
    ranges.between("--steps", steps, 1, MOST_STEPS);
    ranges.between("--realism", realism, 0, 1);
    ranges.between("--threads", threads, 0, MOST_THREADS);
    int mostOverlap = tile.pixels().orElse(TileSize.MOST) - 1;
    ranges.between("--overlap", overlap, 0, mostOverlap);
    ranges.matches("--device", device, DEVICE, "auto, cpu, cuda or cuda:N");
    ranges.matches("--precision", precision, PRECISION, "auto, fp32, mixed or bf16");
  }

  /** The settings for {@code model}. */
  RestoreSettings settings(String model) {
    return new RestoreSettings(
        model,
        seed,
        optional(steps),
        realism == null ? OptionalDouble.empty() : OptionalDouble.of(realism),
        tile.pixels(),
        memory == null ? OptionalLong.empty() : OptionalLong.of(memory.bytes()),
        optional(overlap),
        tiling,
        device.toLowerCase(Locale.ROOT),
        precision.toLowerCase(Locale.ROOT),
        threads);
  }

  private static OptionalInt optional(Integer value) {
    return value == null ? OptionalInt.empty() : OptionalInt.of(value);
  }
}
