package io.github.resshift.image;

import io.github.resshift.ResShiftException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;

/** A picture that cannot be read, written or held; the message names the file and the reason. */
public class PictureException extends ResShiftException {
  private static final long serialVersionUID = 1L;

  /** A failure with a message for the user. */
  public PictureException(String message) {
    super(message);
  }

  /** A failure with a message for the user and the cause for the log. */
  public PictureException(String message, Throwable cause) {
    super(message, cause);
  }

  /** What went wrong, as the end of a sentence; the file's name is for the caller to say. */
  static String reason(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "no permission";
    }
    String words = e instanceof FileSystemException file ? file.getReason() : e.getMessage();
    return words == null ? e.getClass().getSimpleName().replace("Exception", "") : words;
  }
}
