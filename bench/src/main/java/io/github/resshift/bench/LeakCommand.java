package io.github.resshift.bench;

import io.github.resshift.image.Picture;
import io.github.resshift.measure.Architecture;
import io.github.resshift.measure.ProcessMemory;
import io.github.resshift.measure.SeededModel;
import io.github.resshift.measure.Table;
import io.github.resshift.measure.TemporaryFolder;
import io.github.resshift.measure.TestPicture;
import io.github.resshift.measure.Workload;
import io.github.resshift.restore.Restorer;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Many small pictures through one restorer; resident memory must stay flat. */
@Command(
    name = "leak",
    description = "Resident memory over many restorations of a picture of 24x20 pixels.")
final class LeakCommand implements Callable<Integer> {
  private static final int WIDTH = 24;
  private static final int HEIGHT = 20;
  private static final double PERCENT = 100;

  @Mixin private Options options;

  @Parameters(
      paramLabel = "N",
      defaultValue = "1000",
      description = "Pictures after the warm-up; default: 1000.")
  private int pictures;

  @Option(names = "--warm-up", defaultValue = "100", description = "Pictures before; default: 100.")
  private int warmUp;

  @Option(names = "--every", defaultValue = "100", description = "Pictures a row; default: 100.")
  private int every;

  @Option(
      names = "--architecture",
      defaultValue = "bundled",
      description = "bundled (default), published or tiny.")
  private Architecture architecture;

  @Override
  public Integer call() throws Exception {
    Table table =
        new Table(
            "Resident memory, %s architecture, 24x20 pixels".formatted(architecture),
            "pictures",
            "resident MiB",
            "growth %");
    try (TemporaryFolder folder = TemporaryFolder.create()) {
      String model = SeededModel.of(architecture, folder.path());
      Picture picture = TestPicture.picture(WIDTH, HEIGHT);
      try (Restorer restorer =
          Restorer.builder()
              .model(model)
              .device("cpu")
              .steps(Workload.STEPS)
              .threads(options.threads())
              .build()) {
        repeat(restorer, picture, warmUp);
        double before = resident();
        table.add(0, before, 0.0);
        for (int done = 0; done < pictures; ) {
          int next = Math.min(every, pictures - done);
          repeat(restorer, picture, next);
          done += next;
          double now = resident();
          table.add(done, now, PERCENT * (now / before - 1));
        }
      }
    }
    options.publish(table);
    return 0;
  }

  private static void repeat(Restorer restorer, Picture picture, int times) {
    for (int i = 0; i < times; i++) {
      restorer.restore(picture);
    }
  }

  /** Garbage of Java's own heap must not count as growth. */
  private static double resident() {
    System.gc();
    return ProcessMemory.resident();
  }
}
