package io.github.resshift.restore;

import io.github.resshift.catalog.Task;
import java.io.IOException;
import java.nio.file.Path;

/** The tiny models of the core's tests, for the tests of the server. */
public final class ServedModels {
  private ServedModels() {}

  /** The path of a model called tiny that enlarges by four. */
  public static String tiny(Path folder) throws IOException {
    return TinyModels.superResolution(folder);
  }

  /** The path of a model called inpaint that fills holes. */
  public static String filling(Path folder) throws IOException {
    return TinyModels.restoring(folder, Task.INPAINT);
  }
}
