package io.github.resshift.server.store;

import io.github.resshift.image.AtomicFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The files of jobs: {@code jobs/ID/} with {@code input}, perhaps {@code mask}, and {@code result/}
 * once it is whole. What is not whole lies in {@code incoming/} or in {@code jobs/ID/work/} and is
 * deleted when the next server starts. Names are ours alone; none comes from a request. Stateless
 * and thread-safe.
 */
public final class JobFolders {
  private static final String WORK = "work";
  private static final String RESULT = "result";
  private static final String MADE = ".made.json";

  private final Path jobs;
  private final Path incoming;

  /** In a server's folder. */
  public JobFolders(Path data) throws IOException {
    jobs = data.resolve("jobs");
    incoming = data.resolve("incoming");
    Files.createDirectories(jobs);
    Files.createDirectories(incoming);
  }

  /** The folder for bodies of requests, which the server may fill as it likes. */
  public Path incoming() {
    return incoming;
  }

  /** A name for a file that is to arrive. */
  public Path arriving() {
    return incoming.resolve(UUID.randomUUID().toString());
  }

  /** The picture of a job. */
  public Path input(String id) {
    return jobs.resolve(id).resolve("input");
  }

  /** The mask of a job. */
  public Path mask(String id) {
    return jobs.resolve(id).resolve("mask");
  }

  /** The folder of a whole result. */
  public Path result(String id) {
    return jobs.resolve(id).resolve(RESULT);
  }

  /**
   * Takes files that have arrived and are on the disk. The folder of the job appears with all of
   * them.
   */
  public void admit(String id, List<Path> inputAndMask) throws IOException {
    Path part = jobs.resolve("." + id + ".part");
    Files.createDirectory(part);
    Files.move(inputAndMask.get(0), part.resolve("input"));
    if (inputAndMask.size() > 1) {
      Files.move(inputAndMask.get(1), part.resolve("mask"));
    }
    force(part);
    AtomicFile.move(part, jobs.resolve(id));
    force(jobs);
  }

  /** An empty folder to make the result in. */
  public Path begin(String id) throws IOException {
    Path work = jobs.resolve(id).resolve(WORK);
    delete(work);
    return Files.createDirectory(work);
  }

  /**
   * The folder of the work becomes that of the result, in one step. What is known of the result
   * lies in it, so that it counts even if the process ends before the table hears of it.
   */
  public void finish(String id, StoredResult result) throws IOException {
    Path work = jobs.resolve(id).resolve(WORK);
    AtomicFile.write(work.resolve(MADE), RowText.of(result));
    try (Stream<Path> files = Files.list(work)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
          channel.force(true);
        }
      }
    }
    force(work);
    delete(result(id));
    AtomicFile.move(work, result(id));
    force(jobs.resolve(id));
  }

  /** What is known of a result that is whole; empty if there is none. */
  public Optional<StoredResult> made(String id) throws IOException {
    Path file = result(id).resolve(MADE);
    return Files.exists(file)
        ? Optional.of(RowText.result(Files.readString(file)))
        : Optional.empty();
  }

  /** Deletes what was made. */
  public void abandon(String id) throws IOException {
    delete(jobs.resolve(id).resolve(WORK));
    delete(result(id));
  }

  /** Deletes all files of a job. */
  public void delete(String id) throws IOException {
    delete(jobs.resolve(id));
  }

  /** Deletes what belongs to no job and what was never finished. */
  public void clean(Set<String> known) throws IOException {
    for (Path folder : list(jobs)) {
      if (known.contains(folder.getFileName().toString())) {
        delete(folder.resolve(WORK));
      } else {
        delete(folder);
      }
    }
    for (Path file : list(incoming)) {
      delete(file);
    }
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.toList();
    }
  }

  /** Deletes a file or a folder with all that is in it; links are not followed. */
  private static void delete(Path path) throws IOException {
    try (Stream<Path> all = Files.walk(path)) {
      for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (NoSuchFileException e) {
      return; // nothing to delete
    }
  }

  /** Brings the names in a folder to the disk; not every system can. */
  private static void force(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      return; // Windows opens no folders; its file system orders renames by itself
    }
  }
}
