package io.github.resshift.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.resshift.image.PictureFormat;
import io.github.resshift.jobs.JobSettings;
import io.github.resshift.server.store.JobRequest;
import io.github.resshift.server.store.JobRow;
import io.github.resshift.server.store.JobState;
import io.github.resshift.server.store.JobStore;
import io.github.resshift.server.store.StoredFile;
import io.github.resshift.server.store.StoredInput;
import io.github.resshift.server.store.StoredResult;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** Jobs as answers show them. Thread-safe. */
final class JobView {
  private static final double TENTHS = 10;
  private static final double PER_MILLE = 1000;

  private final JobStore store;
  private final Worker worker;

  JobView(JobStore store, Worker worker) {
    this.store = store;
    this.worker = worker;
  }

  /** The address of a job. */
  static String href(JobRow row) {
    return "/v1/jobs/" + row.id();
  }

  /** The word for a format in answers and requests. */
  static String word(PictureFormat format) {
    return format.name().toLowerCase(Locale.ROOT);
  }

  /** All that is known of a job now. */
  ObjectNode of(JobRow row) {
    JobRequest request = row.request();
    ObjectNode node = Json.object();
    node.put("id", row.id());
    node.put("state", row.state().word());
    node.put("task", JobSettings.command(request.task()));
    node.put("name", request.name());
    node.put("href", href(row));
    node.put("model", request.model());
    ObjectNode settings = node.putObject("settings");
    request.values().forEach((name, texts) -> texts.forEach(settings.withArrayProperty(name)::add));
    node.put("format", word(request.format()));
    node.put("created", row.created().toString());
    time(node, "started", row.started());
    time(node, "ended", row.ended());
    time(node, "expires", row.expires());
    progress(node, row);
    node.set("input", input(row));
    node.put("mask", request.mask());
    ObjectNode expected = node.putObject("expected");
    expected.put("width", request.width());
    expected.put("height", request.height());
    row.result()
        .ifPresentOrElse(
            made -> node.set("result", result(row, made)), () -> node.putNull("result"));
    ArrayNode files = node.putArray("files");
    ArrayNode notes = node.putArray("notes");
    row.result()
        .ifPresent(
            made -> {
              made.files().forEach(file -> files.add(file(row, file)));
              made.notes().forEach(notes::add);
            });
    row.error().ifPresentOrElse(text -> node.put("error", text), () -> node.putNull("error"));
    return node;
  }

  private void progress(ObjectNode node, JobRow row) {
    if (row.state() == JobState.QUEUED) {
      node.put("position", store.before(row));
    } else {
      node.putNull("position");
    }
    double share =
        switch (row.state()) {
          case COMPLETED -> 1;
          case GENERATING -> worker.running(row.id()).map(Running::share).orElse(0.0);
          default -> 0;
        };
    node.put("share", Math.floor(share * PER_MILLE) / PER_MILLE);
    OptionalDouble left = worker.left(row);
    if (left.isPresent()) {
      node.put("eta", Math.round(left.getAsDouble() * TENTHS) / TENTHS);
    } else {
      node.putNull("eta");
    }
  }

  private static ObjectNode input(JobRow row) {
    StoredInput input = row.request().input();
    return picture(
        input.width(),
        input.height(),
        input.frames(),
        new StoredFile(row.request().name(), input.bytes(), input.type()),
        href(row) + "/input");
  }

  private static ObjectNode result(JobRow row, StoredResult made) {
    return picture(
        made.width(),
        made.height(),
        made.frames(),
        new StoredFile(row.request().saved(), made.file().bytes(), made.file().type()),
        href(row) + "/result");
  }

  private static ObjectNode picture(
      int width, int height, int frames, StoredFile file, String href) {
    ObjectNode node = Json.object();
    node.put("width", width);
    node.put("height", height);
    node.put("frames", frames);
    node.put("bytes", file.bytes());
    node.put("type", file.type());
    node.put("href", href);
    node.put("name", file.name());
    return node;
  }

  private static ObjectNode file(JobRow row, StoredFile file) {
    ObjectNode node = Json.object();
    node.put("name", file.name());
    node.put("bytes", file.bytes());
    node.put("type", file.type());
    node.put("href", href(row) + "/files/" + file.name());
    return node;
  }

  private static void time(ObjectNode node, String name, Optional<Instant> time) {
    time.ifPresentOrElse(t -> node.put(name, t.toString()), () -> node.putNull(name));
  }
}
