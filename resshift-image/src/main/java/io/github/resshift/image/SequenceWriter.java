package io.github.resshift.image;

import io.github.resshift.image.PictureSequence.Kind;
import io.github.resshift.image.meta.Metadata;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Writes frames or pages one after the other: an animation to an animated PNG file and pages to a
 * TIFF file of several pages; for other formats the first picture to the file and all of them to a
 * folder beside it. What is written appears whole by {@link #commit}; closing without that leaves
 * nothing. Used by one thread.
 */
public interface SequenceWriter extends AutoCloseable {
  /**
   * Starts.
   *
   * @param like tells kind, number, delays and plays
   * @param file where the result goes; a folder is {@code NAME-frames} or {@code NAME-pages}
   * @param quality 1 to 100, for JPEG and WebP
   * @throws PictureException if nothing can be written there
   */
  static SequenceWriter open(PictureSequence like, Path file, PictureFormat format, int quality) {
    return format == format(like.kind())
        ? new SequenceFile(like, file)
        : new SequenceFolder(like, file, format, quality);
  }

  /** The format of which one file holds the whole sequence. */
  static PictureFormat format(Kind kind) {
    return kind == Kind.ANIMATION ? PictureFormat.PNG : PictureFormat.TIFF;
  }

  /** The folder that is written beside {@code file}; empty where the file holds everything. */
  static Optional<Path> folder(Kind kind, Path file, PictureFormat format) {
    return format == format(kind) ? Optional.empty() : Optional.of(SequenceFolder.of(kind, file));
  }

  /**
   * Starts the next picture, whose rows have all to come before anything else.
   *
   * @throws PictureException if it cannot be written, or its shape is not that of the first frame
   *     of an animated PNG
   */
  PictureSink next(PictureShape shape, Metadata metadata);

  /**
   * Ends the last picture and moves everything into place.
   *
   * @return what the user should know, as sentence parts that start with the file's name
   * @throws PictureException if something cannot be written
   */
  List<String> commit();

  /** Deletes what is not committed. */
  @Override
  void close() throws IOException;
}
