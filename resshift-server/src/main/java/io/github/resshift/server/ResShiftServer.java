package io.github.resshift.server;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import java.util.Map;

/** A running server. Thread-safe. */
public final class ResShiftServer implements AutoCloseable {
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:;"
          + " connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none';"
          + " frame-ancestors 'none'";

  private final Javalin javalin;

  private ResShiftServer(Javalin javalin) {
    this.javalin = javalin;
  }

  /** Starts a server; it takes requests when this returns. */
  public static ResShiftServer start(ServerSettings settings) {
    Javalin javalin = Javalin.create(config -> set(config));
    javalin.start(settings.host(), settings.port());
    return new ResShiftServer(javalin);
  }

  private static void set(JavalinConfig config) {
    config.startup.showJavalinBanner = false;
    config.routes.before(
        ctx -> {
          ctx.header("X-Content-Type-Options", "nosniff");
          ctx.header("Content-Security-Policy", POLICY);
        });
    config.routes.get("/", ctx -> page(ctx, "index.html"));
    config.routes.get("/page/{file}", ctx -> page(ctx, ctx.pathParam("file")));
    config.routes.get(
        "/openapi.json", ctx -> ctx.contentType("application/json").result(PageFiles.openapi()));
    config.routes.get("/health", ctx -> ctx.json(Map.of("status", "ok")));
  }

  private static void page(io.javalin.http.Context ctx, String name) {
    PageFiles.find(name)
        .ifPresentOrElse(
            file -> ctx.contentType(file.type()).result(file.content()), () -> ctx.status(404));
  }

  /** The port that it listens at. */
  public int port() {
    return javalin.port();
  }

  @Override
  public void close() {
    javalin.stop();
  }
}
