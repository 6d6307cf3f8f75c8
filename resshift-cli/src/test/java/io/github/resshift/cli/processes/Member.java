package io.github.resshift.cli.processes;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A process of a team that does what its test needs. */
final class Member {
  private static final int FAILURE = 3;

  private Member() {}

  static List<String> command(String task, Path folder) {
    return SameProgram.command(Member.class, List.of(task, folder.toString()));
  }

  /** The task, and a folder to write into. */
  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[1]);
    Map<String, String> place = System.getenv();
    String rank = place.get("RANK");
    switch (args[0]) {
      case "place" ->
          System.out.printf(
              "%s of %s at %s%n", rank, place.get("WORLD_SIZE"), place.get("MASTER_ADDR"));
      case "fail" -> System.exit(FAILURE);
      case "fail-1" -> {
        if (rank.equals("1")) {
          System.exit(FAILURE);
        }
        waitForever();
      }
      case "unwind" -> {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> write(folder, rank + "-unwound")));
        System.out.println("ready");
        waitForever();
      }
      case "launch" ->
          System.exit(
              new ProcessTeam(command("unwind", folder), 2, new PrintWriter(System.out, true), 20)
                  .run());
      default -> throw new IllegalArgumentException(args[0]);
    }
  }

  private static void write(Path folder, String name) {
    try {
      Files.createFile(folder.resolve(name));
      System.out.println("unwound");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void waitForever() throws InterruptedException {
    Thread.currentThread().join();
  }
}
