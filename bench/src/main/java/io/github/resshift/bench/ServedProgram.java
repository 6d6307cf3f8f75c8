package io.github.resshift.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code resshift serve} in a process of its own. Thread-safe once it is started. */
final class ServedProgram implements AutoCloseable {
  private static final String SERVING = "serving at ";
  private static final long KIB = 1024;

  private final Process process;
  private final String address;
  private final HttpClient client = HttpClient.newHttpClient();

  private ServedProgram(Process process, String address) {
    this.process = process;
    this.address = address;
  }

  /** Starts a server on a free port; it takes requests when this returns. */
  static ServedProgram start(Path launcher, String model, Path data, Path log, List<String> options)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                launcher.toString(),
                "serve",
                "--port",
                "0",
                "--data",
                data.toString(),
                "--model",
                model));
    command.addAll(options);
    Process process =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    BufferedReader out =
        new BufferedReader(
            new java.io.InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = out.readLine();
    if (line == null || !line.contains(SERVING)) {
      process.destroyForcibly();
      throw new IllegalStateException(
          "The server does not start: " + Files.readString(log).strip());
    }
    return new ServedProgram(process, line.substring(line.indexOf(SERVING) + SERVING.length()));
  }

  /** Sends a picture. */
  HttpResponse<byte[]> post(String path, byte[] picture, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(address + path))
            .timeout(Duration.ofMinutes(10))
            .header("Content-Type", "application/octet-stream")
            .POST(BodyPublishers.ofByteArray(picture));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofByteArray());
  }

  /** What is at an address. */
  byte[] get(String path) throws IOException, InterruptedException {
    HttpResponse<byte[]> response =
        client.send(
            HttpRequest.newBuilder(URI.create(address + path)).build(), BodyHandlers.ofByteArray());
    if (response.statusCode() != 200) {
      throw new IllegalStateException(
          path + ": " + new String(response.body(), StandardCharsets.UTF_8));
    }
    return response.body();
  }

  /** The same as JSON. */
  JsonNode json(String path) throws IOException, InterruptedException {
    return new ObjectMapper().readTree(get(path));
  }

  /** Most bytes of memory that the process has had, as Linux counts them; 0 elsewhere. */
  long peak() throws IOException {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    if (!Files.exists(status)) {
      return 0;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * KIB)
        .findFirst()
        .orElse(0);
  }

  /** kill -9. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Ends it by SIGTERM, and gives the exit code. */
  int end() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(1, TimeUnit.MINUTES)) {
      throw new IllegalStateException("The server does not end.");
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
