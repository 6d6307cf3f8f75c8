package io.github.resshift.bench;

import com.sun.management.OperatingSystemMXBean;
import io.github.resshift.tensor.Scope;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;

/** Processor time of operations, which other work on the machine changes less than wall time. */
final class ProcessorTime {
  private static final double NANOS_PER_MILLI = 1e6;
  private static final double NANOS_PER_SECOND = 1e9;
  private static final Path STAT = Path.of("/proc/self/stat");

  /** What Linux tells programs, whatever its kernel counts in. */
  private static final double TICKS_PER_SECOND = 100;

  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private ProcessorTime() {}

  /** Of this process since it began, all threads together. */
  static double seconds() {
    return SYSTEM.getProcessCpuTime() / NANOS_PER_SECOND;
  }

  /**
   * Of all children that have ended since this process began, their own children included; empty
   * where the system has no Linux's {@code /proc}.
   */
  static OptionalDouble secondsOfChildren() throws IOException {
    if (!Files.isReadable(STAT)) {
      return OptionalDouble.empty();
    }
    String line = Files.readString(STAT);
    // The name, which is in brackets, may have spaces; cutime and cstime are 13 and 14 behind it.
    String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
    return OptionalDouble.of(
        (Long.parseLong(fields[13]) + Long.parseLong(fields[14])) / TICKS_PER_SECOND);
  }

  /**
   * Milliseconds of this process for one call of each operation, divided by its threads; the best
   * of several turns.
   *
   * @param calls in a turn; the system counts in steps of some 10 ms
   */
  static double[] millis(List<Supplier<Tensor>> operations, int threads, int turns, int calls) {
    double[] best = new double[operations.size()];
    Arrays.fill(best, Double.MAX_VALUE);
    for (int turn = 0; turn <= turns; turn++) {
      for (int i = 0; i < best.length; i++) {
        long start = SYSTEM.getProcessCpuTime();
        for (int call = 0; call < calls; call++) {
          try (var scope = Scope.open()) {
            operations.get(i).get();
          }
        }
        double each = (SYSTEM.getProcessCpuTime() - start) / NANOS_PER_MILLI / calls / threads;
        // The first turn warms up.
        best[i] = turn == 0 ? best[i] : Math.min(best[i], each);
      }
    }
    return best;
  }
}
