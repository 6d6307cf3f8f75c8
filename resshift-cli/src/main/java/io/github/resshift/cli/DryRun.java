package io.github.resshift.cli;

import io.github.resshift.ResShiftException;
import io.github.resshift.cli.progress.Plain;
import io.github.resshift.measure.TrainingProbe;
import io.github.resshift.tensor.Engine;
import io.github.resshift.train.TrainSettings;
import io.github.resshift.train.data.PhotoList;
import io.github.resshift.train.denoiser.TrainConfig;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** {@code train --dry-run}: says whether a run could start, and what an iteration would take. */
final class DryRun {
  private static final double MIB_PER_GB = 1e9 / (1 << 20);
  private static final double SECONDS_PER_HOUR = 3600;

  private DryRun() {}

  /**
   * Checks and measures.
   *
   * @param photographs places that were named; perhaps none
   * @return whether everything that a run needs is there
   */
  static int run(TrainConfig config, List<Path> photographs, String device, PrintWriter out) {
    TrainSettings settings = config.settings();
    List<String> missing = new ArrayList<>(TrainingProbe.missing(config, device));
    pictures(photographs, missing, out);
    try {
      TrainingProbe.Found found = TrainingProbe.run(config, device);
      int micro = Math.min(settings.batch(), settings.stepOptions().microbatch());
      out.printf(
          Locale.ROOT,
          "%s: %.2f million weights, crops of %d pixels, %d iterations of %d in parts of %d%n",
          config.model().name(),
          found.weights() / 1e6,
          config.crops().size(),
          settings.rate().total(),
          settings.batch(),
          micro);
      out.printf(
          Locale.ROOT,
          "an iteration: about %s on %s (%s a sample, %d threads), the whole run %s%n",
          time(found.secondsPerIteration()),
          device,
          time(found.secondsPerSample()),
          Engine.threads(),
          time(found.secondsPerIteration() * settings.rate().total()));
      out.println(
          found.memory().isPresent()
              ? String.format(
                  Locale.ROOT,
                  "memory: about %.1f GB with parts of %d (from a step of one and one of two)",
                  found.memory().getAsDouble() / MIB_PER_GB,
                  micro)
              : "memory: not measured on this device");
    } catch (ResShiftException e) {
      out.println(Plain.line(e.getMessage()));
    }
    missing.forEach(sentence -> out.println("missing: " + Plain.line(sentence)));
    out.println(missing.isEmpty() ? "ready" : "not ready");
    out.flush();
    return missing.isEmpty() ? ExitCode.DONE : ExitCode.FAILED;
  }

  private static void pictures(List<Path> places, List<String> missing, PrintWriter out) {
    if (places.isEmpty()) {
      missing.add("There are no photographs: give --data, or data.train.params.dir_path.");
      return;
    }
    try {
      int count = PhotoList.read(places).entries().size();
      out.println(count + " photographs");
      if (count == 0) {
        missing.add("There is no photograph at " + places.get(0) + ".");
      }
    } catch (ResShiftException e) {
      missing.add(e.getMessage());
    }
  }

  private static String time(double seconds) {
    return seconds < SECONDS_PER_HOUR
        ? String.format(Locale.ROOT, "%.3g s", seconds)
        : String.format(Locale.ROOT, "%.3g hours", seconds / SECONDS_PER_HOUR);
  }
}
