package io.github.resshift.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemMemoryTest {
  private static final long MIB = 1 << 20;

  @TempDir Path dir;

  @Test
  void theSystemsEstimateIsReadInKibibytes() throws IOException {
    meminfo("MemTotal:       24644152 kB\nMemFree:  1 kB\nMemAvailable:   20480 kB\n");
    assertThat(available()).hasValue(20 * MIB);
  }

  @Test
  void withoutFilesOrWithOddOnesNothingIsKnown() throws IOException {
    assertThat(available()).isEmpty();
    meminfo("MemAvailable: lots\nMemAvailable:\n");
    group("", "memory.max", "max");
    group("", "memory.current", "12345");
    group("memory", "memory.limit_in_bytes", "9223372036854771712");
    group("memory", "memory.usage_in_bytes", "12345");
    assertThat(available()).isEmpty();
  }

  @Test
  void theLimitOfAContainerCounts() throws IOException {
    meminfo("MemAvailable:   2048000 kB\n");
    group("", "memory.max", "" + 100 * MIB);
    group("", "memory.current", "" + 30 * MIB);
    assertThat(available()).hasValue(70 * MIB);
  }

  @Test
  void filesThatTheSystemGivesUpDoNotCountAsUsed() throws IOException {
    group("", "memory.max", "" + 100 * MIB);
    group("", "memory.current", "" + 95 * MIB);
    group("", "memory.stat", "anon 5\ninactive_file " + 60 * MIB + "\nactive_file 7\n");
    assertThat(available()).hasValue(65 * MIB);
  }

  @Test
  void theFirstVersionIsReadToo() throws IOException {
    group("memory", "memory.limit_in_bytes", "" + 100 * MIB);
    group("memory", "memory.usage_in_bytes", "" + 95 * MIB);
    group("memory", "memory.stat", "inactive_file 1\ntotal_inactive_file " + 10 * MIB + "\n");
    assertThat(available()).hasValue(15 * MIB);
  }

  @Test
  void groupsAboveThatOfTheProcessCount() throws IOException {
    membership("0::/user.slice/app.service\n");
    group("user.slice", "memory.max", "" + 50 * MIB);
    group("user.slice", "memory.current", "" + 40 * MIB);
    group("user.slice/app.service", "memory.max", "" + 90 * MIB);
    group("user.slice/app.service", "memory.current", "" + 20 * MIB);
    group("user.slice/other", "memory.max", "1");
    group("user.slice/other", "memory.current", "1");
    assertThat(available()).hasValue(10 * MIB);
    membership("4:cpu:/other\n3:memory,hugetlb:/job\n0::/\n");
    group("memory/job", "memory.limit_in_bytes", "" + 8 * MIB);
    group("memory/job", "memory.usage_in_bytes", "" + 5 * MIB);
    assertThat(available()).hasValue(3 * MIB);
  }

  @Test
  void aGroupOutsideOfTheMountIsPassedOver() throws IOException {
    membership("0::/../../secret\nnonsense\n0::\n");
    Path secret = Files.createDirectories(dir.resolve("secret"));
    Files.writeString(secret.resolve("memory.max"), "1");
    Files.writeString(secret.resolve("memory.current"), "1");
    assertThat(available()).isEmpty();
  }

  @Test
  void moreUsedThanAllowedIsNothingLeft() throws IOException {
    group("", "memory.max", "" + 100 * MIB);
    group("", "memory.current", "" + 101 * MIB);
    assertThat(available()).hasValue(0);
  }

  private OptionalLong available() {
    return SystemMemory.available(
        dir.resolve("meminfo"), dir.resolve("membership"), dir.resolve("a/cgroup"));
  }

  private void meminfo(String text) throws IOException {
    Files.writeString(dir.resolve("meminfo"), text);
  }

  private void membership(String text) throws IOException {
    Files.writeString(dir.resolve("membership"), text);
  }

  private void group(String path, String name, String text) throws IOException {
    Path folder = Files.createDirectories(dir.resolve("a/cgroup").resolve(path));
    Files.writeString(folder.resolve(name), text + "\n");
  }
}
