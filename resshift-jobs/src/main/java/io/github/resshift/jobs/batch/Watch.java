package io.github.resshift.jobs.batch;

import io.github.resshift.ResShiftException;
import io.github.resshift.jobs.batch.BatchPlan.Item;
import io.github.resshift.jobs.batch.BatchPlan.Unusable;
import io.github.resshift.jobs.batch.Inputs.Problem;
import io.github.resshift.jobs.batch.Inputs.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * Work that does not end: what the inputs mean is looked for again and again, and a picture's turn
 * comes when it has stopped changing. A file that changes later is a new picture. Looking works on
 * every file system, network drives included. Not thread-safe.
 */
public final class Watch implements Iterator<Item> {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Supplier<Inputs> find;
  private final BiFunction<Inputs, Integer, BatchPlan> planner;
  private final Cancellation cancellation;
  private final long settleMillis;
  private final long pauseMillis;
  private final Map<Path, Seen> seen = new HashMap<>();
  private final Set<Problem> told = new HashSet<>();
  private final ArrayDeque<Item> ready = new ArrayDeque<>();
  private int planned;

  /** A version of a file, since when it has been so, and whether its turn has come. */
  private record Seen(long bytes, long modified, long since, boolean taken) {}

  /**
   * A watch over inputs.
   *
   * @param find looks for the pictures that the inputs mean
   * @param planner plans the work on some of them; takes how many were planned before, too
   * @param settleMillis how long a file must not have changed
   * @param pauseMillis time between two looks
   */
  public Watch(
      Supplier<Inputs> find,
      BiFunction<Inputs, Integer, BatchPlan> planner,
      Cancellation cancellation,
      long settleMillis,
      long pauseMillis) {
    this.find = find;
    this.planner = planner;
    this.cancellation = cancellation;
    this.settleMillis = settleMillis;
    this.pauseMillis = pauseMillis;
  }

  /** Waits until there is something to do; false when the run is cancelled. */
  @Override
  public boolean hasNext() {
    while (ready.isEmpty()) {
      if (cancellation.requested()) {
        return false;
      }
      look();
      if (ready.isEmpty() && !pause()) {
        return false;
      }
    }
    return !cancellation.requested();
  }

  @Override
  public Item next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ready.poll();
  }

  private void look() {
    Inputs inputs = find.get();
    List<Source> settled = new ArrayList<>();
    for (Source source : inputs.pictures()) {
      if (settled(source.file())) {
        settled.add(source);
      }
    }
    if (!settled.isEmpty()) {
      plan(settled);
    }
    for (Problem problem : inputs.problems()) {
      // That there are no pictures yet is no problem here.
      if (!problem.empty() && told.add(problem)) {
        ready.add(new Unusable(problem.input(), problem.reason()));
      }
    }
  }

  private void plan(List<Source> sources) {
    try {
      ready.addAll(planner.apply(new Inputs(sources, List.of()), planned).items());
    } catch (ResShiftException e) {
      // Names that clash: the watch goes on.
      sources.forEach(source -> ready.add(new Unusable(source.file().toString(), e.getMessage())));
    }
    planned += sources.size();
  }

  private boolean settled(Path file) {
    long bytes;
    long modified;
    try {
      bytes = Files.size(file);
      modified = Files.getLastModifiedTime(file).toMillis();
    } catch (IOException e) {
      return false; // gone again
    }
    Seen before = seen.get(file);
    boolean same = before != null && before.bytes() == bytes && before.modified() == modified;
    long now = System.nanoTime();
    Seen current = same ? before : new Seen(bytes, modified, now, false);
    boolean still =
        now - current.since() >= settleMillis * NANOS_PER_MILLI
            || (before == null && System.currentTimeMillis() - modified >= settleMillis);
    boolean turn = still && !current.taken();
    seen.put(file, turn ? new Seen(bytes, modified, current.since(), true) : current);
    return turn;
  }

  private boolean pause() {
    try {
      Thread.sleep(pauseMillis);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
