package io.github.resshift.image;

import io.github.resshift.image.PictureSequence.Kind;
import io.github.resshift.image.meta.Metadata;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** An animated PNG file or a TIFF file of several pages. */
final class SequenceFile implements SequenceWriter {
  private final Path file;
  private final Path part;
  private final SeekableByteChannel channel;
  private final OutputStream stream;
  private final PngAnimation animation;
  private TiffEncoder tiff;
  private PngEncoder png;
  private RowEncoder page;
  private PictureShape shape;
  private int rows;

  SequenceFile(PictureSequence like, Path file) {
    this.file = file;
    this.part = AtomicFile.part(file.toAbsolutePath());
    this.animation =
        like.kind() == Kind.ANIMATION ? new PngAnimation(like.delays(), like.plays()) : null;
    try {
      this.channel =
          Files.newByteChannel(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw PictureStream.failed(file, e);
    }
    part.toFile().deleteOnExit();
    this.stream = new BufferedOutputStream(Channels.newOutputStream(channel));
  }

  @Override
  public PictureSink next(PictureShape next, Metadata metadata) {
    requireWhole();
    try {
      if (animation == null) {
        endPage();
        tiff = tiff == null ? new TiffEncoder(channel) : tiff;
        page = tiff.page(next, metadata);
      } else if (png == null) {
        png = new PngEncoder(next, metadata, animation, stream);
      } else if (next.equals(shape)) {
        png.nextFrame();
      } else {
        throw new PictureException(file + ": the frames of an animation must have one size.");
      }
    } catch (IOException e) {
      throw PictureStream.failed(file, e);
    }
    shape = next;
    rows = 0;
    return this::rows;
  }

  private void rows(Picture band) {
    shape.requireBand(band);
    rows += band.height();
    if (rows > shape.height()) {
      throw new IllegalStateException("more than " + shape.height() + " rows have come");
    }
    try {
      (animation == null ? page : png).rows(band);
    } catch (IOException e) {
      throw PictureStream.failed(file, e);
    }
  }

  private void requireWhole() {
    if (shape != null && rows != shape.height()) {
      throw new IllegalStateException(rows + " of " + shape.height() + " rows have come");
    }
  }

  private void endPage() throws IOException {
    if (page != null) {
      page.finish();
      page = null;
    }
  }

  @Override
  public List<String> commit() {
    requireWhole();
    try {
      endPage();
      if (png != null) {
        png.finish();
      }
      stream.flush();
      channel.close();
      AtomicFile.move(part, file.toAbsolutePath());
    } catch (IOException e) {
      throw PictureStream.failed(file, e);
    }
    return List.of();
  }

  @Override
  public void close() throws IOException {
    channel.close();
    Files.deleteIfExists(part);
  }
}
