package io.github.resshift.tensor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Pointer;

/** Memory of the machine, in bytes. Thread-safe. */
public final class SystemMemory {
  private static final Path MEMINFO = Path.of("/proc/meminfo");
  private static final Path MEMBERSHIP = Path.of("/proc/self/cgroup");
  private static final Path CGROUP = Path.of("/sys/fs/cgroup");
  private static final long KIB = 1024;

  private SystemMemory() {}

  /**
   * What new work can get: the system's own estimate, or less where a control group has a limit;
   * known on Linux alone.
   */
  public static OptionalLong available() {
    return available(MEMINFO, MEMBERSHIP, CGROUP);
  }

  /**
   * The same from other files.
   *
   * @param membership the control groups of this process, as {@code /proc/self/cgroup} has them
   * @param cgroup where control groups are mounted
   */
  static OptionalLong available(Path meminfo, Path membership, Path cgroup) {
    LongStream groups =
        groups(membership, cgroup).stream()
            .flatMap(folder -> Stream.of(left(folder, VERSION_2), left(folder, VERSION_1)))
            .flatMapToLong(OptionalLong::stream);
    return LongStream.concat(free(meminfo).stream(), groups).min();
  }

  /** What this process has now. */
  public static long resident() {
    return Pointer.physicalBytes();
  }

  private static OptionalLong free(Path meminfo) {
    return lines(meminfo).stream()
        .filter(line -> line.matches("MemAvailable:\\s*\\d{1,15} kB"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * KIB)
        .findFirst();
  }

  /**
   * The names of a control group's files.
   *
   * @param cache the line of {@code memory.stat} with files that the system gives up when memory is
   *     wanted, although they count as used
   */
  private record Version(String limit, String used, String cache) {}

  private static final Version VERSION_2 =
      new Version("memory.max", "memory.current", "inactive_file");
  private static final Version VERSION_1 =
      new Version("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file");

  /**
   * The folders of the groups that this process is in, each with those above it, of which every one
   * may have a limit. In containers the names often count from elsewhere, but the root is there.
   */
  private static List<Path> groups(Path membership, Path cgroup) {
    List<Path> folders = new ArrayList<>(List.of(cgroup, cgroup.resolve("memory")));
    for (String line : lines(membership)) {
      String[] parts = line.split(":", 3);
      boolean second = parts.length == 3 && parts[0].equals("0") && parts[1].isEmpty();
      if (!second && !(parts.length == 3 && List.of(parts[1].split(",")).contains("memory"))) {
        continue;
      }
      Path root = second ? cgroup : cgroup.resolve("memory");
      Path folder = root.resolve(parts[2].substring(Math.min(1, parts[2].length()))).normalize();
      for (; folder.startsWith(root) && !folder.equals(root); folder = folder.getParent()) {
        folders.add(folder);
      }
    }
    return folders;
  }

  private static OptionalLong left(Path folder, Version version) {
    OptionalLong most = number(folder.resolve(version.limit()));
    OptionalLong used = number(folder.resolve(version.used()));
    if (most.isEmpty() || used.isEmpty()) {
      return OptionalLong.empty();
    }
    long cached =
        lines(folder.resolve("memory.stat")).stream()
            .filter(line -> line.matches(version.cache() + " \\d{1,18}"))
            .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(' ') + 1)))
            .findFirst()
            .orElse(0);
    return OptionalLong.of(Math.max(0, most.getAsLong() - used.getAsLong() + cached));
  }

  /** Without a limit version 2 says {@code max}, and version 1 a number of 19 digits. */
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
      return List.of(); // what cannot be read says nothing; the other files still do
    }
  }
}
