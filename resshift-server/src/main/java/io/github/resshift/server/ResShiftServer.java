package io.github.resshift.server;

import io.github.resshift.catalog.ModelCatalog;
import io.github.resshift.catalog.Task;
import io.github.resshift.jobs.JobSettings;
import io.github.resshift.server.store.FolderLock;
import io.github.resshift.server.store.JobFolders;
import io.github.resshift.server.store.JobStore;
import io.github.resshift.server.store.StoreException;
import io.github.resshift.tensor.SystemMemory;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.HandlerType;
import io.javalin.util.JavalinBindException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running server. Thread-safe. */
public final class ResShiftServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ResShiftServer.class);
  private static final int NO_CONTENT = 204;
  private static final long TIDY_SECONDS = 10;

  /**
   * Of the memory that there is, decoded pictures may take a quarter; the rest is the network's.
   */
  private static final int PICTURES_SHARE = 4;

  private final ServerSettings settings;
  private final FolderLock lock;
  private final JobStore store;
  private final Services services = new Services();
  private final Outcomes outcomes = new Outcomes();
  private final Worker worker;
  private final EventRoutes events;
  private final SlowSenders slow;
  private final Javalin javalin;
  private final ScheduledExecutorService clock;
  private boolean closed;

  private ResShiftServer(ServerSettings settings, FolderLock lock, JobStore store)
      throws IOException {
    this.settings = settings;
    this.lock = lock;
    this.store = store;
    ServerLimits limits = settings.limits();
    JobFolders folders = new JobFolders(settings.data());
    Offer offer = new Offer(ModelCatalog.standard(), settings.models());
    JobRules rules = new JobRules(offer, settings.restore(), limits);
    worker =
        new Worker(
            store,
            folders,
            new JobRun(rules, folders, services),
            new MemoryShare(memory(settings) / PICTURES_SHARE),
            outcomes,
            settings.keep());
    Room room = new Room(store, folders, limits.diskBytes(), outcomes::changed);
    JobDesk desk = new JobDesk(limits, offer, rules, store, folders, room, worker);
    slow = new SlowSenders(limits);
    Uploads uploads = new Uploads(folders, limits, slow);
    JobView view = new JobView(store, worker);
    Metrics metrics = new Metrics(store, worker, outcomes);
    JobRoutes jobs =
        new JobRoutes(
            limits,
            uploads,
            desk,
            store,
            folders,
            worker,
            view,
            new Downloads(folders, limits.resultPixels()));
    events = new EventRoutes(jobs, store, view, outcomes, limits.idle());
    QueuedThreadPool threads = HttpSetup.threads(limits);
    Guard guard = new Guard(settings);
    javalin =
        Javalin.create(
            config -> {
              HttpSetup.set(config, settings, threads, slow, folders.incoming());
              before(config, guard, metrics);
              jobs.set(config.routes);
              events.set(config.routes);
              new WorkRoutes(limits, jobs, store, view, outcomes, threads).set(config.routes);
              new SdRoutes(limits, uploads, offer, desk, store, folders, outcomes, threads)
                  .set(config.routes);
              new InfoRoutes(settings, offer, worker, metrics).set(config.routes);
              Problems.set(config);
            });
    worker.start();
    clock =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "tidy");
              thread.setDaemon(true);
              return thread;
            });
    clock.scheduleWithFixedDelay(() -> tidy(room), 0, TIDY_SECONDS, TimeUnit.SECONDS);
  }

  /**
   * Starts a server; it takes requests when this returns.
   *
   * @throws io.github.resshift.ResShiftException if folder or port are in use, a setting is none,
   *     or it would listen beyond this machine without a token: one sentence
   */
  public static ResShiftServer start(ServerSettings settings) {
    if (!Guard.isLocal(settings.host()) && settings.token().isEmpty()) {
      throw new StoreException(
          "Listening at '%s' lets others in; choose a --token for it, or leave --host out."
              .formatted(settings.host()));
    }
    FolderLock lock = FolderLock.of(settings.data());
    ResShiftServer server = null;
    JobStore store = null;
    try {
      store = JobStore.open(settings.data().resolve("jobs.sqlite"));
      server = new ResShiftServer(settings, lock, store);
      server.javalin.start();
      return server;
    } catch (IOException | RuntimeException e) {
      release(server, store, lock);
      throw explained(e, settings);
    }
  }

  /** Whether an address is one that only this machine reaches. */
  public static boolean isLocal(String host) {
    return Guard.isLocal(host);
  }

  private static RuntimeException explained(Exception e, ServerSettings settings) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof JavalinBindException || cause instanceof java.net.BindException) {
        return new StoreException(
            "Port %d of %s cannot be used (%s); choose another --port."
                .formatted(settings.port(), settings.host(), reason(cause)),
            e);
      }
    }
    return e instanceof RuntimeException known
        ? known
        : new StoreException(
            "The folder '%s' cannot be used (%s); choose another --data."
                .formatted(settings.data(), e.getMessage()),
            e);
  }

  private static String reason(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage();
  }

  private static void release(ResShiftServer server, JobStore store, FolderLock lock) {
    try {
      if (server != null) {
        server.close();
      } else {
        if (store != null) {
          store.close();
        }
        lock.close();
      }
    } catch (IOException e) {
      LOG.warn("the folder could not be let go", e);
    }
  }

  private static void before(JavalinConfig config, Guard guard, Metrics metrics) {
    config.routes.before(
        ctx -> {
          Metrics.begin(ctx);
          guard.check(ctx);
          if (ctx.method() == HandlerType.OPTIONS) {
            ctx.status(NO_CONTENT).skipRemainingHandlers();
          }
        });
    config.requestLogger.http((ctx, millis) -> metrics.end(ctx));
  }

  /** Bytes that this process may take. */
  private static long memory(ServerSettings settings) {
    Map<String, List<String>> own = new TreeMap<>();
    settings.restore().forEach((name, text) -> own.put(name, List.of(text)));
    long heap = Runtime.getRuntime().maxMemory();
    long there =
        JobSettings.of(Task.SUPER_RESOLUTION, own, JobRules::spelled)
            .restore()
            .memory()
            .orElse(SystemMemory.available().orElse(heap));
    return Math.min(heap, there);
  }

  private static void tidy(Room room) {
    try {
      room.tidy();
    } catch (IOException | RuntimeException e) {
      LOG.error("files that have expired could not be deleted", e);
    }
  }

  /** Methods and paths of all routes, such as {@code GET /v1/jobs}. */
  List<String> routes() {
    return javalin.unsafe.internalRouter.allHttpHandlers().stream()
        .map(handler -> handler.endpoint)
        .filter(endpoint -> !endpoint.method.equals(HandlerType.BEFORE))
        .map(endpoint -> endpoint.method.name() + " " + endpoint.path)
        .toList();
  }

  /** The port that it listens at. */
  public int port() {
    return javalin.port();
  }

  /**
   * Ends in good order: takes no new work, lets what runs go on for {@link ServerLimits#parking},
   * puts the rest back into the queue for the next start.
   */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    clock.shutdownNow();
    boolean idle = false;
    try {
      idle = worker.finish(settings.limits().parking());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    worker.close();
    events.close();
    javalin.stop();
    slow.close();
    if (idle) {
      services.close();
      store.close();
    }
    // Else the process ends with work on a thread; the table is safe at every moment.
    try {
      lock.close();
    } catch (IOException e) {
      LOG.warn("the folder could not be let go", e);
    }
  }
}
