package io.github.resshift.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.resshift.measure.SeededModel;
import io.github.resshift.measure.Table;
import io.github.resshift.measure.TemporaryFolder;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Kills a server at random moments under a load of jobs and starts it again each time; in the end
 * every job must be completed with the bytes of the command line, none twice, none lost.
 */
@Command(
    name = "serve-kill",
    description =
        "kill -9 at random moments of ./resshift serve under a load of jobs; every job must be"
            + " completed in the end, once, with the bytes of the command line.")
final class ServeKillCommand implements Callable<Integer> {
  private static final int WIDTH = 24;
  private static final int HEIGHT = 20;
  private static final int POLL_MILLIS = 50;
  private static final int FULL = 429;
  private static final int ENDING = 503;

  @Mixin private Options options;

  @Option(names = "--jobs", defaultValue = "50", description = "How many; default: 50.")
  private int jobs;

  @Option(names = "--kills", defaultValue = "20", description = "How often; default: 20.")
  private int kills;

  @Option(names = "--seed", defaultValue = "1", description = "Of the moments; default: 1.")
  private long seed;

  @Option(
      names = "--spread",
      defaultValue = "7000",
      description = "Longest life of a server in milliseconds; default: 7000.")
  private int spread;

  @Mixin private ProgramOptions launch;

  private final Map<String, String> ids = new ConcurrentHashMap<>();

  @Override
  public Integer call() throws Exception {
    Table table =
        new Table(
            "%d jobs of %d x %d, killed %d times, %s architecture"
                .formatted(jobs, WIDTH, HEIGHT, kills, launch.architecture),
            "kill",
            "life, ms",
            "jobs taken in all",
            "completed before");
    try (TemporaryFolder folder = TemporaryFolder.create()) {
      Path work = folder.path();
      Path in = work.resolve("in");
      Program.pictures(in, jobs, WIDTH, HEIGHT, "png");
      String model = SeededModel.of(launch.architecture, work);
      options.say("the command line on the same pictures ...");
      Path whole = work.resolve("whole");
      new Program(launch.launcher(), model, work.resolve("log"))
          .run(in, whole, List.of("--threads=" + options.threads()));
      Random random = new Random(seed);
      for (int kill = 1; kill <= kills; kill++) {
        try (ServedProgram server = start(model, work)) {
          int completed = completed(server).size();
          Thread sender = send(server, in, jobs * kill / kills);
          int life = random.nextInt(spread);
          Thread.sleep(life);
          server.kill();
          sender.join();
          table.add(kill, life, ids.size(), completed);
          options.say("killed " + kill + " times, " + ids.size() + " jobs taken");
        }
      }
      try (ServedProgram server = start(model, work)) {
        int before = completed(server).size();
        send(server, in, jobs).join();
        check(server, whole);
        int exit = server.end();
        require(exit == 0, "the server ended with exit code " + exit);
        options.publish(table);
        System.out.printf(
            "%nAll %d jobs are completed, each once, and equal the command line's results byte for"
                + " byte; %d were completed before the last start.%n",
            jobs, before);
      }
    }
    return 0;
  }

  private ServedProgram start(String model, Path work) throws IOException {
    return ServedProgram.start(
        launch.launcher(),
        model,
        work.resolve("data"),
        work.resolve("server.log"),
        List.of("--queue=" + jobs, "--threads=" + options.threads()));
  }

  /** Hands in the first pictures that have no job yet; ends when the server is killed. */
  private Thread send(ServedProgram server, Path in, int upTo) throws IOException {
    List<Path> pictures = Program.files(in).subList(0, upTo);
    Thread thread =
        new Thread(
            () -> {
              try {
                for (Path picture : pictures) {
                  String name = picture.getFileName().toString();
                  if (!ids.containsKey(name)) {
                    ids.put(name, submit(server, name, Files.readAllBytes(picture)));
                  }
                }
              } catch (IOException e) {
                return; // killed; the next server gets the rest
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    thread.start();
    return thread;
  }

  private static String submit(ServedProgram server, String name, byte[] picture)
      throws IOException, InterruptedException {
    while (true) {
      HttpResponse<byte[]> answer = server.post("v1/jobs", picture, "Idempotency-Key", name);
      int status = answer.statusCode();
      if (status == 200 || status == 202) {
        return new ObjectMapper().readTree(answer.body()).get("id").asText();
      }
      require(
          status == FULL || status == ENDING,
          "a picture was answered " + new String(answer.body()));
      Thread.sleep(POLL_MILLIS);
    }
  }

  private static Map<String, JsonNode> completed(ServedProgram server)
      throws IOException, InterruptedException {
    Map<String, JsonNode> completed = new TreeMap<>();
    for (JsonNode job : server.json("v1/jobs?state=completed&limit=1000").get("jobs")) {
      completed.put(job.get("id").asText(), job);
    }
    return completed;
  }

  private void check(ServedProgram server, Path whole) throws IOException, InterruptedException {
    require(ids.size() == jobs, ids.size() + " jobs were taken, not " + jobs);
    Map<String, JsonNode> completed = completed(server);
    while (completed.size() < jobs) {
      Thread.sleep(POLL_MILLIS);
      completed = completed(server);
      require(server.json("v1/jobs?state=failed").get("jobs").isEmpty(), "a job failed");
    }
    int all = server.json("v1/jobs?limit=1000").get("jobs").size();
    require(all == jobs, "there are " + all + " jobs, not " + jobs);
    for (Map.Entry<String, String> job : ids.entrySet()) {
      require(completed.containsKey(job.getValue()), job.getKey() + " was lost");
      byte[] result = server.get("v1/jobs/" + job.getValue() + "/result");
      byte[] expected = Files.readAllBytes(whole.resolve(job.getKey()));
      require(Arrays.equals(result, expected), job.getKey() + " differs from the command line's");
    }
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new IllegalStateException(otherwise + ".");
    }
  }
}
