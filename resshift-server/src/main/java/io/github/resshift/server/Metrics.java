package io.github.resshift.server;

import io.github.resshift.server.store.JobState;
import io.github.resshift.server.store.JobStore;
import io.javalin.http.Context;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;

/** Figures for Prometheus. Thread-safe. */
final class Metrics {
  private static final String BEGIN = "resshift.begin";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  Metrics(JobStore store, Worker worker, Outcomes outcomes) {
    Gauge.builder("resshift.queue.length", store, JobStore::waiting)
        .description("Jobs that wait")
        .register(registry);
    Gauge.builder("resshift.jobs.generating", worker, Worker::busy)
        .description("Jobs that are worked on")
        .register(registry);
    Gauge.builder("resshift.disk.bytes", store, JobStore::bytes)
        .description("Bytes of inputs and results")
        .baseUnit("bytes")
        .register(registry);
    new JvmMemoryMetrics().bindTo(registry);
    for (JobState state : JobState.values()) {
      if (state.isFinal()) {
        jobs(state); // known from the beginning, at zero
      }
    }
    outcomes.whenEnded(
        row ->
            jobs(row.state())
                .record(
                    Duration.between(
                        row.started().orElse(row.created()), row.ended().orElse(Instant.now()))));
  }

  private Timer jobs(JobState state) {
    return Timer.builder("resshift.jobs")
        .description("Jobs that ended, and how long work on them took")
        .tag("state", state.word())
        .register(registry);
  }

  /** A request begins. */
  static void begin(Context ctx) {
    ctx.attribute(BEGIN, System.nanoTime());
  }

  /** A request ends. */
  void end(Context ctx) {
    Long begin = ctx.attribute(BEGIN);
    if (begin != null) {
      Timer.builder("resshift.http")
          .description("Requests that were answered")
          .tag("route", route(ctx))
          .tag("method", ctx.method().name())
          .tag("status", Integer.toString(ctx.statusCode()))
          .register(registry)
          .record(Duration.ofNanos(System.nanoTime() - begin));
    }
  }

  /** The pattern and not the address, of which there are endless ones. */
  private static String route(Context ctx) {
    var last = ctx.endpoints().matchedHttpEndpoint();
    return last == null ? "none" : last.path;
  }

  String text() {
    return registry.scrape();
  }
}
