package io.github.resshift.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is refused, and what becomes of what is too old. */
class LimitsTest {
  /** Takes seconds: sixteen draws, one after the other. */
  private static final String SLOW = "samples=16";

  @TempDir private Path data;

  private static ServerLimits small(ServerLimits usual) {
    return new ServerLimits(
        20_000,
        10_000,
        400_000,
        3,
        16,
        2,
        2_000,
        usual.diskBytes(),
        40,
        Duration.ofSeconds(3),
        Duration.ofSeconds(2),
        Duration.ZERO);
  }

  @Test
  void whatIsTooMuchIsRefusedBeforeAnythingIsDecoded() throws Exception {
    try (TestServer server = new TestServer(TestServer.settings(data, LimitsTest::small))) {
      assertThat(server.post("/v1/jobs", new byte[20_001]).status()).isEqualTo(413);
      // Without a length beforehand.
      String chunked =
          "POST /v1/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\n"
              + "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
              + ("1000\r\n" + "x".repeat(0x1000) + "\r\n").repeat(6)
              + "0\r\n\r\n";
      assertThat(TestServer.status(server.raw(chunked))).isEqualTo(413);
      assertThat(
              server
                  .post(
                      "/v1/jobs",
                      TestServer.form(Map.of("image=a.png", new byte[30_000]), Map.of()),
                      TestServer.FORM)
                  .status())
          .isEqualTo(413);
      var pixels = server.post("/v1/jobs", bomb(60_000, 60_000));
      assertThat(pixels.status()).isEqualTo(422);
      assertThat(pixels.detail())
          .isEqualTo(
              "picture declares 60000x60000 pixels, more than the limit of 10000 pixels; cut it"
                  + " into parts or raise the limit.");
      var draws = server.post("/v1/jobs?" + SLOW, Samples.png(60, 60, 1));
      assertThat(draws.status()).isEqualTo(422);
      assertThat(draws.detail()).contains("921600 pixels, more than this server's limit of 400000");
      var large = server.post("/v1/upscale", Samples.png(60, 60, 1));
      assertThat(large.status()).isEqualTo(303);
      assertThat(large.header("Location").orElseThrow())
          .isEqualTo(large.json().get("href").asText());
    }
    assertNothingIncoming(data);
  }

  @Test
  void aFullQueueSaysWhenToComeAgainAndJobsCanBeEnded() throws Exception {
    try (TestServer server = new TestServer(TestServer.settings(data, LimitsTest::small))) {
      String first = null;
      String last = null;
      int full = 0;
      for (int i = 0; i < 8; i++) {
        var answer = server.post("/v1/jobs?" + SLOW, Samples.png(30, 20, i));
        if (answer.status() == 429) {
          full++;
          assertThat(Integer.parseInt(answer.header("Retry-After").orElseThrow()))
              .isBetween(1, 600);
        } else {
          assertThat(answer.status()).isEqualTo(202);
          last = answer.json().get("id").asText();
          first = first == null ? last : first;
        }
      }
      assertThat(full).isPositive();
      assertThat(server.get("/v1/jobs").json().get("queue").get("length").asInt()).isBetween(1, 2);
      var cancelled = server.send("POST", "/v1/jobs/" + first + "/cancel", new byte[0], Map.of());
      assertThat(cancelled.status()).isEqualTo(200);
      assertThat(cancelled.json().get("state").asText()).isEqualTo("cancelled");
      assertThat(
              server.send("POST", "/v1/jobs/" + first + "/cancel", new byte[0], Map.of()).status())
          .isEqualTo(409);
      assertThat(server.get("/v1/jobs/" + first + "/result").status()).isEqualTo(409);
      assertThat(server.send("DELETE", "/v1/jobs/" + last, null, Map.of()).status()).isEqualTo(204);
      assertThat(server.get("/v1/jobs/" + last).status()).isEqualTo(404);
      for (JsonNode job : server.get("/v1/jobs").json().get("jobs")) {
        server.send("DELETE", job.get("href").asText(), null, Map.of());
      }
      for (int i = 0; i < 100 && folders(data) > 0; i++) {
        Thread.sleep(100);
      }
      assertThat(folders(data)).isZero();
    }
  }

  @Test
  void eventsTellStateAndProgressAndEndWithTheJob() throws Exception {
    try (TestServer server = new TestServer(TestServer.settings(data, LimitsTest::small))) {
      var job = server.post("/v1/jobs?samples=6", Samples.png(20, 16, 1)).json();
      var events = server.get("/v1/jobs/" + job.get("id").asText() + "/events");
      assertThat(events.type()).startsWith("text/event-stream");
      String text = new String(events.body(), StandardCharsets.UTF_8);
      List<JsonNode> told = data(text);
      assertThat(told.get(told.size() - 1).get("state").asText()).isEqualTo("completed");
      assertThat(told).extracting(one -> one.get("share").asDouble()).isSorted();
      assertThat(told).hasSizeGreaterThan(2);
    }
  }

  private static List<JsonNode> data(String events) throws IOException {
    List<JsonNode> all = new java.util.ArrayList<>();
    for (String line : events.split("\n")) {
      if (line.startsWith("data: ")) {
        all.add(TestServer.JSON.readTree(line.substring(6)));
      }
    }
    return all;
  }

  @Test
  void slowSendersAreCutOffAndStreamsAreNot() throws Exception {
    try (TestServer server = new TestServer(TestServer.settings(data, LimitsTest::small));
        Socket headers = new Socket("127.0.0.1", server.port());
        Socket body = new Socket("127.0.0.1", server.port());
        Socket stream = new Socket("127.0.0.1", server.port())) {
      send(stream, "GET /v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
      send(
          body,
          "POST /v1/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\n"
              + "Content-Length: 10000\r\n\r\n");
      send(headers, "GET /v1/jobs HTTP/1.1\r\nHost: localhost\r\n");
      long begin = System.nanoTime();
      boolean headersOpen = true;
      boolean bodyOpen = true;
      while ((headersOpen || bodyOpen) && System.nanoTime() - begin < 20_000_000_000L) {
        Thread.sleep(300);
        headersOpen = headersOpen && drip(headers, "X-A: b\r\n");
        bodyOpen = bodyOpen && drip(body, "x");
      }
      assertThat(headersOpen).as("headers that drip").isFalse();
      assertThat(bodyOpen).as("a body that drips").isFalse();
      byte[] begun = new byte[8000];
      int n = stream.getInputStream().read(begun);
      assertThat(new String(begun, 0, n, StandardCharsets.ISO_8859_1)).contains(" 200 ");
      // Longer than a connection may be idle: comments keep it alive, and it still tells.
      server.post("/v1/jobs", Samples.png(8, 8, 77));
      stream.setSoTimeout(10_000);
      assertThat(read(stream.getInputStream(), "event: job")).isTrue();
    }
  }

  /** Telling a request that is over of its answer once kept a thread busy for ever. */
  @Test
  void whoGoesBeforeTheAnswerLeavesNothingBusy() throws Exception {
    try (TestServer server = new TestServer(TestServer.settings(data, LimitsTest::small))) {
      byte[] picture = Samples.png(16, 16, 3);
      String id = server.post("/v1/jobs?samples=6", picture).json().get("id").asText();
      try (Socket stream = new Socket("127.0.0.1", server.port());
          Socket waiting = new Socket("127.0.0.1", server.port())) {
        send(stream, "GET /v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertThat(read(stream.getInputStream(), "event: job")).isTrue();
        send(
            waiting,
            "POST /v1/upscale?samples=6 HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\n"
                + "Content-Length: "
                + picture.length
                + "\r\n\r\n"
                + new String(picture, StandardCharsets.ISO_8859_1));
      }
      server.await(id);
      Thread.sleep(1500);
      long before = busy();
      Thread.sleep(1000);
      assertThat((busy() - before) / 1e6)
          .as("milliseconds of processor in a second")
          .isLessThan(500);
      assertThat(server.get("/health").status()).isEqualTo(200);
    }
  }

  /** Processor time of the threads that answer. */
  private static long busy() {
    var threads = java.lang.management.ManagementFactory.getThreadMXBean();
    long nanos = 0;
    for (long id : threads.getAllThreadIds()) {
      var info = threads.getThreadInfo(id);
      if (info != null
          && (info.getThreadName().startsWith("http") || info.getThreadName().equals("events"))) {
        nanos += Math.max(0, threads.getThreadCpuTime(id));
      }
    }
    return nanos;
  }

  private static boolean read(InputStream in, String text) throws IOException {
    StringBuilder all = new StringBuilder();
    byte[] piece = new byte[4000];
    for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
      all.append(new String(piece, 0, n, StandardCharsets.ISO_8859_1));
      if (all.indexOf(text) >= 0) {
        return true;
      }
    }
    return false;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
  }

  /** Sends a bit more; false when the other side has had enough. */
  private static boolean drip(Socket socket, String text) throws IOException {
    try {
      send(socket, text);
      socket.setSoTimeout(1);
      socket.getInputStream().read();
      return false; // an answer or the end
    } catch (java.net.SocketTimeoutException e) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void whatExpiresSaysSo() throws Exception {
    ServerSettings settings =
        TestServer.settings(
            data, LimitsTest::small, Optional.empty(), List.of(), Duration.ofMillis(1));
    String id;
    byte[] picture = Samples.png(8, 8, 1);
    try (TestServer server = new TestServer(settings)) {
      id = server.post("/v1/jobs", picture).json().get("id").asText();
      for (int i = 0; i < 200 && server.get("/v1/jobs/" + id).status() != 410; i++) {
        Thread.sleep(100);
      }
    }
    try (TestServer server = new TestServer(settings)) {
      // The first look at what is due is at the start.
      for (int i = 0; i < 50 && server.get("/v1/jobs/" + id).status() != 410; i++) {
        Thread.sleep(100);
      }
      var gone = server.get("/v1/jobs/" + id + "/result");
      assertThat(gone.status()).isEqualTo(410);
      assertThat(gone.detail()).startsWith("The job has expired");
      assertThat(server.get("/v1/jobs").json().get("jobs")).isEmpty();
      assertThat(folders(data)).isZero();
      assertThat(server.post("/v1/jobs", picture).status()).as("new work").isEqualTo(202);
    }
  }

  @Test
  void aFullDiskMakesRoomOfWhatEndedFirst() throws Exception {
    ServerSettings settings = TestServer.settings(data, usual -> small(usual).disk(9_000));
    try (TestServer server = new TestServer(settings)) {
      String first = server.post("/v1/jobs", Samples.png(8, 8, 1)).json().get("id").asText();
      server.await(first);
      String second = server.post("/v1/jobs", Samples.png(16, 16, 2)).json().get("id").asText();
      server.await(second);
      // About 3 KB, after results of about 3 KB and more.
      var third = server.post("/v1/jobs", Samples.png(30, 30, 3));
      assertThat(third.status()).isEqualTo(202);
      assertThat(server.get("/v1/jobs/" + first).status()).isEqualTo(410);
      server.await(third.json().get("id").asText());
      assertThat(server.post("/v1/jobs", Samples.png(60, 60, 4)).status()).isEqualTo(507);
      // Nothing is deleted for a picture that cannot be taken anyway.
      assertThat(server.get("/v1/jobs/" + third.json().get("id").asText()).status()).isEqualTo(200);
    }
  }

  /** A PNG file that declares a size and has no pixels. */
  static byte[] bomb(int width, int height) throws IOException {
    byte[] file = Samples.png(8, 8, 1);
    java.nio.ByteBuffer.wrap(file).putInt(16, width).putInt(20, height);
    java.util.zip.CRC32 crc = new java.util.zip.CRC32();
    crc.update(file, 12, 17);
    java.nio.ByteBuffer.wrap(file).putInt(29, (int) crc.getValue());
    return file;
  }

  static long folders(Path data) throws IOException {
    try (Stream<Path> jobs = Files.list(data.resolve("jobs"))) {
      return jobs.count();
    }
  }

  static void assertNothingIncoming(Path data) throws IOException {
    try (Stream<Path> files = Files.list(data.resolve("incoming"))) {
      assertThat(files).isEmpty();
    }
  }
}
