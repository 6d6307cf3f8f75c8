package io.github.resshift.server;

import io.github.resshift.image.FileNames;
import io.github.resshift.image.PictureFormat;
import io.github.resshift.jobs.JobSettings;
import io.github.resshift.jobs.batch.PictureMaker.Made;
import io.github.resshift.server.store.JobFolders;
import io.github.resshift.server.store.JobRequest;
import io.github.resshift.server.store.JobRow;
import io.github.resshift.server.store.StoredFile;
import io.github.resshift.server.store.StoredResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Makes the result of a job, in the job's folder. Thread-safe. */
final class JobRun {
  private static final String STEM = "result";

  private final JobRules rules;
  private final JobFolders folders;
  private final Services services;

  JobRun(JobRules rules, JobFolders folders, Services services) {
    this.rules = rules;
    this.folders = folders;
    this.services = services;
  }

  /** The settings of a job; the mask lies in its folder. */
  JobSettings settings(JobRow row) {
    JobRequest request = row.request();
    return rules.settings(
        request.task(),
        request.values(),
        request.mask() ? Optional.of(folders.mask(row.id())) : Optional.empty());
  }

  /**
   * Makes the result; it is whole on the disk when this returns.
   *
   * @throws java.util.concurrent.CancellationException if the listener asked for the end
   */
  StoredResult make(Running running) throws IOException {
    JobRow row = running.row();
    PictureFormat format = row.request().format();
    try (Services.Lease lease = services.take(settings(row))) {
      Path work = folders.begin(row.id());
      Path target = work.resolve(STEM + "." + format.suffix());
      Made made = lease.service().restore(folders.input(row.id()), target, format, running);
      List<String> notes = made.notes().stream().map(note -> named(note, row, work)).toList();
      StoredResult result =
          new StoredResult(
              made.width(),
              made.height(),
              made.frames(),
              file(target),
              further(work, target),
              notes);
      folders.finish(row.id(), result);
      return result;
    }
  }

  /** A sentence with the names that people know. */
  String named(String sentence, JobRow row) {
    return named(sentence, row, folders.result(row.id()));
  }

  private String named(String sentence, JobRow row, Path work) {
    return sentence
        .replace(folders.input(row.id()).toString(), row.request().name())
        .replace(folders.mask(row.id()).toString(), "the mask")
        .replace(work + "/", "")
        .replace(folders.input(row.id()).getParent() + "/", "");
  }

  /** Files in folders beside the result get names beside it. */
  private static List<StoredFile> further(Path work, Path target) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(work)) {
      files = all.filter(file -> Files.isRegularFile(file) && !file.equals(target)).toList();
    }
    List<StoredFile> stored = new ArrayList<>();
    for (Path file : files.stream().sorted().toList()) {
      Path flat = work.resolve(name(work.relativize(file)));
      Files.move(file, flat);
      stored.add(file(flat));
    }
    return stored;
  }

  /** result-samples/1.png is 1.png, result-frames/frame-0001.jpg is frame-0001.jpg. */
  private static String name(Path relative) {
    List<String> parts = new ArrayList<>();
    relative.forEach(part -> parts.add(part.toString()));
    return String.join("-", parts.subList(parts.size() > 1 ? 1 : 0, parts.size()));
  }

  private static StoredFile file(Path file) throws IOException {
    String name = FileNames.name(file);
    return new StoredFile(name, Files.size(file), PictureFormat.of(file).mediaType());
  }
}
