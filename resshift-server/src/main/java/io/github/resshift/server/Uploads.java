package io.github.resshift.server;

import io.github.resshift.image.AtomicFile;
import io.github.resshift.server.store.JobFolders;
import io.javalin.http.Context;
import io.javalin.http.UploadedFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Brings bodies of requests to the disk, within limits of bytes and time. Thread-safe. */
final class Uploads {
  static final String IMAGE = "image";
  static final String MASK = "mask";

  private static final int PIECE = 1 << 16;
  private static final double NANOS = 1e9;

  private final JobFolders folders;
  private final ServerLimits limits;

  private final SlowSenders slow;

  Uploads(JobFolders folders, ServerLimits limits, SlowSenders slow) {
    this.slow = slow;
    this.folders = folders;
    this.limits = limits;
  }

  /**
   * The picture, mask and settings of a request: a body that is a picture with settings in the
   * address, or a form.
   */
  Upload read(Context ctx) throws IOException {
    requireLength(ctx.req().getContentLengthLong());
    String type = ctx.contentType() == null ? "" : ctx.contentType().toLowerCase(Locale.ROOT);
    Map<String, List<String>> values = new TreeMap<>(ctx.queryParamMap());
    if (type.startsWith("multipart/form-data")) {
      // The container reads forms by itself.
      try (SlowSenders.Arrival arrival = slow.body(ctx)) {
        return form(ctx, values);
      }
    }
    if (!type.startsWith("image/") && !type.startsWith("application/octet-stream")) {
      throw new Refusal(
          Refusal.WRONG_TYPE,
          "The content type must be image/... or application/octet-stream with a picture as the"
              + " body, or multipart/form-data with a part 'image'.");
    }
    return new Upload(
        CleanName.NONE, save(ctx.bodyInputStream(), limits.bodyBytes()), Optional.empty(), values);
  }

  private Upload form(Context ctx, Map<String, List<String>> values) throws IOException {
    Map<String, List<UploadedFile>> files = ctx.uploadedFileMap();
    Map<String, List<String>> texts = new TreeMap<>(ctx.formParamMap());
    texts.keySet().removeAll(files.keySet()); // parts with a file name count as texts, too
    texts.forEach(
        (name, more) ->
            values.merge(
                name,
                more,
                (before, after) -> {
                  List<String> all = new ArrayList<>(before);
                  all.addAll(after);
                  return all;
                }));
    files
        .keySet()
        .forEach(
            name -> {
              if (!name.equals(IMAGE) && !name.equals(MASK)) {
                throw bad("A form has the files 'image' and perhaps 'mask', and no other.");
              }
            });
    UploadedFile image = one(files, IMAGE).orElseThrow(() -> bad("The form has no file 'image'."));
    Optional<UploadedFile> mask = one(files, MASK);
    Path picture = save(image);
    try {
      Optional<Path> hole = mask.isPresent() ? Optional.of(save(mask.get())) : Optional.empty();
      return new Upload(CleanName.of(image.filename()), picture, hole, values);
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(picture);
      throw e;
    }
  }

  private static Optional<UploadedFile> one(Map<String, List<UploadedFile>> files, String name) {
    List<UploadedFile> found = files.getOrDefault(name, List.of());
    if (found.size() > 1) {
      throw bad("The form has the file '" + name + "' more than once.");
    }
    return found.stream().findFirst();
  }

  private Path save(UploadedFile file) throws IOException {
    try (InputStream content = file.content()) {
      return save(content, limits.bodyBytes());
    }
  }

  /**
   * Saves what comes, up to a number of bytes; it is on the disk when this returns.
   *
   * @throws Refusal if it is more, or comes too slowly
   */
  Path save(InputStream content, long most) throws IOException {
    Path file = folders.arriving();
    long begin = System.nanoTime();
    AtomicFile.write(file, channel -> copy(content, channel, most, begin));
    return file;
  }

  private void copy(InputStream content, FileChannel to, long most, long begin) throws IOException {
    byte[] piece = new byte[PIECE];
    long all = 0;
    for (int n = content.read(piece); n >= 0; n = content.read(piece)) {
      all += n;
      if (all > most) {
        throw tooLarge(most);
      }
      if ((System.nanoTime() - begin) / NANOS > limits.upload().toSeconds()) {
        throw new Refusal(
            Refusal.TIMEOUT,
            "The body took more than %d seconds to arrive.".formatted(limits.upload().toSeconds()));
      }
      ByteBuffer bytes = ByteBuffer.wrap(piece, 0, n);
      while (bytes.hasRemaining()) {
        to.write(bytes);
      }
    }
  }

  /** Refuses a body by its announced length, before any of it is read. */
  void requireLength(long announced) {
    if (announced > limits.bodyBytes()) {
      throw tooLarge(limits.bodyBytes());
    }
  }

  static Refusal tooLarge(long most) {
    return new Refusal(
        Refusal.TOO_LARGE,
        "The body is longer than this server's limit of %d bytes.".formatted(most));
  }

  private static Refusal bad(String sentence) {
    return new Refusal(Refusal.BAD_REQUEST, sentence);
  }
}
