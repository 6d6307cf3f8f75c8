package io.github.resshift.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.github.resshift.ResShiftException;
import io.github.resshift.catalog.Task;
import io.github.resshift.image.Limits;
import io.github.resshift.image.Picture;
import io.github.resshift.image.PictureFormat;
import io.github.resshift.image.PictureReader;
import io.github.resshift.image.PictureWriter;
import io.github.resshift.image.SourcePicture;
import io.github.resshift.jobs.JobOption;
import io.github.resshift.server.store.JobFolders;
import io.github.resshift.server.store.JobRow;
import io.github.resshift.server.store.JobStore;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.awt.image.BufferedImage;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;

/**
 * The part of AUTOMATIC1111's interface that enlarges pictures, for the clients that there are.
 * Each picture is a job like any other. Thread-safe.
 */
final class SdRoutes {
  /** Such bodies are in memory as texts, unlike others. */
  private static final long MOST_BYTES = 64L << 20;

  private final ServerLimits limits;
  private final Uploads uploads;
  private final Offer offer;
  private final JobDesk desk;
  private final JobStore store;
  private final JobFolders folders;
  private final Outcomes outcomes;
  private final Executor threads;
  private final Semaphore turn = new Semaphore(1, true);

  SdRoutes(
      ServerLimits limits,
      Uploads uploads,
      Offer offer,
      JobDesk desk,
      JobStore store,
      JobFolders folders,
      Outcomes outcomes,
      Executor threads) {
    this.limits = limits;
    this.uploads = uploads;
    this.offer = offer;
    this.desk = desk;
    this.store = store;
    this.folders = folders;
    this.outcomes = outcomes;
    this.threads = threads;
  }

  void set(RoutesConfig routes) {
    routes.get("/sdapi/v1/upscalers", this::upscalers);
    routes.post("/sdapi/v1/extra-single-image", ctx -> work(ctx, true));
    routes.post("/sdapi/v1/extra-batch-images", ctx -> work(ctx, false));
  }

  private void upscalers(Context ctx) {
    ArrayNode list = Json.object().putArray("upscalers");
    for (Offer.Model model : offer.all()) {
      if (model.ready() && model.task() == Task.SUPER_RESOLUTION) {
        var item = list.addObject();
        item.put("name", model.name());
        item.putNull("model_name");
        item.putNull("model_path");
        item.putNull("model_url");
        item.put("scale", (double) model.description().scale());
      }
    }
    ctx.contentType("application/json").result(Json.bytes(list));
  }

  /** The answer as it grows; in a file, since pictures in base64 are long. */
  private static final class Answer {
    private final Path file;
    private final OutputStream out;
    private final boolean single;
    private final SdRequest request;
    private final String model;
    private int pictures;

    Answer(Path file, boolean single, SdRequest request, String model) throws IOException {
      this.file = file;
      this.single = single;
      this.request = request;
      this.model = model;
      out =
          new BufferedOutputStream(
              Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
      out.write(bytes(single ? "{\"image\":" : "{\"images\":["));
    }

    void add(Path picture) throws IOException {
      out.write(bytes(pictures++ > 0 ? ",\"" : "\""));
      // Closing it writes the rest of the picture and must not close the file.
      OutputStream open =
          new java.io.FilterOutputStream(out) {
            @Override
            public void write(byte[] b, int from, int length) throws IOException {
              out.write(b, from, length);
            }

            @Override
            public void close() throws IOException {
              flush();
            }
          };
      try (OutputStream coded = Base64.getEncoder().wrap(open)) {
        Files.copy(picture, coded);
      }
      out.write('"');
    }

    void end() throws IOException {
      String info = "Enlarged by the model " + model + ".";
      if (!request.upscaler().equals(model) && !request.upscaler().equals(SdRequest.NONE)) {
        info += " There is no upscaler of the name that was asked for.";
      }
      if (!request.ignored().isEmpty()) {
        info += " Not done: " + String.join(", ", request.ignored()) + ".";
      }
      out.write(bytes((single ? "" : "]") + ",\"html_info\":"));
      out.write(Json.bytes(Json.object().textNode(info)));
      out.write('}');
      out.close();
    }

    private static byte[] bytes(String text) {
      return text.getBytes(StandardCharsets.US_ASCII);
    }

    void discard() {
      try {
        delete();
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }

    void delete() throws IOException {
      out.close();
      Files.deleteIfExists(file);
    }
  }

  private void work(Context ctx, boolean single) throws IOException {
    SdBody body = body(ctx);
    Answer answer;
    try {
      String wanted = single ? "image" : "imageList";
      if (body.pictures().isEmpty() || single && body.pictures().size() > 1) {
        throw new Refusal(Refusal.BAD_REQUEST, "The body has no '" + wanted + "' with a picture.");
      }
      SdRequest request = SdRequest.of(body.fields());
      answer = new Answer(folders.arriving(), single, request, model(request));
    } catch (IOException | RuntimeException e) {
      body.close();
      throw e;
    }
    CompletableFuture<Void> all = next(body, answer, 0);
    all.whenComplete((done, failure) -> close(body));
    Answers.later(
        ctx, all, (done, failure) -> finish(ctx, answer, failure), answer::discard, threads);
  }

  private static void close(SdBody body) {
    try {
      body.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private SdBody body(Context ctx) throws IOException {
    String type = ctx.contentType();
    if (type == null || !type.startsWith("application/json")) {
      throw new Refusal(Refusal.WRONG_TYPE, "The content type must be application/json.");
    }
    long most = Math.min(MOST_BYTES, limits.bodyBytes());
    if (ctx.req().getContentLengthLong() > most) {
      throw Uploads.tooLarge(most);
    }
    Path arrived = uploads.save(ctx.bodyInputStream(), most);
    turn.acquireUninterruptibly();
    try {
      return SdBody.read(arrived, uploads, most);
    } finally {
      turn.release();
      Files.deleteIfExists(arrived);
    }
  }

  /**
   * The model of that name; clients know names of other programs, for which there is the usual one.
   */
  private String model(SdRequest request) {
    return offer.all().stream()
        .filter(model -> model.ready() && model.task() == Task.SUPER_RESOLUTION)
        .map(Offer.Model::name)
        .filter(request.upscaler()::equals)
        .findFirst()
        .orElseGet(() -> offer.usual(Task.SUPER_RESOLUTION));
  }

  /** One after the other, so that a long list does not fill the queue. */
  private CompletableFuture<Void> next(SdBody body, Answer answer, int index) {
    if (index == body.pictures().size()) {
      return CompletableFuture.completedFuture(null);
    }
    try {
      JobRow row = take(body, answer, index);
      return outcomes
          .end(row.id(), () -> store.find(row.id()))
          .thenComposeAsync(
              done -> {
                add(answer, done);
                return next(body, answer, index + 1);
              },
              threads);
    } catch (IOException | RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private JobRow take(SdBody body, Answer answer, int index) throws IOException {
    Path picture = body.pictures().get(index);
    Map<String, List<String>> values;
    try {
      values =
          answer.request.values(new PictureReader(new Limits(limits.maxPixels())).header(picture));
    } catch (ResShiftException e) {
      throw new Refusal(
          Refusal.UNUSABLE, e.getMessage().replace(picture.toString(), body.names().get(index)));
    }
    values.put(JobOption.MODEL.key(), List.of(answer.model));
    return desk.take(
            new Submission(
                Task.SUPER_RESOLUTION,
                body.names().get(index),
                values,
                PictureFormat.PNG,
                picture,
                Optional.empty(),
                Optional.empty()))
        .row();
  }

  private void add(Answer answer, JobRow row) {
    WorkRoutes.requireDone(row);
    List<Path> passing = new ArrayList<>();
    try {
      Path file =
          folders.result(row.id()).resolve(row.result().orElseThrow(Downloads::gone).file().name());
      if (answer.request.toSize() && answer.request.crop()) {
        Path cropped = folders.arriving();
        passing.add(cropped);
        crop(file, cropped, answer.request);
        file = cropped;
      }
      answer.add(file);
    } catch (java.nio.file.NoSuchFileException e) {
      throw Downloads.gone();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } finally {
      passing.forEach(path -> path.toFile().delete());
    }
  }

  /** The middle of a picture that covers the size. */
  private void crop(Path file, Path to, SdRequest request) throws IOException {
    SourcePicture source = new PictureReader(new Limits(limits.resultPixels())).load(file);
    BufferedImage all = source.picture().toBufferedImage();
    int width = Math.min(request.width(), all.getWidth());
    int height = Math.min(request.height(), all.getHeight());
    Picture middle =
        Picture.of(
            all.getSubimage(
                (all.getWidth() - width) / 2, (all.getHeight() - height) / 2, width, height));
    PictureWriter.write(
        middle, source.metadata(), to, PictureFormat.PNG, PictureWriter.DEFAULT_QUALITY);
  }

  private static void finish(Context ctx, Answer answer, Throwable failure) {
    try {
      if (failure == null) {
        answer.end();
        ctx.contentType("application/json")
            .result(Files.newInputStream(answer.file, StandardOpenOption.DELETE_ON_CLOSE));
      } else {
        answer.delete();
        Problems.answer(ctx, failure);
      }
    } catch (IOException e) {
      Problems.answer(ctx, e);
    }
  }
}
