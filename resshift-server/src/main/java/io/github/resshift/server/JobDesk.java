package io.github.resshift.server;

import io.github.resshift.ResShiftException;
import io.github.resshift.image.Limits;
import io.github.resshift.image.PictureException;
import io.github.resshift.image.PictureHeader;
import io.github.resshift.image.PictureReader;
import io.github.resshift.jobs.JobSettings;
import io.github.resshift.jobs.ModelFacts;
import io.github.resshift.jobs.PictureService;
import io.github.resshift.jobs.Planning;
import io.github.resshift.jobs.batch.UsageException;
import io.github.resshift.jobs.journal.FileState;
import io.github.resshift.jobs.journal.RunSettings;
import io.github.resshift.server.store.JobFolders;
import io.github.resshift.server.store.JobRequest;
import io.github.resshift.server.store.JobRow;
import io.github.resshift.server.store.JobStore;
import io.github.resshift.server.store.StoredInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Takes work in: checks it by its header and its settings alone, tells whether it is done already,
 * and puts it into the queue when it is safe on the disk. Thread-safe.
 */
final class JobDesk {
  /** Retry after so many seconds where nothing better is known. */
  private static final int SOON = 5;

  private static final int LATEST = 600;
  private static final String UNKNOWN_TYPE = "application/octet-stream";

  private final ServerLimits limits;
  private final Offer offer;
  private final JobRules rules;
  private final JobStore store;
  private final JobFolders folders;
  private final Room room;
  private final Worker worker;

  /** What became of a submission. */
  record Taken(JobRow row, boolean isNew) {}

  JobDesk(
      ServerLimits limits,
      Offer offer,
      JobRules rules,
      JobStore store,
      JobFolders folders,
      Room room,
      Worker worker) {
    this.limits = limits;
    this.offer = offer;
    this.rules = rules;
    this.store = store;
    this.folders = folders;
    this.room = room;
    this.worker = worker;
  }

  /**
   * Takes a job; the caller deletes the files of the submission if they are still there.
   *
   * @throws Refusal if it is not taken
   */
  Taken take(Submission submission) throws IOException {
    JobRequest request;
    try {
      request = request(submission);
    } catch (UsageException e) {
      throw new Refusal(Refusal.BAD_REQUEST, e.getMessage());
    } catch (Refusal e) {
      throw e;
    } catch (ResShiftException e) {
      throw new Refusal(Refusal.UNUSABLE, named(e.getMessage(), submission));
    }
    synchronized (this) {
      worker.requireOpen();
      Optional<JobRow> same = same(request);
      if (same.isPresent()) {
        return new Taken(same.get(), false);
      }
      int waiting = store.waiting();
      if (waiting >= limits.queue()) {
        throw new Refusal(
            Refusal.TOO_MANY,
            "The queue is full (%d jobs wait); try again later.".formatted(waiting),
            patience());
      }
      return new Taken(admit(submission, request), true);
    }
  }

  private JobRow admit(Submission submission, JobRequest request) throws IOException {
    long bytes = request.input().bytes();
    if (submission.mask().isPresent()) {
      bytes += Files.size(submission.mask().get());
    }
    room.require(bytes);
    String id = store.newId();
    folders.admit(
        id, Stream.concat(Stream.of(submission.input()), submission.mask().stream()).toList());
    JobRow row = store.insert(id, request, bytes, Instant.now());
    worker.wake(row);
    return row;
  }

  /** The job that does this work already, or the one that the key belongs to. */
  private Optional<JobRow> same(JobRequest request) {
    if (request.key().isPresent()) {
      Optional<JobRow> keyed = store.findKey(request.key().get());
      if (keyed.isPresent() && !keyed.get().request().digest().equals(request.digest())) {
        throw new Refusal(
            Refusal.UNUSABLE,
            "This Idempotency-Key belongs to other work; use a new key for new work.");
      }
      if (keyed.isPresent()) {
        return keyed;
      }
    }
    return store.findDigest(request.digest());
  }

  private int patience() {
    return (int) Math.min(LATEST, Math.max(1, Math.ceil(worker.secondsForOne().orElse(SOON))));
  }

  private JobRequest request(Submission submission) throws IOException {
    JobSettings settings =
        rules.settings(submission.task(), submission.values(), submission.mask());
    Offer.Model model = rules.model(submission.task(), submission.values());
    ModelFacts facts = offer.facts(model);
    PictureHeader input = header(submission.input());
    requireFew(input);
    PictureHeader result =
        PictureService.expect(
            settings, facts, submission.name(), submission.input(), submission.format());
    long pixels = Math.multiplyExact(result.allPixels(), (long) settings.treatment().samples());
    if (pixels > limits.resultPixels()) {
      throw new Refusal(
          Refusal.UNUSABLE,
          "The result would have %d pixels, more than this server's limit of %d."
              .formatted(pixels, limits.resultPixels()));
    }
    String identity = settings.identity(facts, submission.format()).digest();
    return new JobRequest(
        submission.task(),
        submission.name(),
        "%s_%s.%s"
            .formatted(
                CleanName.stem(submission.name()),
                Planning.wordBeside(settings, facts),
                submission.format().suffix()),
        model.name(),
        submission.values(),
        submission.format(),
        new StoredInput(
            input.width(),
            input.height(),
            input.count(),
            Files.size(submission.input()),
            PictureReader.mediaType(submission.input()).orElse(UNKNOWN_TYPE)),
        submission.mask().isPresent(),
        result.width(),
        result.height(),
        digest(FileState.sha256(submission.input()), identity),
        submission.key());
  }

  private PictureHeader header(Path input) throws IOException {
    if (Files.size(input) == 0) {
      throw new PictureException("The picture is empty.");
    }
    return new PictureReader(new Limits(limits.maxPixels())).header(input);
  }

  private void requireFew(PictureHeader input) {
    if (input.count() > limits.frames()) {
      throw new Refusal(
          Refusal.UNUSABLE,
          "The picture has %d frames or pages, more than this server's limit of %d."
              .formatted(input.count(), limits.frames()));
    }
  }

  private static String digest(String input, String settings) {
    return new RunSettings(new TreeMap<>(Map.of("input", input, "settings", settings))).digest();
  }

  /** The sentence with the names that people know. */
  private static String named(String sentence, Submission submission) {
    String text = sentence.replace(submission.input().toString(), submission.name());
    return submission.mask().map(mask -> text.replace(mask.toString(), "the mask")).orElse(text);
  }
}
