package io.github.resshift.tensor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Pointer;

/** Memory of the machine, in bytes. Thread-safe. */
public final class SystemMemory {
  private static final Path MEMINFO = Path.of("/proc/meminfo");
  private static final Path CGROUP = Path.of("/sys/fs/cgroup");
  private static final long KIB = 1024;

  private SystemMemory() {}

  /**
   * What new work can get: the system's own estimate, or less where a control group has a limit;
   * known on Linux alone.
   */
  public static OptionalLong available() {
    return available(MEMINFO, CGROUP);
  }

  static OptionalLong available(Path meminfo, Path cgroup) {
    return Stream.of(free(meminfo), left(cgroup)).flatMapToLong(OptionalLong::stream).min();
  }

  /** What this process has now. */
  public static long resident() {
    return Pointer.physicalBytes();
  }

  private static OptionalLong free(Path meminfo) {
    return lines(meminfo).stream()
        .filter(line -> line.startsWith("MemAvailable:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * KIB)
        .findFirst();
  }

  /** Version 2 of control groups, as containers have it at their root. */
  private static OptionalLong left(Path cgroup) {
    OptionalLong most = number(cgroup.resolve("memory.max"));
    OptionalLong used = number(cgroup.resolve("memory.current"));
    return most.isPresent() && used.isPresent()
        ? OptionalLong.of(Math.max(0, most.getAsLong() - used.getAsLong()))
        : OptionalLong.empty();
  }

  /** Without a limit the file says {@code max}. */
  private static OptionalLong number(Path file) {
    return lines(file).stream()
        .filter(line -> line.matches("\\d{1,18}"))
        .mapToLong(Long::parseLong)
        .findFirst();
  }

  private static List<String> lines(Path file) {
    try {
      return Files.isReadable(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      return List.of();
    }
  }
}
