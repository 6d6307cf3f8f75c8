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
import java.util.Set;
import java.util.regex.Pattern;

/** A folder of numbered files, and the first of them under the result's name. */
final class SequenceFolder implements SequenceWriter {
  private static final String TIMING = "frames.json";

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
    String name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    String stem = dot > 0 ? name.substring(0, dot) : name;
    this.folder = file.resolveSibling(stem + "-" + like.kind().noun() + "s");
    this.part = PictureStream.part(file.toAbsolutePath());
    try {
      requireOwn();
      Files.createDirectory(part);
    } catch (IOException e) {
      throw PictureStream.failed(folder, e);
    }
  }

  @Override
  public PictureSink next(PictureShape shape, Metadata metadata) {
    endFrame();
    names.add("%04d.%s".formatted(names.size() + 1, format.suffix()));
    Path next = part.resolve(names.get(names.size() - 1));
    stream = PictureStream.open(shape, metadata, next, format, quality);
    return stream;
  }

  private void endFrame() {
    if (stream != null) {
      String temporary = part.resolve(names.get(names.size() - 1)).toString();
      stream.commit().forEach(note -> notes.add(note.replace(temporary, file.toString())));
      stream = null;
    }
  }

  @Override
  public List<String> commit() {
    endFrame();
    Path first = PictureStream.part(file.toAbsolutePath());
    try {
      if (like.kind() == Kind.ANIMATION) {
        Files.writeString(part.resolve(TIMING), timing());
      }
      try {
        Files.copy(part.resolve(names.get(0)), first);
        requireOwn();
        delete(folder);
        Files.move(part, folder);
        PictureStream.moveIntoPlace(first, file.toAbsolutePath());
      } finally {
        Files.deleteIfExists(first);
      }
    } catch (IOException e) {
      throw PictureStream.failed(folder, e);
    }
    String noun = like.kind().noun();
    notes.add(
        "%s: a %s file holds one %s, so it has the first and the folder %s has all %d"
            .formatted(file, format, noun, folder.getFileName(), names.size()));
    return List.copyOf(notes);
  }

  private String timing() {
    StringBuilder text = new StringBuilder("{\"plays\":").append(like.plays());
    text.append(",\"frames\":[");
    for (int i = 0; i < names.size(); i++) {
      text.append(i == 0 ? "\n" : ",\n")
          .append("{\"file\":\"%s\",\"milliseconds\":%d}".formatted(names.get(i), delay(i)));
    }
    return text.append("\n]}\n").toString();
  }

  private int delay(int frame) {
    return like.delays().get(frame);
  }

  /** An earlier result is replaced, but nothing that somebody else put there is lost. */
  private void requireOwn() throws IOException {
    if (!Files.exists(folder)) {
      return;
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
