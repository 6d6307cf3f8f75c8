package io.github.resshift.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.resshift.server.store.JobRow;
import io.github.resshift.server.store.JobState;
import io.github.resshift.server.store.JobStore;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** What happens to jobs, as server-sent events. Thread-safe. */
final class EventRoutes implements AutoCloseable {
  /** A thread each, because a reader may be slow. */
  private static final int MOST_STREAMS = 64;

  private static final Duration PAUSE = Duration.ofMillis(250);

  private final JobRoutes jobs;
  private final JobStore store;
  private final JobView view;
  private final Outcomes outcomes;
  private final Duration alive;
  private final AtomicInteger streams = new AtomicInteger();
  private final Set<Stream> open = java.util.concurrent.ConcurrentHashMap.newKeySet();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "events");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * Streams of a server.
   *
   * @param idle how long a connection may be silent
   */
  EventRoutes(JobRoutes jobs, JobStore store, JobView view, Outcomes outcomes, Duration idle) {
    this.alive = idle.dividedBy(3);
    this.jobs = jobs;
    this.store = store;
    this.view = view;
    this.outcomes = outcomes;
  }

  void set(RoutesConfig routes) {
    routes.get("/v1/jobs/{id}/events", ctx -> begin(ctx, Optional.of(jobs.require(ctx).id())));
    routes.get("/v1/events", ctx -> begin(ctx, Optional.empty()));
  }

  private void begin(Context ctx, Optional<String> only) throws IOException {
    if (streams.incrementAndGet() > MOST_STREAMS) {
      streams.decrementAndGet();
      throw new Refusal(
          Refusal.UNAVAILABLE, "Too many streams of events are open; look at the job instead.", 5);
    }
    ctx.contentType("text/event-stream");
    ctx.header("X-Accel-Buffering", "no");
    ctx.disableCompression();
    ctx.res().flushBuffer();
    Stream stream = new Stream(ctx, only);
    open.add(stream);
    ctx.future(
        () -> {
          threads.execute(stream::run);
          return stream.done;
        });
  }

  /** One reader. Changes that come while it is written to are told once. */
  private final class Stream {
    private final Context ctx;
    private final OutputStream out;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private final Optional<String> only;
    private final Set<String> changed = new LinkedHashSet<>();
    private boolean ended;

    Stream(Context ctx, Optional<String> only) throws IOException {
      this.ctx = ctx;
      this.out = ctx.res().getOutputStream();
      this.only = only;
    }

    void run() {
      Consumer<String> listener = this::changed;
      outcomes.listen(listener);
      try {
        List<String> first = new ArrayList<>();
        only.ifPresentOrElse(
            first::add,
            () -> {
              store
                  .list(Optional.of(JobState.GENERATING), Integer.MAX_VALUE)
                  .forEach(row -> first.add(row.id()));
              store.queue().forEach(row -> first.add(row.id()));
            });
        boolean more = tell(first);
        while (more) {
          more = tell(await());
        }
        if (Answers.waits(ctx)) {
          done.complete(null);
        }
      } catch (IOException e) {
        return; // the reader has gone, and with it the request: there is nothing to complete
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        outcomes.forget(listener);
        open.remove(this);
        streams.decrementAndGet();
      }
    }

    private synchronized void changed(String id) {
      if (only.isEmpty() || id.equals(Outcomes.QUEUE) || only.get().equals(id)) {
        changed.add(id);
        notifyAll();
      }
    }

    synchronized void end() {
      ended = true;
      notifyAll();
    }

    /** Ids of jobs that changed; none when nothing happened for some time. */
    private List<String> await() throws InterruptedException {
      Thread.sleep(PAUSE.toMillis());
      synchronized (this) {
        if (changed.isEmpty() && !ended) {
          wait(alive.toMillis());
        }
        List<String> ids = new ArrayList<>(changed);
        changed.clear();
        return ids;
      }
    }

    /** False when there is nothing more to tell. */
    private boolean tell(List<String> ids) throws IOException {
      if (ids.isEmpty()) {
        out.write(":\n\n".getBytes(StandardCharsets.UTF_8));
      }
      boolean more = true;
      for (String id : ids) {
        if (id.equals(Outcomes.QUEUE)) {
          for (JobRow row : waiting()) {
            job(row);
          }
        } else {
          more &= tell(id);
        }
      }
      out.flush();
      synchronized (this) {
        return more && !ended;
      }
    }

    /** Those of the jobs of this stream whose place may have changed. */
    private List<JobRow> waiting() {
      return only.map(
              id -> store.find(id).filter(row -> row.state() == JobState.QUEUED).stream().toList())
          .orElseGet(store::queue);
    }

    private boolean tell(String id) throws IOException {
      Optional<JobRow> row = store.find(id);
      if (row.isEmpty() || row.get().gone()) {
        ObjectNode gone = Json.object();
        gone.put("id", id);
        event("gone", gone);
        return only.isEmpty();
      }
      job(row.get());
      return only.isEmpty() || !row.get().state().isFinal();
    }

    private void job(JobRow row) throws IOException {
      event("job", view.of(row));
    }

    private void event(String name, ObjectNode data) throws IOException {
      out.write(("event: " + name + "\ndata: ").getBytes(StandardCharsets.UTF_8));
      out.write(Json.bytes(data));
      out.write("\n\n".getBytes(StandardCharsets.UTF_8));
    }
  }

  /** Ends all streams; the state of the table is told before. */
  @Override
  public void close() {
    open.forEach(Stream::end);
    threads.shutdown();
  }
}
