package io.github.resshift.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.resshift.restore.ServedModels;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A server with tiny models on a free port, and a client that holds every answer to the contract.
 */
final class TestServer implements AutoCloseable {
  static final ObjectMapper JSON = new ObjectMapper();

  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final Path MODELS = models();

  /** What runs on one thread does the same work in the same order. */
  static final Map<String, String> OWN = Map.of("threads", "1", "device", "cpu");

  private final ResShiftServer server;
  private final Contract contract = new Contract();

  /** An answer. */
  record Answer(int status, String type, Map<String, List<String>> headers, byte[] body) {
    JsonNode json() {
      try {
        return JSON.readTree(body);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    Optional<String> header(String name) {
      return headers.entrySet().stream()
          .filter(e -> e.getKey().equalsIgnoreCase(name))
          .map(e -> e.getValue().get(0))
          .findFirst();
    }

    String detail() {
      return json().path("detail").asText();
    }
  }

  TestServer(Path data) throws IOException {
    this(settings(data, UnaryOperator.identity()));
  }

  TestServer(ServerSettings settings) throws IOException {
    server = ResShiftServer.start(settings);
  }

  /** Settings with other limits. */
  static ServerSettings settings(Path data, UnaryOperator<ServerLimits> limits) {
    return settings(data, limits, Optional.empty(), List.of(), Duration.ofDays(1));
  }

  static ServerSettings settings(
      Path data,
      UnaryOperator<ServerLimits> limits,
      Optional<String> token,
      List<String> origins,
      Duration keep) {
    return new ServerSettings(
        "127.0.0.1",
        0,
        token,
        data,
        origins,
        List.of(tiny(), MODELS.resolve("inpaint.yaml").toString()),
        OWN,
        keep,
        limits.apply(ServerLimits.DEFAULT));
  }

  /** The path of the model that enlarges. */
  static String tiny() {
    return MODELS.resolve("tiny.yaml").toString();
  }

  static String filling() {
    return MODELS.resolve("inpaint.yaml").toString();
  }

  private static Path models() {
    try {
      Path folder = Files.createTempDirectory("resshift-models-");
      ServedModels.tiny(folder);
      ServedModels.filling(folder);
      for (Path file : List.of(folder, folder.resolve("tiny.yaml"))) {
        file.toFile().deleteOnExit();
      }
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  ResShiftServer server() {
    return server;
  }

  int port() {
    return server.port();
  }

  Answer get(String address) {
    return send("GET", address, null, Map.of());
  }

  Answer post(String address, byte[] body, String type) {
    return send("POST", address, body, Map.of("Content-Type", type));
  }

  Answer post(String address, byte[] body) {
    return post(address, body, "image/png");
  }

  Answer send(String method, String address, byte[] body, Map<String, String> headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + address))
            .timeout(Duration.ofSeconds(60))
            .method(
                method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    headers.forEach(request::header);
    try {
      HttpResponse<byte[]> response = CLIENT.send(request.build(), BodyHandlers.ofByteArray());
      String type = response.headers().firstValue("Content-Type").orElse(null);
      contract.check(method, address, response.statusCode(), type, response.body());
      return new Answer(response.statusCode(), type, response.headers().map(), response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(method + " " + address, e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Sends bytes as they are and gives all that comes back until the end of the connection. */
  String raw(String request) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port())) {
      socket.setSoTimeout(30_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.shutdownOutput(); // so that the server ends the connection, whatever it was asked
      ByteArrayOutputStream answer = new ByteArrayOutputStream();
      socket.getInputStream().transferTo(answer);
      return answer.toString(StandardCharsets.ISO_8859_1);
    }
  }

  /** The status of a raw answer. */
  static int status(String answer) {
    return Integer.parseInt(answer.split(" ")[1]);
  }

  /** Waits until a job has ended. */
  JsonNode await(String id) throws InterruptedException {
    for (int i = 0; i < 600; i++) {
      JsonNode job = get("/v1/jobs/" + id).json();
      if (List.of("completed", "failed", "cancelled").contains(job.get("state").asText())) {
        return job;
      }
      Thread.sleep(50);
    }
    throw new AssertionError("job " + id + " does not end");
  }

  /** A form; parts with a file name are files. */
  static byte[] form(Map<String, byte[]> files, Map<String, String> texts) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (var file : files.entrySet()) {
      String[] names = file.getKey().split("=", 2);
      out.write(
          ("--XX\r\nContent-Disposition: form-data; name=\""
                  + names[0]
                  + "\"; filename=\""
                  + names[1]
                  + "\"\r\nContent-Type: application/octet-stream\r\n\r\n")
              .getBytes(StandardCharsets.UTF_8));
      out.write(file.getValue());
      out.write("\r\n".getBytes(StandardCharsets.UTF_8));
    }
    for (var text : texts.entrySet()) {
      out.write(
          ("--XX\r\nContent-Disposition: form-data; name=\""
                  + text.getKey()
                  + "\"\r\n\r\n"
                  + text.getValue()
                  + "\r\n")
              .getBytes(StandardCharsets.UTF_8));
    }
    out.write("--XX--\r\n".getBytes(StandardCharsets.UTF_8));
    return out.toByteArray();
  }

  static final String FORM = "multipart/form-data; boundary=XX";

  @Override
  public void close() {
    server.close();
  }
}
