package io.github.resshift.spark;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumFileSystem;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.spark.util.SerializableConfiguration;

/** Files on any file system that Hadoop knows, and how a whole one appears there. */
final class Folder implements Serializable {
  private static final long serialVersionUID = 1;

  /** Here a file appears when its stream is closed, and a rename copies. */
  private static final Set<String> OBJECT_STORES =
      Set.of("s3a", "s3", "s3n", "gs", "oss", "cosn", "obs", "o3fs", "swift");

  private static final String UNFINISHED = "\\..+\\.[0-9a-f-]{36}\\.part";

  private final SerializableConfiguration configuration;

  Folder(Configuration configuration) {
    this.configuration = new SerializableConfiguration(configuration);
  }

  /** The file system of a path; of local files the one that writes no files of checksums. */
  FileSystem system(Path path) throws IOException {
    FileSystem system = path.getFileSystem(configuration.value());
    return system instanceof ChecksumFileSystem checked ? checked.getRawFileSystem() : system;
  }

  Configuration configuration() {
    return configuration.value();
  }

  /** The whole address, however a path was written. */
  Path qualified(String path) throws IOException {
    Path plain = new Path(path);
    return system(plain).makeQualified(plain);
  }

  boolean exists(Path path) throws IOException {
    return system(path).exists(path);
  }

  InputStream open(Path path) throws IOException {
    return system(path).open(path);
  }

  FileStatus status(Path path) throws IOException {
    return system(path).getFileStatus(path);
  }

  /** A path as people write it. */
  static String shown(String path) {
    return path.startsWith("file:")
        ? path.substring("file:".length()).replaceFirst("^//+", "/")
        : path;
  }

  /** The same of a path. */
  static String shown(Path path) {
    return shown(path.toString());
  }

  /** Whether a file is what a task that died had begun to write. */
  static boolean unfinished(String name) {
    return name.matches(UNFINISHED);
  }

  /**
   * Publishes the files below a folder of this machine under the same names.
   *
   * @param wanted which of them
   */
  void publishAll(java.nio.file.Path below, Path to, Predicate<java.nio.file.Path> wanted)
      throws IOException {
    List<java.nio.file.Path> files;
    try (Stream<java.nio.file.Path> all = Files.walk(below)) {
      files = all.filter(Files::isRegularFile).filter(wanted).sorted().toList();
    }
    for (java.nio.file.Path file : files) {
      String name = below.relativize(file).toString().replace('\\', '/');
      publish(file, new Path(to, name), UUID.randomUUID());
    }
  }

  /**
   * Brings a file of this machine to its place, where it appears whole: written beside and renamed,
   * or by one PUT. Who comes second replaces the first, which has the same bytes.
   *
   * @param id who writes; no two do so at a time with the same
   */
  void publish(java.nio.file.Path local, Path target, UUID id) throws IOException {
    FileSystem system = system(target);
    system.mkdirs(target.getParent());
    if (OBJECT_STORES.contains(system.getUri().getScheme())) {
      put(local, system, target);
      return;
    }
    Path beside = beside(target, id);
    try {
      put(local, system, beside);
      rename(system, beside, target);
    } catch (IOException | RuntimeException e) {
      system.delete(beside, false);
      throw e;
    }
  }

  private static Path beside(Path target, UUID id) {
    return new Path(target.getParent(), "." + target.getName() + "." + id + ".part");
  }

  /** Deletes what somebody who died had begun to write. */
  void forget(Path target, UUID id) throws IOException {
    system(target).delete(beside(target, id), false);
  }

  private void rename(FileSystem system, Path from, Path to) throws IOException {
    if (system instanceof RawLocalFileSystem local) {
      Files.move(
          local.pathToFile(from).toPath(),
          local.pathToFile(to).toPath(),
          java.nio.file.StandardCopyOption.REPLACE_EXISTING,
          java.nio.file.StandardCopyOption.ATOMIC_MOVE);
      return;
    }
    FileContext.getFileContext(to.toUri(), configuration.value())
        .rename(from, to, Options.Rename.OVERWRITE);
  }

  private static void put(java.nio.file.Path local, FileSystem system, Path to) throws IOException {
    FSDataOutputStream out = system.create(to, true);
    boolean whole = false;
    try {
      Files.copy(local, (OutputStream) out);
      whole = true;
    } finally {
      // To close the stream of an object store is to make the object.
      if (!whole && out.hasCapability(CommonPathCapabilities.ABORTABLE_STREAM)) {
        out.abort();
      } else {
        out.close();
      }
    }
  }
}
