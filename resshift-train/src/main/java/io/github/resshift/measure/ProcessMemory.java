package io.github.resshift.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.bytedeco.javacpp.Pointer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Resident memory of this process in MiB. */
public final class ProcessMemory {
  private static final double MIB = 1 << 20;
  private static final double KIB_PER_MIB = 1024;
  private static final Logger LOG = LoggerFactory.getLogger(ProcessMemory.class);

  /** Linux resets the peak of a process that writes this there. */
  private static final Path CLEAR = Path.of("/proc/self/clear_refs");

  private static final String RESET_PEAK = "5";
  private static final Path STATUS = Path.of("/proc/self/status");

  private ProcessMemory() {}

  /** What is resident now. */
  public static double resident() {
    return Pointer.physicalBytes() / MIB;
  }

  /** The most that was ever resident; known on Linux alone. */
  public static OptionalDouble peak() {
    try {
      return Files.isReadable(STATUS) ? peak(Files.readAllLines(STATUS)) : OptionalDouble.empty();
    } catch (IOException e) {
      return OptionalDouble.empty();
    }
  }

  /** Lets the peak start again from what is resident now; does nothing where it is not known. */
  public static void resetPeak() {
    try {
      if (Files.isWritable(CLEAR)) {
        Files.writeString(CLEAR, RESET_PEAK);
      }
    } catch (IOException e) {
      LOG.debug("The peak of memory goes on from before.", e);
    }
  }

  /** The line {@code VmHWM: 123456 kB} of the status file. */
  public static OptionalDouble peak(List<String> status) {
    return status.stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToDouble(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / KIB_PER_MIB)
        .findFirst();
  }
}
