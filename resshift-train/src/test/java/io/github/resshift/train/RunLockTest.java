package io.github.resshift.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.resshift.ResShiftException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One process; another one's lock is in {@code DyingProcessTest} of the command line. */
class RunLockTest {
  @TempDir Path dir;

  @Test
  void aFolderIsTakenOnceAndGivenBack() throws IOException {
    try (RunLock lock = RunLock.of(dir)) {
      assertThat(lock).isNotNull();
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> RunLock.of(dir.resolve(".")))
            .isInstanceOf(ResShiftException.class)
            .hasMessageContaining("(process " + ProcessHandle.current().pid() + ")")
            .hasMessageContaining("--out");
      }
    }
    RunLock.of(dir).close();
  }

  @Test
  void whatADeadProcessLeftIsNoObstacleAndLookingLeavesNothing() throws IOException {
    RunLock.requireFree(dir);
    assertThat(dir).isEmptyDirectory();
    Files.writeString(dir.resolve(RunLock.NAME), "1\n");
    RunLock.requireFree(dir);
    RunLock.of(dir).close();
    assertThat(dir.resolve(RunLock.NAME)).hasContent(ProcessHandle.current().pid() + "\n");
  }
}
