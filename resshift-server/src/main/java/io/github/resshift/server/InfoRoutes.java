package io.github.resshift.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.resshift.catalog.ModelDescription;
import io.github.resshift.catalog.Task;
import io.github.resshift.image.PictureFormat;
import io.github.resshift.jobs.JobOption;
import io.github.resshift.jobs.JobSettings;
import io.github.resshift.jobs.ProgramVersion;
import io.github.resshift.jobs.ValueKind;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.List;

/** What the server is and can do, and the page. Thread-safe. */
final class InfoRoutes {
  private static final List<String> INPUTS =
      List.of("image/png", "image/jpeg", "image/tiff", "image/webp", "image/gif", "image/bmp");

  private final ServerSettings settings;
  private final Offer offer;
  private final Worker worker;
  private final Metrics metrics;

  InfoRoutes(ServerSettings settings, Offer offer, Worker worker, Metrics metrics) {
    this.settings = settings;
    this.offer = offer;
    this.worker = worker;
    this.metrics = metrics;
  }

  void set(RoutesConfig routes) {
    routes.get("/", ctx -> page(ctx, "index.html"));
    routes.get("/page/{file}", ctx -> page(ctx, ctx.pathParam("file")));
    routes.get(
        "/openapi.json", ctx -> ctx.contentType("application/json").result(PageFiles.openapi()));
    routes.get("/health", this::health);
    routes.get(
        "/metrics",
        ctx -> ctx.contentType("text/plain; version=0.0.4; charset=utf-8").result(metrics.text()));
    routes.get("/v1/models", this::models);
    routes.get("/v1/capabilities", this::capabilities);
  }

  private static void page(Context ctx, String name) {
    PageFiles.PageFile file =
        PageFiles.find(name)
            .orElseThrow(() -> new Refusal(Refusal.NOT_FOUND, "The page has no such file."));
    // Not for long: the next version of the program has another page.
    ctx.header("Cache-Control", "no-cache");
    ctx.contentType(file.type()).result(file.content());
  }

  private void health(Context ctx) {
    boolean open = worker.isOpen();
    ObjectNode node = Json.object();
    node.put("status", open ? "ok" : "ending");
    JobRoutes.json(ctx.status(open ? 200 : Refusal.UNAVAILABLE), node);
  }

  private void models(Context ctx) {
    ObjectNode node = Json.object();
    ArrayNode models = node.putArray("models");
    for (Offer.Model model : offer.all()) {
      ModelDescription description = model.description();
      ObjectNode item = models.addObject();
      item.put("name", model.name());
      item.put("task", JobSettings.command(model.task()));
      item.put("scale", description.scale());
      item.put("steps", description.defaultSteps().orElse(description.steps()));
      item.put("realism", description.defaultRealism());
      item.put("licence", description.licence());
      item.put("note", description.note());
      item.put("ready", model.ready());
      item.put("default", model.name().equals(offer.usual(model.task())));
      model
          .remedy()
          .ifPresentOrElse(text -> item.put("remedy", text), () -> item.putNull("remedy"));
    }
    JobRoutes.json(ctx, node);
  }

  private void capabilities(Context ctx) {
    ObjectNode node = Json.object();
    node.put("version", ProgramVersion.text());
    node.put("device", own(JobOption.DEVICE));
    node.put("precision", own(JobOption.PRECISION));
    ArrayNode inputs = node.putArray("inputs");
    INPUTS.forEach(inputs::add);
    ArrayNode formats = node.putArray("formats");
    for (PictureFormat format : PictureFormat.values()) {
      ObjectNode item = formats.addObject();
      item.put("name", JobView.word(format));
      item.put("type", format.mediaType());
      item.put("suffix", format.suffix());
      item.put("alpha", format != PictureFormat.JPEG);
      item.put("lossless", format == PictureFormat.PNG || format == PictureFormat.TIFF);
    }
    node.put("token", settings.token().isPresent());
    limits(node.putObject("limits"));
    ObjectNode tasks = node.putObject("tasks");
    for (Task task : Task.values()) {
      ArrayNode options = tasks.putArray(JobSettings.command(task));
      JobOption.of(task).stream()
          .filter(ServerOptions::open)
          .forEach(option -> options.add(option(option, task)));
    }
    JobRoutes.json(ctx, node);
  }

  private String own(JobOption option) {
    return settings
        .restore()
        .getOrDefault(option.key(), option.fallback(Task.SUPER_RESOLUTION).orElse("auto"));
  }

  private void limits(ObjectNode node) {
    ServerLimits limits = settings.limits();
    node.put("bodyBytes", limits.bodyBytes());
    node.put("maxPixels", limits.maxPixels());
    node.put("resultPixels", limits.resultPixels());
    node.put("frames", limits.frames());
    node.put("samples", limits.samples());
    node.put("queue", limits.queue());
    node.put("syncPixels", limits.syncPixels());
    node.put("keepSeconds", settings.keep().toSeconds());
    node.put("diskBytes", limits.diskBytes());
    node.put("connections", limits.connections());
    node.put("uploadSeconds", limits.upload().toSeconds());
  }

  private ObjectNode option(JobOption option, Task task) {
    ObjectNode node = Json.object();
    node.put("name", option.key());
    node.put("label", option.label());
    ValueKind kind = option.kind();
    node.put("kind", word(kind));
    if (kind instanceof ValueKind.Whole whole) {
      bound(node, "least", whole.least());
      bound(node, "most", whole.most());
    } else if (kind instanceof ValueKind.Number number) {
      node.put("least", number.least());
      node.put("most", number.most());
    } else {
      node.putNull("least");
      node.putNull("most");
    }
    ArrayNode choices = node.putArray("choices");
    if (kind instanceof ValueKind.OneOf words) {
      words.words().forEach(choices::add);
    }
    node.put("allowed", kind.allowed());
    option
        .fallback(task)
        .map(text -> option == JobOption.MODEL ? offer.usual(task) : text)
        .ifPresentOrElse(text -> node.put("default", text), () -> node.putNull("default"));
    node.put("repeated", option.repeated());
    node.put("description", option.description(task));
    return node;
  }

  /** The ends of the range of 64 bits are no bounds, and no number of JavaScript. */
  private static void bound(ObjectNode node, String name, long bound) {
    if (bound == Long.MIN_VALUE || bound == Long.MAX_VALUE) {
      node.putNull(name);
    } else {
      node.put(name, bound);
    }
  }

  private static String word(ValueKind kind) {
    if (kind instanceof ValueKind.Whole) {
      return "whole";
    } else if (kind instanceof ValueKind.Number) {
      return "number";
    } else if (kind instanceof ValueKind.OneOf || kind instanceof ValueKind.Matching) {
      return "choice";
    } else if (kind instanceof ValueKind.Flag) {
      return "flag";
    } else if (kind instanceof ValueKind.Rectangle) {
      return "box";
    } else if (kind instanceof ValueKind.Memory) {
      return "memory";
    } else if (kind instanceof ValueKind.TileSide) {
      return "tile";
    }
    return "text";
  }
}
