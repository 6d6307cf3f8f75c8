package io.github.resshift.train.parallel;

import io.github.resshift.ResShiftException;
import java.util.Map;
import java.util.Optional;

/**
 * Which of several processes this one is, from the variables that launchers usually set.
 *
 * @param rank number of this process, from 0 ({@code RANK})
 * @param size number of processes ({@code WORLD_SIZE})
 * @param localRank number among the processes of this machine ({@code LOCAL_RANK}; absent: 0)
 * @param localSize processes of this machine ({@code LOCAL_WORLD_SIZE}; absent: 1)
 * @param address where process 0 can be reached ({@code MASTER_ADDR})
 * @param port a free TCP port there ({@code MASTER_PORT})
 */
public record TeamPlace(
    int rank, int size, int localRank, int localSize, String address, int port) {
  /** Names of the variables. */
  public static final String RANK = "RANK";

  public static final String WORLD_SIZE = "WORLD_SIZE";
  public static final String LOCAL_RANK = "LOCAL_RANK";
  public static final String LOCAL_WORLD_SIZE = "LOCAL_WORLD_SIZE";
  public static final String MASTER_ADDR = "MASTER_ADDR";
  public static final String MASTER_PORT = "MASTER_PORT";

  private static final int MAX_PORT = 65535;

  /** Checks ranges. */
  public TeamPlace {
    require(size >= 1, WORLD_SIZE + " must be at least 1, not " + size);
    require(rank >= 0 && rank < size, RANK + " must be 0.." + (size - 1) + ", not " + rank);
    require(
        localSize >= 1 && localSize <= size,
        LOCAL_WORLD_SIZE + " must be 1.." + size + ", not " + localSize);
    require(
        localRank >= 0 && localRank < localSize,
        LOCAL_RANK + " must be 0.." + (localSize - 1) + ", not " + localRank);
    require(port >= 1 && port <= MAX_PORT, MASTER_PORT + " must be 1..65535, not " + port);
  }

  /**
   * The place that an environment names; none without {@code WORLD_SIZE}.
   *
   * @throws ResShiftException for missing or wrong variables beside {@code WORLD_SIZE}
   */
  public static Optional<TeamPlace> in(Map<String, String> environment) {
    if (!environment.containsKey(WORLD_SIZE)) {
      return Optional.empty();
    }
    return Optional.of(
        new TeamPlace(
            number(environment, RANK),
            number(environment, WORLD_SIZE),
            number(environment, LOCAL_RANK, 0),
            number(environment, LOCAL_WORLD_SIZE, 1),
            text(environment, MASTER_ADDR),
            number(environment, MASTER_PORT)));
  }

  /** Joins the others; waits until all are there. */
  public Team join(String device) {
    return size == 1 ? Team.alone() : LibtorchTeam.join(this, device);
  }

  private static int number(Map<String, String> environment, String name, int absent) {
    return environment.containsKey(name) ? number(environment, name) : absent;
  }

  private static int number(Map<String, String> environment, String name) {
    String text = text(environment, name);
    try {
      return Integer.parseInt(text.trim());
    } catch (NumberFormatException e) {
      throw new ResShiftException(
          "The environment variable " + name + " must be a whole number, not '" + text + "'.", e);
    }
  }

  private static String text(Map<String, String> environment, String name) {
    String text = environment.get(name);
    if (text == null || text.isBlank()) {
      throw new ResShiftException(
          "The environment variable "
              + name
              + " is missing: "
              + WORLD_SIZE
              + " is set, so this is one of several processes; set "
              + RANK
              + ", "
              + MASTER_ADDR
              + " and "
              + MASTER_PORT
              + " as well, or unset "
              + WORLD_SIZE
              + ".");
    }
    return text;
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new ResShiftException("The environment variable " + message + ".");
    }
  }
}
