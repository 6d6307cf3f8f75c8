package io.github.resshift.bench;

import io.github.resshift.measure.SeededModel;
import io.github.resshift.measure.Stopwatch;
import io.github.resshift.measure.Table;
import io.github.resshift.measure.TemporaryFolder;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A server under more requests at a time than its queue takes, next to the command line. */
@Command(
    name = "serve-load",
    description =
        "Requests from many connections to ./resshift serve with a short queue: latency, throughput"
            + " and memory next to the command line's on the same pictures.")
final class ServeLoadCommand implements Callable<Integer> {
  private static final int FULL = 429;
  private static final double MILLIS = 1e6;
  private static final double MIB = 1 << 20;

  @Mixin private Options options;

  @Option(names = "--requests", defaultValue = "200", description = "How many; default: 200.")
  private int requests;

  @Option(names = "--connections", defaultValue = "32", description = "At a time; default: 32.")
  private int connections;

  @Option(names = "--queue", defaultValue = "16", description = "Of the server; default: 16.")
  private int queue;

  @Option(names = "--width", defaultValue = "64", description = "Of the pictures; default: 64.")
  private int width;

  @Option(names = "--height", defaultValue = "48", description = "Of the pictures; default: 48.")
  private int height;

  @Mixin private ProgramOptions launch;

  private final List<Double> latencies = Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger refused = new AtomicInteger();

  @Override
  public Integer call() throws Exception {
    try (TemporaryFolder folder = TemporaryFolder.create()) {
      Path work = folder.path();
      Path in = work.resolve("in");
      Program.pictures(in, requests, width, height, "png");
      Path one = work.resolve("one");
      Program.pictures(one, 1, width + 1, height, "png");
      String model = SeededModel.of(launch.architecture, work);
      Program program = new Program(launch.launcher(), model, work.resolve("log"));
      Path whole = work.resolve("whole");
      options.say("the command line on the same pictures ...");
      double alone = seconds(program, one, work.resolve("first"));
      double line = seconds(program, in, whole) - alone;
      options.say("the server ...");
      try (ServedProgram server =
          ServedProgram.start(
              launch.launcher(),
              model,
              work.resolve("data"),
              work.resolve("server.log"),
              List.of("--queue=" + queue, "--threads=" + options.threads()))) {
        require(
            server.post("v1/upscale", Files.readAllBytes(Program.files(one).get(0))).statusCode()
                == 200,
            "the first picture was refused");
        double served =
            Stopwatch.seconds(
                () -> {
                  load(server, in, whole);
                  return null;
                });
        publish(server, line, served);
        int exit = server.end();
        require(exit == 0, "the server ended with exit code " + exit);
      }
    }
    return 0;
  }

  private double seconds(Program program, Path in, Path out) throws Exception {
    return Stopwatch.seconds(
        () -> {
          program.run(in, out, List.of("--threads=" + options.threads()));
          return null;
        });
  }

  private void load(ServedProgram server, Path in, Path whole) throws Exception {
    ExecutorService senders = Executors.newFixedThreadPool(connections);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (Path picture : Program.files(in)) {
        all.add(
            senders.submit(
                () -> {
                  send(server, picture, whole.resolve(picture.getFileName()));
                  return null;
                }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    } finally {
      senders.shutdownNow();
    }
  }

  private void send(ServedProgram server, Path picture, Path expected)
      throws IOException, InterruptedException {
    byte[] content = Files.readAllBytes(picture);
    while (true) {
      long begin = System.nanoTime();
      HttpResponse<byte[]> answer = server.post("v1/upscale", content);
      if (answer.statusCode() == 200) {
        latencies.add((System.nanoTime() - begin) / MILLIS);
        require(
            Arrays.equals(answer.body(), Files.readAllBytes(expected)),
            picture + " differs from the command line's");
        return;
      }
      require(
          answer.statusCode() == FULL,
          "answered " + answer.statusCode() + ": " + new String(answer.body()));
      refused.incrementAndGet();
      Thread.sleep(
          1000L * Integer.parseInt(answer.headers().firstValue("Retry-After").orElseThrow()));
    }
  }

  private void publish(ServedProgram server, double line, double served) throws IOException {
    List<Double> sorted = new ArrayList<>(latencies);
    Collections.sort(sorted);
    Table table =
        new Table(
            "%d requests of %d x %d from %d connections, queue of %d, %s architecture"
                .formatted(requests, width, height, connections, queue, launch.architecture),
            "what",
            "value");
    table.add("pictures a second, command line without its start", requests / line);
    table.add("pictures a second, server", requests / served);
    table.add("server's time over the command line's, %", 100 * (served / line - 1));
    for (int percent : new int[] {50, 90, 99}) {
      table.add(
          "latency, ms, percentile " + percent,
          sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100)));
    }
    table.add("answers 429", refused.get());
    table.add("peak of resident memory, MiB", server.peak() / MIB);
    options.publish(table);
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new IllegalStateException(otherwise + ".");
    }
  }
}
