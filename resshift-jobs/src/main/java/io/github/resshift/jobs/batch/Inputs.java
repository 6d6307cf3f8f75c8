package io.github.resshift.jobs.batch;

import java.nio.file.Path;
import java.util.List;

/**
 * What the inputs of a command line turned out to be.
 *
 * @param pictures the pictures, in the order of the inputs, those of a folder sorted by name
 * @param problems what was named but cannot be worked on
 * @param leftOut what lies in the folders and is not worked on; hidden files aside
 */
public record Inputs(List<Source> pictures, List<Problem> problems, List<LeftOut> leftOut) {
  /** Copies the lists. */
  public Inputs {
    pictures = List.copyOf(pictures);
    problems = List.copyOf(problems);
    leftOut = List.copyOf(leftOut);
  }

  /** Inputs of which nothing is left out. */
  public Inputs(List<Source> pictures, List<Problem> problems) {
    this(pictures, problems, List.of());
  }

  /**
   * One picture to work on.
   *
   * @param file the file to read
   * @param place its place below the output folder, still with the input's suffix
   * @param named whether the command line named this very file, rather than a folder or a glob
   */
  public record Source(Path file, Path place, boolean named) {}

  /**
   * Something that cannot be worked on.
   *
   * @param input what was named
   * @param reason one sentence for the user
   * @param empty whether it is there and merely has no pictures
   */
  public record Problem(String input, String reason, boolean empty) {
    /** Something that is missing or cannot be read. */
    public Problem(String input, String reason) {
      this(input, reason, false);
    }
  }
}
