package io.github.resshift.spark;

import io.github.resshift.image.Limits;
import io.github.resshift.image.PictureException;
import io.github.resshift.image.PictureFiles;
import io.github.resshift.image.PictureHeader;
import io.github.resshift.image.PictureReader;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.util.OptionalLong;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.AccessControlException;

/** Looks at the beginnings of files: whether they are pictures, and how large. */
final class Look implements Serializable {
  private static final long serialVersionUID = 1;
  private static final int BEGINNING = 4096;

  /** Whoever works on the picture says that it is too large. */
  private static final PictureReader HEADERS = new PictureReader(new Limits(Long.MAX_VALUE));

  /** Pixels of what should be a picture and has no header that can be read. */
  static final long UNREADABLE = 0;

  private final Folder folder;
  private final boolean frames;

  Look(Folder folder, boolean frames) {
    this.folder = folder;
    this.frames = frames;
  }

  /**
   * Pixels of a picture, of all its frames if these are wanted, or {@link #UNREADABLE}; empty for
   * what neither is a picture nor has the suffix of one.
   *
   * @throws IOException if the file system fails, which says nothing about the file
   */
  OptionalLong pixels(Source source) throws IOException {
    Path path = new Path(source.path());
    boolean suffix = PictureFiles.hasSuffix(java.nio.file.Path.of(path.getName()));
    try {
      FSDataInputStream in = folder.system(path).open(path);
      try (HadoopInput input = new HadoopInput(in, source.length())) {
        if (!suffix) {
          byte[] beginning = new byte[(int) Math.min(BEGINNING, source.length())];
          input.readFully(beginning);
          if (!PictureFiles.beginsAsPicture(beginning)) {
            return OptionalLong.empty();
          }
          input.seek(0);
        }
        PictureHeader header = HEADERS.header(path.getName(), input);
        return OptionalLong.of(frames ? header.allPixels() : header.pixels());
      }
    } catch (PictureException | EOFException | FileNotFoundException | AccessControlException e) {
      return OptionalLong.of(UNREADABLE);
    }
  }
}
