package io.github.resshift.jobs;

import io.github.resshift.ResShiftException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** What went wrong, in words for the user. Stateless. */
public final class FailureText {
  private FailureText() {}

  /** One sentence for the user about {@code e}. */
  public static String sentence(Throwable e) {
    if (e instanceof ResShiftException) {
      return e.getMessage();
    }
    if (e instanceof NoSuchFileException missing) {
      return "There is no file '" + missing.getFile() + "'.";
    }
    if (e instanceof AccessDeniedException denied) {
      return "No permission to use '" + denied.getFile() + "'.";
    }
    if (e instanceof FileSystemException file && file.getReason() != null) {
      return "'" + file.getFile() + "': " + file.getReason() + ".";
    }
    if (e instanceof OutOfMemoryError) {
      return "Out of memory (" + e.getMessage() + "); a smaller --tile needs less.";
    }
    if (e.getMessage() != null && e.getMessage().contains("can't allocate memory")) {
      return "There is not enough memory; a smaller --tile or --memory needs less, and a limit on"
          + " address space (ulimit -v) or of a control group can be raised.";
    }
    if (e instanceof LinkageError) {
      Throwable root = e;
      while (root.getCause() != null) {
        root = root.getCause();
      }
      return "The engine does not start ("
          + root.getMessage()
          + "); it runs on 64-bit Linux and Windows on x86 and on macOS on ARM, and deleting"
          + " ~/.javacpp/cache makes it unpack anew.";
    }
    String message = e.getMessage() == null ? "" : e.getMessage().lines().findFirst().orElse("");
    return e.getClass().getSimpleName() + (message.isBlank() ? "" : ": " + message);
  }
}
