package io.github.resshift.cli.processes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** What git says of a folder. Stateless. */
public final class GitState {
  private static final long SECONDS = 10;

  private GitState() {}

  /**
   * The commit that is checked out around a folder, and whether files that git knows differ from
   * it; empty without git or a repository.
   */
  public static Map<String, Object> of(Path folder) {
    Map<String, Object> state = new LinkedHashMap<>();
    ask(folder, "rev-parse", "HEAD")
        .ifPresent(
            commit -> {
              state.put("commit", commit.strip());
              ask(folder, "status", "--porcelain", "--untracked-files=no")
                  .ifPresent(changes -> state.put("changed", !changes.isBlank()));
            });
    return state;
  }

  private static Optional<String> ask(Path folder, String... question) {
    List<String> command = new java.util.ArrayList<>(List.of("git", "-C", folder.toString()));
    command.addAll(List.of(question));
    try {
      Process git =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      git.getOutputStream().close();
      // Beside the wait: the answer ends when git does, and a full pipe would keep git from ending.
      CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> text(git));
      if (!git.waitFor(SECONDS, TimeUnit.SECONDS)) {
        git.destroyForcibly();
        return Optional.empty();
      }
      return git.exitValue() == 0 ? Optional.of(answer.join()) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // There is no git.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static String text(Process git) {
    try {
      return new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
