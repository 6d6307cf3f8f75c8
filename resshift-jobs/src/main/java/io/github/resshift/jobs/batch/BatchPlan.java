package io.github.resshift.jobs.batch;

import io.github.resshift.image.FileNames;
import io.github.resshift.image.PictureFormat;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Everything that a run will do, decided before it does anything.
 *
 * @param items one entry a picture, in the order in which they are worked on
 */
public record BatchPlan(List<Item> items) {
  /** Copies the list. */
  public BatchPlan {
    items = List.copyOf(items);
  }

  /** What becomes of one input. */
  public sealed interface Item {
    /** The input as it is shown to the user. */
    String input();
  }

  /**
   * A picture to work on.
   *
   * @param source the file to read
   * @param target the file to write
   * @param format how to write it
   */
  public record Todo(Path source, Path target, PictureFormat format) implements Item {
    @Override
    public String input() {
      return FileNames.text(source);
    }
  }

  /**
   * A picture whose result is there already.
   *
   * @param outdated why this run would make another one, as the end of a sentence; empty if it
   *     would not, or if that is not known
   */
  public record Skip(Path source, Path target, Optional<String> outdated) implements Item {
    /** A result of which nothing more is known. */
    public Skip(Path source, Path target) {
      this(source, target, Optional.empty());
    }

    @Override
    public String input() {
      return FileNames.text(source);
    }
  }

  /** An input that cannot be worked on. */
  public record Unusable(String input, String reason) implements Item {}

  /** The pictures to work on. */
  public List<Todo> todo() {
    return items.stream().filter(Todo.class::isInstance).map(Todo.class::cast).toList();
  }
}
