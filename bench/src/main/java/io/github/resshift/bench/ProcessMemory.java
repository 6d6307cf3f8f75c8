package io.github.resshift.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.bytedeco.javacpp.Pointer;

/** Resident memory of this process in MiB. */
final class ProcessMemory {
  private static final double MIB = 1 << 20;
  private static final double KIB_PER_MIB = 1024;
  private static final Path STATUS = Path.of("/proc/self/status");

  private ProcessMemory() {}

  /** What is resident now. */
  static double resident() {
    return Pointer.physicalBytes() / MIB;
  }

  /** The most that was ever resident; known on Linux alone. */
  static OptionalDouble peak() {
    try {
      return Files.isReadable(STATUS) ? peak(Files.readAllLines(STATUS)) : OptionalDouble.empty();
    } catch (IOException e) {
      return OptionalDouble.empty();
    }
  }

  /** The line {@code VmHWM: 123456 kB} of the status file. */
  static OptionalDouble peak(List<String> status) {
    return status.stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToDouble(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / KIB_PER_MIB)
        .findFirst();
  }
}
