package io.github.resshift.spark;

import io.github.resshift.ResShiftException;
import io.github.resshift.jobs.PictureService;
import io.github.resshift.jobs.Pinning;
import io.github.resshift.tensor.Engine;
import io.github.resshift.tensor.SystemMemory;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The restorers of this virtual machine: one for each way of restoring, shared by all tasks, made
 * when the first task needs it and closed when the machine ends. Thread-safe.
 */
final class Restorers {
  private static final Logger LOG = LoggerFactory.getLogger(Restorers.class);

  private static final Map<Assignment.Key, PictureService> OPEN = new HashMap<>();
  private static final ThreadLocal<Integer> THREADS = ThreadLocal.withInitial(() -> 1);
  private static volatile boolean ending;

  private Restorers() {}

  /** Threads for what the calling thread restores from now on. */
  static void threads(int count) {
    THREADS.set(count);
  }

  /** Threads for what the calling thread restores; 1 at first. */
  static int threads() {
    return THREADS.get();
  }

  /** Whether the virtual machine ends, so that work should. */
  static boolean ending() {
    return ending;
  }

  /**
   * The restorer for an assignment.
   *
   * @throws ResShiftException if it cannot be loaded, or the machine has too little memory for it
   */
  static synchronized PictureService of(Assignment assignment) {
    PictureService there = OPEN.get(assignment.key());
    if (there != null) {
      return there;
    }
    PictureService service =
        PictureService.open(
            assignment.job(),
            new Pinning(assignment.device(), assignment.precision(), Restorers::threads));
    try {
      requireMemory(service, assignment);
    } catch (ResShiftException e) {
      service.close();
      throw e;
    }
    keep(assignment, service);
    return service;
  }

  private static void keep(Assignment assignment, PictureService service) {
    if (OPEN.isEmpty()) {
      Runtime.getRuntime().addShutdownHook(new Thread(Restorers::end, "resshift-end"));
      Engine.allocatorHint().ifPresent(LOG::warn);
    }
    OPEN.put(assignment.key(), service);
    LOG.info("{}", service.description());
  }

  /**
   * Takes a restorer that is open already, with {@link #threads()} as its threads.
   *
   * @return whether it was taken; else there is one for this assignment, and the caller closes his
   * @throws ResShiftException if the machine has too little memory for it
   */
  static synchronized boolean adopt(Assignment assignment, PictureService service) {
    if (OPEN.containsKey(assignment.key())) {
      return false;
    }
    requireMemory(service, assignment);
    keep(assignment, service);
    return true;
  }

  /** Better one sentence now than a process that the system kills in the middle. */
  private static void requireMemory(PictureService service, Assignment assignment) {
    OptionalLong there = SystemMemory.available();
    long needed = MemoryNeed.tasks(service.maker(), assignment.slots());
    if (assignment.device().equals("cpu") && there.isPresent() && there.getAsLong() < needed) {
      throw new ResShiftException(
          "This machine has %d MB of memory left, but %d tasks at a time need about %d MB beside the heap; give executors fewer cores, or use a smaller --tile."
              .formatted(there.getAsLong() >> 20, assignment.slots(), needed >> 20));
    }
  }

  private static void end() {
    ending = true;
    synchronized (Restorers.class) {
      OPEN.values().forEach(PictureService::close);
      OPEN.clear();
    }
  }
}
