package io.github.resshift.train;

import io.github.resshift.Internal;
import io.github.resshift.ResShiftException;
import io.github.resshift.train.data.PhotoCache;
import io.github.resshift.train.data.PhotoList;
import io.github.resshift.train.parallel.Buckets;
import io.github.resshift.train.parallel.Team;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** What the processes of a team must have in common before the first iteration. */
@Internal
public final class TeamStart {
  private TeamStart() {}

  /** Makes or reads a thing that lies in a file: the first process alone, then the others. */
  @FunctionalInterface
  public interface Opening<T> {
    /** Opens it. */
    T open() throws IOException;
  }

  /**
   * Takes the folder of a run in process 0.
   *
   * @param parts gets the lock
   * @throws ResShiftException in every process if another run has it
   */
  public static void take(Team team, Path folder, Opened parts) throws IOException {
    ResShiftException refused = null;
    if (team.isFirst()) {
      try {
        parts.add(RunLock.of(folder), RunLock::close);
      } catch (ResShiftException e) {
        refused = e;
      }
    }
    if (team.any(refused != null)) {
      throw refused != null
          ? refused
          : new ResShiftException(
              "Process 0 of this run found another training run in its folder; it says which one.");
    }
  }

  /** Opens something in process 0 before the others, who then find it finished. */
  public static <T> T firstFirst(Team team, Opening<T> opening) throws IOException {
    if (team.isFirst()) {
      T opened = opening.open();
      team.meet();
      return opened;
    }
    team.meet();
    return opening.open();
  }

  /** Opens the photographs of a run in a folder; its cache is made where it does not fit them. */
  public static PhotoCache photographs(Team team, PhotoList list, Path folder) throws IOException {
    int threads = Runtime.getRuntime().availableProcessors();
    return firstFirst(team, () -> PhotoCache.open(list, folder.resolve("photos.cache"), threads));
  }

  /**
   * Checks that all have the same settings and data.
   *
   * @throws ResShiftException in every process if they do not
   */
  public static void requireSame(Team team, Map<String, String> facts) {
    long here =
        UUID.nameUUIDFromBytes(facts.toString().getBytes(StandardCharsets.UTF_8))
            .getMostSignificantBits();
    if (team.any(team.fromFirst(here) != here)) {
      throw new ResShiftException(
          "The processes of this run have different settings or photographs; start all of them with"
              + " the same configuration, --set and --data.");
    }
  }

  /** Gives every process the state of process 0. */
  public static void share(Team team, Resumable state) {
    Buckets.copyFromFirst(team, state.tensors().values());
    Map<String, Long> counters = new LinkedHashMap<>();
    state.counters().forEach((name, count) -> counters.put(name, team.fromFirst(count)));
    state.resumeAt(counters);
  }
}
