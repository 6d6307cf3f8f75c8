package io.github.resshift.cli.processes;

import io.github.resshift.ResShiftException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one command in several processes of this machine, each with its number in the environment
 * ({@code RANK}, {@code WORLD_SIZE}, {@code LOCAL_RANK}, {@code LOCAL_WORLD_SIZE}, {@code
 * MASTER_ADDR}, {@code MASTER_PORT}). When one fails the others are ended; when this program is
 * ended, they are asked to end and waited for.
 */
public final class ProcessTeam {
  /** Set in the processes: when the one of this number is gone, they end as well. */
  public static final String LAUNCHER = "RESSHIFT_LAUNCHER";

  private static final Logger LOG = LoggerFactory.getLogger(ProcessTeam.class);
  private static final String THIS_MACHINE = "127.0.0.1";

  /** How long the others may take to end by themselves after one has failed. */
  private static final long GRACE_SECONDS = 20;

  private final List<String> command;
  private final int size;
  private final PrintWriter out;
  private final long unwindSeconds;
  private final long graceSeconds;
  private final AtomicBoolean ending = new AtomicBoolean();

  /**
   * A team that is yet to be started.
   *
   * @param out gets what the first process says as it is, and what the others say with their
   *     numbers before it
   * @param unwindSeconds how long the processes may take to end when this program is ended
   */
  public ProcessTeam(List<String> command, int size, PrintWriter out, long unwindSeconds) {
    this(command, size, out, unwindSeconds, GRACE_SECONDS);
  }

  ProcessTeam(
      List<String> command, int size, PrintWriter out, long unwindSeconds, long graceSeconds) {
    this.command = List.copyOf(command);
    this.size = size;
    this.out = out;
    this.unwindSeconds = unwindSeconds;
    this.graceSeconds = graceSeconds;
  }

  /**
   * Starts the processes and waits until all have ended.
   *
   * @return the exit code, the same for all
   * @throws ResShiftException if one has failed while the others went on; it names that one
   */
  public int run() throws IOException {
    List<Process> processes = new ArrayList<>();
    List<Thread> readers = new ArrayList<>();
    Thread hook = new Thread(() -> endAll(processes), "end the processes");
    int port = freePort();
    try {
      synchronized (processes) {
        for (int rank = 0; rank < size; rank++) {
          Process process = start(rank, port);
          processes.add(process);
          readers.add(reader(rank, process.getInputStream()));
        }
      }
      Runtime.getRuntime().addShutdownHook(hook);
      int code = await(processes);
      for (Thread reader : readers) {
        reader.join();
      }
      return code;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ResShiftException("The processes of the run were interrupted.", e);
    } finally {
      processes.stream().filter(Process::isAlive).forEach(Process::destroyForcibly);
      if (!ending.get()) {
        Runtime.getRuntime().removeShutdownHook(hook);
      }
    }
  }

  private Process start(int rank, int port) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    environment.put("RANK", Integer.toString(rank));
    environment.put("WORLD_SIZE", Integer.toString(size));
    environment.put("LOCAL_RANK", Integer.toString(rank));
    environment.put("LOCAL_WORLD_SIZE", Integer.toString(size));
    environment.put("MASTER_ADDR", THIS_MACHINE);
    environment.put("MASTER_PORT", Integer.toString(port));
    environment.put(LAUNCHER, Long.toString(ProcessHandle.current().pid()));
    // The matrix library has threads of its own, as many as there are processors.
    int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / size);
    environment.putIfAbsent("OPENBLAS_NUM_THREADS", Integer.toString(threads));
    return builder.start();
  }

  /** Waits for all; the first failure ends the rest. */
  private int await(List<Process> processes) throws InterruptedException {
    List<CompletableFuture<Process>> ends = processes.stream().map(Process::onExit).toList();
    List<CompletableFuture<Process>> open = new ArrayList<>(ends);
    while (!open.isEmpty()) {
      get(CompletableFuture.anyOf(open.toArray(new CompletableFuture<?>[0])));
      open.removeIf(CompletableFuture::isDone);
      for (int rank = 0; rank < size; rank++) {
        if (ends.get(rank).isDone() && processes.get(rank).exitValue() != 0) {
          return failed(processes, rank);
        }
      }
    }
    return 0;
  }

  private int failed(List<Process> processes, int noticed) throws InterruptedException {
    CompletableFuture<Void> all =
        CompletableFuture.allOf(
            processes.stream().map(Process::onExit).toArray(CompletableFuture<?>[]::new));
    if (ending.get()) {
      get(all);
      return processes.get(noticed).exitValue();
    }
    try {
      all.get(graceSeconds, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      LOG.debug("a process goes on although another one has failed; it is ended");
    } catch (ExecutionException e) {
      throw new IllegalStateException("waiting for a process failed", e.getCause());
    }
    List<Integer> ended =
        IntStream.range(0, size).filter(rank -> !processes.get(rank).isAlive()).boxed().toList();
    // One that was ended by a signal has said nothing itself, and is the cause of the others' end.
    int cause =
        ended.stream()
            .filter(rank -> processes.get(rank).exitValue() > Byte.MAX_VALUE)
            .findFirst()
            .orElse(noticed);
    int code = processes.get(cause).exitValue();
    boolean agreed =
        ended.size() == size && processes.stream().allMatch(p -> p.exitValue() == code);
    if (agreed && code <= Byte.MAX_VALUE) {
      return code;
    }
    throw new ResShiftException(
        "Process "
            + cause
            + " of "
            + size
            + " ended with exit code "
            + code
            + ", so the others were ended as well; the last checkpoint stays, and the same command"
            + " goes on from there.");
  }

  private static void get(CompletableFuture<?> future) throws InterruptedException {
    try {
      future.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("waiting for a process failed", e.getCause());
    }
  }

  private void endAll(List<Process> processes) {
    ending.set(true);
    List<Process> all;
    synchronized (processes) {
      all = List.copyOf(processes);
    }
    // By their handles: Process.destroy would close what they still have to say.
    all.forEach(process -> process.toHandle().destroy());
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(unwindSeconds);
    for (Process process : all) {
      try {
        if (!process.waitFor(until - System.nanoTime(), TimeUnit.NANOSECONDS)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private Thread reader(int rank, InputStream from) {
    String mark = rank == 0 ? "" : "[" + rank + "] ";
    Thread thread =
        new Thread(
            () -> {
              try (BufferedReader lines =
                  new BufferedReader(new InputStreamReader(from, Charset.defaultCharset()))) {
                String line = lines.readLine();
                while (line != null) {
                  say(mark, line);
                  line = lines.readLine();
                }
              } catch (IOException e) {
                LOG.debug("process {} was ended while it spoke", rank, e);
              }
            },
            "output of process " + rank);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private void say(String mark, String line) {
    // The engine announces its connections itself.
    if (!line.startsWith("[Gloo]")) {
      out.println(mark + line);
      out.flush();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(THIS_MACHINE))) {
      return socket.getLocalPort();
    }
  }
}
