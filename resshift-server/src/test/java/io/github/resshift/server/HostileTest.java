package io.github.resshift.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests that nobody well-meaning sends: none ends in 500, and none leaves a file elsewhere. */
class HostileTest {
  /** The property makes it more: {@code -Dresshift.mutations=10000}. */
  private static final int MUTATIONS = Integer.getInteger("resshift.mutations", 300);

  @TempDir private Path folder;

  @Test
  void mutatedRequestsAreRefusedOrDone() throws Exception {
    Path data = folder.resolve("data");
    try (TestServer server =
        new TestServer(TestServer.settings(data, usual -> usual.pixels(400)))) {
      List<byte[]> seeds = seeds(server);
      Random random = new Random(7);
      TreeSet<Integer> statuses = new TreeSet<>();
      for (int i = 0; i < MUTATIONS; i++) {
        byte[] request = mutated(seeds.get(random.nextInt(seeds.size())), random);
        String text = new String(request, StandardCharsets.ISO_8859_1);
        String answer;
        try {
          answer = server.raw(text);
        } catch (IOException e) {
          continue; // closed on us
        }
        if (answer.startsWith("HTTP/")) {
          int status = TestServer.status(answer);
          statuses.add(status);
          assertThat(status).as("request %d: %s\nanswer: %s", i, text, answer).isNotEqualTo(500);
          assertThat(answer).doesNotContain("Exception").doesNotContain("\tat ");
        }
      }
      assertThat(statuses).contains(200, 400, 404);
      assertThat(server.get("/health").status()).isEqualTo(200);
    }
    try (Stream<Path> all = Files.list(folder)) {
      assertThat(all).containsExactly(data);
    }
    try (Stream<Path> all = Files.list(data)) {
      assertThat(all.map(path -> path.getFileName().toString()))
          .allMatch(
              name ->
                  List.of("jobs", "incoming", "server.lock").contains(name)
                      || name.startsWith("jobs.sqlite"));
    }
  }

  private static List<byte[]> seeds(TestServer server) throws IOException {
    byte[] picture = Samples.png(4, 4, 1);
    String sd =
        "{\"resize_mode\":0,\"upscaling_resize\":2,\"image\":\"%s\"}"
            .formatted(Base64.getEncoder().encodeToString(picture));
    List<byte[]> seeds = new ArrayList<>();
    String id = server.post("/v1/jobs", picture).json().get("id").asText();
    for (String address :
        List.of(
            "/v1/jobs?state=completed&limit=3",
            "/v1/jobs/" + id,
            "/v1/jobs/" + id + "/result?as=png",
            "/v1/jobs/" + id + "/files/1.png",
            "/page/index.html",
            "/v1/models",
            "/metrics")) {
      seeds.add(request("GET " + address, "", new byte[0]));
    }
    seeds.add(
        request(
            "POST /v1/upscale?scale=2&seed=5&color-fix=wavelet",
            "Content-Type: image/png\r\nAccept: image/jpeg;q=0.5, */*\r\n",
            picture));
    seeds.add(
        request(
            "POST /v1/jobs?task=upscale&format=webp",
            "Content-Type: image/png\r\nIdempotency-Key: k\r\n",
            picture));
    seeds.add(
        request(
            "POST /v1/inpaint?dilate=1",
            "Content-Type: " + TestServer.FORM + "\r\n",
            TestServer.form(
                Map.of("image=a.png", picture, "mask=b.png", Samples.mask(4, 4)),
                Map.of("seed", "3"))));
    seeds.add(
        request(
            "POST /sdapi/v1/extra-single-image",
            "Content-Type: application/json\r\n",
            sd.getBytes(StandardCharsets.US_ASCII)));
    seeds.add(request("POST /v1/jobs/" + id + "/cancel", "", new byte[0]));
    seeds.add(request("DELETE /v1/jobs/" + "a".repeat(26), "", new byte[0]));
    return seeds;
  }

  private static byte[] request(String line, String headers, byte[] body) {
    byte[] head =
        (line
                + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + headers
                + "Content-Length: "
                + body.length
                + "\r\n\r\n")
            .getBytes(StandardCharsets.ISO_8859_1);
    byte[] all = java.util.Arrays.copyOf(head, head.length + body.length);
    System.arraycopy(body, 0, all, head.length, body.length);
    return all;
  }

  /** What parsers stumble over. */
  private static final List<String> ODD =
      List.of(
          "../",
          "%2e%2e%2f",
          "%00",
          "\0",
          "\r\n",
          "\n",
          " ",
          "%",
          "&",
          "=",
          "?",
          "#",
          ";",
          "\"",
          "'",
          "-1",
          "999999999999999999999",
          "NaN",
          "Infinity",
          "1e309",
          "0x10",
          "null",
          "true",
          "[]",
          "{}",
          "/etc/passwd",
          "file:///etc/passwd",
          "http://127.0.0.1/",
          "\u00ff\u00fe",
          "é",
          "A".repeat(300),
          "$(id)",
          "${jndi:x}",
          "<script>",
          "' OR 1=1 --",
          "seed=1&",
          "mask=",
          "box=1,2,3,4&",
          "image/gif");

  private static byte[] mutated(byte[] seed, Random random) {
    String text = new String(seed, StandardCharsets.ISO_8859_1);
    int head = text.indexOf("\r\n\r\n");
    StringBuilder all = new StringBuilder(text);
    int changes = 1 + random.nextInt(3);
    for (int i = 0; i < changes; i++) {
      // Half of the changes are in the first line and the headers; the length stays true mostly.
      int end = random.nextBoolean() ? Math.min(head, all.length()) : all.length();
      int at = 4 + random.nextInt(Math.max(1, end - 4));
      switch (random.nextInt(4)) {
        case 0 -> all.setCharAt(Math.min(at, all.length() - 1), (char) random.nextInt(256));
        case 1 -> all.insert(Math.min(at, all.length()), ODD.get(random.nextInt(ODD.size())));
        case 2 ->
            all.delete(
                Math.min(at, all.length()), Math.min(all.length(), at + 1 + random.nextInt(12)));
        default ->
            all.insert(
                Math.min(at, all.length()),
                all.substring(
                    Math.min(at, all.length()), Math.min(all.length(), at + random.nextInt(40))));
      }
    }
    return relength(all.toString()).getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Gives the body its true length, so that nobody waits for the rest. */
  private static String relength(String text) {
    int head = text.indexOf("\r\n\r\n");
    return head < 0
        ? text + "\r\n\r\n"
        : text.replaceFirst(
            "Content-Length: \\d+", "Content-Length: " + (text.length() - head - 4));
  }

  @Test
  void headerFloodsAndOddLinesAreRefused() throws IOException {
    try (TestServer server = new TestServer(folder.resolve("data"))) {
      String flood = "X-Much: " + "y".repeat(8000) + "\r\n";
      String answer =
          server.raw("GET /health HTTP/1.1\r\nHost: localhost\r\n" + flood.repeat(4) + "\r\n");
      assertThat(TestServer.status(answer)).isEqualTo(431);
      assertThat(answer).contains("application/problem+json");
      for (String line :
          List.of(
              "GET /v1/jobs HTTP/1.1\r\n\r\n",
              "GET /v1/jobs HTTP/9.9\r\nHost: localhost\r\n\r\n",
              "BREW / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
              "GET /../../etc/passwd HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
              "GET /page/..%2f..%2fopenapi.json HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
              "GET http://evil.example/v1/jobs HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
              "\r\n\r\n\r\n",
              "nonsense\r\n\r\n")) {
        String odd = server.raw(line);
        if (!odd.isEmpty()) {
          assertThat(TestServer.status(odd)).as(line).isBetween(400, 505).isNotEqualTo(500);
          assertThat(odd).doesNotContain("Exception");
        }
      }
    }
  }

  /** With -Dresshift.odd=FOLDER all odd pictures there; else a few made here. */
  @Test
  void oddPicturesAreDoneOrRefusedInOneSentence() throws Exception {
    try (TestServer server = new TestServer(folder.resolve("data"))) {
      List<byte[]> pictures = new ArrayList<>();
      String odd = System.getProperty("resshift.odd", "");
      if (odd.isEmpty()) {
        pictures.add(LimitsTest.bomb(60_000, 60_000));
        pictures.add(java.util.Arrays.copyOf(Samples.png(20, 20, 1), 300));
        pictures.add(Samples.encoded(Samples.noise(5, 90, 1), "gif"));
        pictures.add(Samples.encoded(Samples.noise(5, 90, 1), "bmp"));
      } else {
        try (Stream<Path> files = Files.walk(Path.of(odd))) {
          for (Path file : files.filter(Files::isRegularFile).toList()) {
            pictures.add(Files.readAllBytes(file));
          }
        }
      }
      for (byte[] picture : pictures) {
        var taken = server.post("/v1/jobs?frames=first", picture);
        assertThat(taken.status()).isIn(200, 202, 422);
        if (taken.status() == 422) {
          assertThat(taken.detail()).endsWith(".").doesNotContain(folder.toString());
          continue;
        }
        var job = server.await(taken.json().get("id").asText());
        assertThat(job.get("state").asText()).isIn("completed", "failed");
        if (job.get("state").asText().equals("failed")) {
          assertThat(job.get("error").asText())
              .endsWith(".")
              .doesNotContain("inside the server")
              .doesNotContain(folder.toString());
        }
        assertThat(server.get(job.get("href").asText() + "/input").status()).isEqualTo(200);
      }
    }
  }
}
