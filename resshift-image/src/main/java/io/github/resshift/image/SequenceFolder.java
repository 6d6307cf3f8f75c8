package io.github.resshift.image;

import io.github.resshift.image.PictureSequence.Kind;
import io.github.resshift.image.meta.Metadata;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A folder of numbered files with a list of them, and the first of them under the result's name.
 * The folder is written under a temporary name and gets its own at the end, and the file after it:
 * where the file is, the folder is whole.
 */
final class SequenceFolder implements SequenceWriter {
  /** Lists the files; a folder without it is somebody else's. */
  private static final String LIST = "frames.json";

  /** What this class writes, and therefore may delete. */
  private static final Pattern OWN = Pattern.compile("\\d{4,}\\.(png|jpg|tif|webp)|frames\\.json");

  private final PictureSequence like;
  private final Path file;
  private final PictureFormat format;
  private final int quality;
  private final Path folder;
  private final Path part;
  private final Set<String> notes = new LinkedHashSet<>();
  private final List<String> names = new ArrayList<>();
  private PictureStream stream;

  SequenceFolder(PictureSequence like, Path file, PictureFormat format, int quality) {
    this.like = like;
    this.file = file;
    this.format = format;
    this.quality = quality;
    this.folder = of(like.kind(), file);
    this.part = AtomicFile.part(file.toAbsolutePath());
    try {
      requireOwn();
      Files.createDirectory(part);
    } catch (IOException e) {
      throw PictureStream.failed(folder, e);
    }
    part.toFile().deleteOnExit();
  }

  /** The folder beside a result. */
  static Path of(Kind kind, Path file) {
    String name = FileNames.name(file);
    int dot = name.lastIndexOf('.');
    String stem = dot > 0 ? name.substring(0, dot) : name;
    return FileNames.sibling(file, stem + "-" + kind.noun() + "s");
  }

  @Override
  public PictureSink next(PictureShape shape, Metadata metadata) {
    endFrame();
    names.add(String.format(Locale.ROOT, "%04d.%s", names.size() + 1, format.suffix()));
    Path next = part.resolve(names.get(names.size() - 1));
    next.toFile().deleteOnExit();
    stream = PictureStream.open(shape, metadata, next, file, format, quality).deletedOnExit();
    return stream;
  }

  private void endFrame() {
    if (stream != null) {
      notes.addAll(stream.commit());
      stream = null;
    }
  }

  @Override
  public List<String> commit() {
    endFrame();
    Path first = AtomicFile.part(file.toAbsolutePath());
    Path old = AtomicFile.part(file.toAbsolutePath());
    try {
      Files.writeString(part.resolve(LIST), list());
      try {
        Files.copy(part.resolve(names.get(0)), first);
        requireOwn();
        if (Files.exists(folder)) {
          Files.move(folder, old);
        }
        Files.move(part, folder);
        AtomicFile.move(first, file.toAbsolutePath());
      } finally {
        Files.deleteIfExists(first);
      }
      delete(old);
    } catch (IOException e) {
      throw PictureStream.failed(folder, e);
    }
    String noun = like.kind().noun();
    notes.add(
        "%s: only %s files are written with several %ss, so this one has the first and the folder"
                .formatted(file, SequenceWriter.format(like.kind()), noun)
            + " %s has all %d".formatted(folder.getFileName(), names.size()));
    return List.copyOf(notes);
  }

  private String list() {
    boolean timed = like.kind() == Kind.ANIMATION;
    StringBuilder text = new StringBuilder("{");
    if (timed) {
      text.append("\"plays\":").append(like.plays()).append(',');
    }
    text.append('"').append(like.kind().noun()).append("s\":[");
    for (int i = 0; i < names.size(); i++) {
      text.append(i == 0 ? "\n" : ",\n").append("{\"file\":\"").append(names.get(i)).append('"');
      if (timed) {
        text.append(",\"milliseconds\":").append(like.delays().get(i));
      }
      text.append('}');
    }
    return text.append("\n]}\n").toString();
  }

  /** An earlier result is replaced, but nothing that somebody else put there is lost. */
  private void requireOwn() throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    if (!Files.exists(folder.resolve(LIST))) {
      throw new IOException(
          "it is there already, but not from such a result; move it away, or take the"
              + " first one only (--frames first)");
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path other : files) {
        if (!OWN.matcher(other.getFileName().toString()).matches()) {
          throw new IOException(
              "it is there already and holds '%s'; move it away".formatted(other.getFileName()));
        }
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path each : files) {
        Files.delete(each);
      }
    }
    Files.delete(folder);
  }

  @Override
  public void close() throws IOException {
    if (stream != null) {
      stream.close();
    }
    delete(part);
  }
}
