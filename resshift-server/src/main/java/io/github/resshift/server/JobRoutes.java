package io.github.resshift.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.resshift.catalog.Task;
import io.github.resshift.image.PictureFormat;
import io.github.resshift.jobs.JobSettings;
import io.github.resshift.server.store.JobFolders;
import io.github.resshift.server.store.JobRow;
import io.github.resshift.server.store.JobState;
import io.github.resshift.server.store.JobStore;
import io.github.resshift.server.store.StoredFile;
import io.github.resshift.server.store.StoredInput;
import io.github.resshift.server.store.StoredResult;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Handing in jobs, looking at them, ending them. Thread-safe. */
final class JobRoutes {
  static final String IDEMPOTENCY = "Idempotency-Key";

  private static final int ACCEPTED = 202;
  private static final int OK = 200;
  private static final int NO_CONTENT = 204;
  private static final int SHOWN = 100;
  private static final int MOST_SHOWN = 1000;
  private static final Pattern ID = Pattern.compile("[a-z2-7]{26}");
  private static final Pattern KEY = Pattern.compile("[!-~]{1,128}");

  private final ServerLimits limits;
  private final Uploads uploads;
  private final JobDesk desk;
  private final JobStore store;
  private final JobFolders folders;
  private final Worker worker;
  private final JobView view;
  private final Downloads downloads;

  JobRoutes(
      ServerLimits limits,
      Uploads uploads,
      JobDesk desk,
      JobStore store,
      JobFolders folders,
      Worker worker,
      JobView view,
      Downloads downloads) {
    this.limits = limits;
    this.uploads = uploads;
    this.desk = desk;
    this.store = store;
    this.folders = folders;
    this.worker = worker;
    this.view = view;
    this.downloads = downloads;
  }

  void set(RoutesConfig routes) {
    routes.post("/v1/jobs", this::submit);
    routes.get("/v1/jobs", this::list);
    routes.get("/v1/jobs/{id}", ctx -> json(ctx, view.of(require(ctx))));
    routes.delete("/v1/jobs/{id}", this::delete);
    routes.post("/v1/jobs/{id}/cancel", this::cancel);
    routes.get("/v1/jobs/{id}/input", this::input);
    routes.get("/v1/jobs/{id}/result", this::result);
    routes.get("/v1/jobs/{id}/files/{file}", this::file);
  }

  private void submit(Context ctx) throws IOException {
    JobDesk.Taken taken = take(ctx, Optional.empty(), PictureFormat.PNG);
    ctx.header("Location", JobView.href(taken.row()));
    json(ctx.status(taken.isNew() ? ACCEPTED : OK), view.of(taken.row()));
  }

  /**
   * Takes the work of a request.
   *
   * @param known the task, if the address tells it
   * @param usual the format where none is named
   */
  JobDesk.Taken take(Context ctx, Optional<Task> known, PictureFormat usual) throws IOException {
    worker.requireOpen();
    Optional<String> key = Optional.ofNullable(ctx.header(IDEMPOTENCY));
    if (key.isPresent() && !KEY.matcher(key.get()).matches()) {
      throw bad("'Idempotency-Key' must have 1 to 128 visible ASCII characters.");
    }
    try (Upload upload = uploads.read(ctx)) {
      Map<String, List<String>> values = upload.values();
      Optional<String> task = single(values, "task");
      if (known.isPresent() && task.isPresent()) {
        throw bad("'task' is told by the address; leave it out.");
      }
      Optional<String> format = single(values, "format");
      return desk.take(
          new Submission(
              known.or(() -> task.map(JobRoutes::task)).orElse(Task.SUPER_RESOLUTION),
              upload.name(),
              values,
              format.map(JobRoutes::format).orElse(usual),
              upload.picture(),
              upload.mask(),
              key));
    }
  }

  /** Takes a value that is no setting out of the settings. */
  private static Optional<String> single(Map<String, List<String>> values, String name) {
    List<String> texts = values.remove(name);
    if (texts == null) {
      return Optional.empty();
    }
    if (texts.size() != 1) {
      throw bad("'" + name + "' must be given once.");
    }
    return Optional.of(texts.get(0));
  }

  private static Task task(String word) {
    return Arrays.stream(Task.values())
        .filter(task -> JobSettings.command(task).equals(word))
        .findFirst()
        .orElseThrow(() -> bad("'task' must be upscale, inpaint or face."));
  }

  private static PictureFormat format(String word) {
    return Arrays.stream(PictureFormat.values())
        .filter(format -> JobView.word(format).equalsIgnoreCase(word))
        .findFirst()
        .orElseThrow(() -> bad("'format' must be png, jpeg, tiff or webp."));
  }

  private void list(Context ctx) {
    Optional<JobState> state = Optional.ofNullable(ctx.queryParam("state")).map(JobRoutes::state);
    ObjectNode node = Json.object();
    ArrayNode jobs = node.putArray("jobs");
    store.list(state, shown(ctx.queryParam("limit"))).forEach(row -> jobs.add(view.of(row)));
    ObjectNode queue = node.putObject("queue");
    queue.put("length", store.waiting());
    queue.put("limit", limits.queue());
    queue.put("generating", worker.busy());
    json(ctx, node);
  }

  private static JobState state(String word) {
    return Arrays.stream(JobState.values())
        .filter(state -> state.word().equals(word))
        .findFirst()
        .orElseThrow(
            () -> bad("'state' must be queued, generating, completed, failed or cancelled."));
  }

  private static int shown(String text) {
    try {
      int number = text == null ? SHOWN : Integer.parseInt(text);
      if (number >= 1 && number <= MOST_SHOWN) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw bad("'limit' must be from 1 to " + MOST_SHOWN + ".");
    }
    throw bad("'limit' must be from 1 to " + MOST_SHOWN + ".");
  }

  private void delete(Context ctx) throws IOException {
    worker.delete(find(ctx));
    ctx.status(NO_CONTENT);
  }

  private void cancel(Context ctx) {
    JobRow row = require(ctx);
    if (!worker.cancel(row)) {
      throw new Refusal(Refusal.CONFLICT, "The job is " + row.state().word() + " already.");
    }
    json(ctx, view.of(store.find(row.id()).orElseThrow(JobRoutes::unknown)));
  }

  private void input(Context ctx) throws IOException {
    JobRow row = require(ctx);
    StoredInput input = row.request().input();
    downloads.send(ctx, folders.input(row.id()), input.type(), row.request().name());
  }

  private void result(Context ctx) throws IOException {
    sendResult(ctx, require(ctx));
  }

  /** Sends the result of a job that is completed. */
  void sendResult(Context ctx, JobRow row) throws IOException {
    StoredResult made = completed(row);
    downloads.send(
        ctx,
        folders.result(row.id()).resolve(made.file().name()),
        made.file().type(),
        row.request().saved());
  }

  private void file(Context ctx) throws IOException {
    JobRow row = require(ctx);
    String name = ctx.pathParam("file");
    StoredFile file =
        completed(row).files().stream()
            .filter(known -> known.name().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    new Refusal(
                        Refusal.NOT_FOUND, "The job has no such file; 'files' lists them."));
    // The name is one of ours here.
    downloads.send(
        ctx,
        folders.result(row.id()).resolve(file.name()),
        file.type(),
        CleanName.stem(row.request().saved()) + "-" + file.name());
  }

  private static StoredResult completed(JobRow row) {
    return row.result()
        .orElseThrow(
            () -> {
              String why = row.error().map(error -> ": " + error).orElse(", so it has no result.");
              return new Refusal(Refusal.CONFLICT, "The job is " + row.state().word() + why);
            });
  }

  /**
   * The job of the address.
   *
   * @throws Refusal if there is none, or its files are gone
   */
  JobRow require(Context ctx) {
    JobRow row = find(ctx);
    if (row.gone()) {
      throw Downloads.gone();
    }
    return row;
  }

  private JobRow find(Context ctx) {
    String id = ctx.pathParam("id");
    if (!ID.matcher(id).matches()) {
      throw unknown();
    }
    return store.find(id).orElseThrow(JobRoutes::unknown);
  }

  private static Refusal unknown() {
    return new Refusal(Refusal.NOT_FOUND, "There is no such job.");
  }

  static void json(Context ctx, ObjectNode node) {
    ctx.contentType("application/json").result(Json.bytes(node));
  }

  private static Refusal bad(String sentence) {
    return new Refusal(Refusal.BAD_REQUEST, sentence);
  }
}
