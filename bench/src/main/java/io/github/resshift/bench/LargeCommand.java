package io.github.resshift.bench;

import io.github.resshift.image.Picture;
import io.github.resshift.image.PictureFormat;
import io.github.resshift.image.PictureReader;
import io.github.resshift.image.PictureShape;
import io.github.resshift.image.PictureStream;
import io.github.resshift.image.meta.Metadata;
import io.github.resshift.measure.ProcessMemory;
import io.github.resshift.measure.Table;
import io.github.resshift.measure.TemporaryFolder;
import io.github.resshift.measure.TestPicture;
import io.github.resshift.restore.RestoreListener;
import io.github.resshift.restore.RestorePlan;
import io.github.resshift.restore.Restorer;
import io.github.resshift.restore.RestorerBuilder;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** One large picture in this process; {@code memory} runs it for several. */
@Command(name = "large", description = "One large picture from file to file.")
final class LargeCommand implements Callable<Integer> {
  static final String[] COLUMNS = {
    "input", "MP", "tile", "tiles", "s", "s a MP", "processor s a MP", "estimated MiB", "peak MiB"
  };
  private static final double MEGA = 1e6;
  private static final double MIB = 1 << 20;

  /** A photograph of this height, again and again, is what a large input is made of. */
  private static final int PIECE = 256;

  @Mixin private Options options;

  @Option(names = "--size", defaultValue = "1224x816", description = "Default: 1224x816.")
  private String size;

  @Option(names = "--steps", defaultValue = "0", description = "Default: the model's.")
  private int steps;

  @Option(names = "--precision", defaultValue = "auto", description = "Default: auto.")
  private String precision;

  @Option(names = "--format", defaultValue = "png", description = "Of the result; default: png.")
  private String format;

  @Option(names = "--model", defaultValue = "bundled", description = "Default: bundled.")
  private String model;

  @Option(names = "--memory", defaultValue = "0", description = "Cap in MiB; 0 (default): none.")
  private long memory;

  private RestorePlan plan;

  @Override
  public Integer call() throws Exception {
    String[] sides = size.split("x");
    int width = Integer.parseInt(sides[0]);
    int height = Integer.parseInt(sides[1]);
    Table table = new Table("Large picture", COLUMNS);
    try (TemporaryFolder folder = TemporaryFolder.create()) {
      Path in = folder.path().resolve("in.png");
      make(in, width, height);
      Path out = folder.path().resolve("out." + format);
      double busy = ProcessorTime.seconds();
      long start = System.nanoTime();
      restore(in, out);
      double seconds = (System.nanoTime() - start) / 1e9;
      busy = ProcessorTime.seconds() - busy;
      double pixels = (double) width * height / MEGA;
      table.add(
          size,
          pixels,
          plan.tiles().width() + "x" + plan.tiles().height(),
          plan.tiles().count(),
          seconds,
          seconds / pixels,
          busy / pixels,
          plan.bytes() / MIB,
          ProcessMemory.peak().isPresent() ? ProcessMemory.peak().getAsDouble() : null);
    }
    options.publish(table);
    return 0;
  }

  private static void make(Path file, int width, int height) {
    PictureShape shape = new PictureShape(width, height, 8, false, false);
    Picture piece = TestPicture.picture(width, Math.min(PIECE, height));
    Picture last = TestPicture.picture(width, (height - 1) % PIECE + 1);
    try (PictureStream out =
        PictureStream.open(shape, Metadata.NONE, file, PictureFormat.PNG, 95)) {
      for (int top = 0; top < height; top += PIECE) {
        out.rows(top + PIECE < height ? piece : last);
      }
      out.commit();
    }
  }

  private void restore(Path in, Path out) {
    RestorerBuilder builder =
        Restorer.builder()
            .model(model)
            .device("cpu")
            .precision(precision)
            .steps(steps)
            .threads(options.threads());
    if (memory > 0) {
      builder.memory(memory << 20);
    }
    try (Restorer restorer = builder.build()) {
      Picture picture = new PictureReader().read(in);
      RestoreListener listener =
          new RestoreListener() {
            @Override
            public void planned(RestorePlan made) {
              plan = made;
            }
          };
      try (PictureStream stream =
          PictureStream.open(
              restorer.shape(picture), Metadata.NONE, out, PictureFormat.of(format), 95)) {
        restorer.restore(picture, listener, same -> stream);
        stream.commit();
      }
    }
  }
}
