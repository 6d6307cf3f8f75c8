package io.github.resshift.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.resshift.server.store.StoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is let in. */
class AccessTest {
  private static final String TOKEN = "a-token-of-tests";

  @TempDir private Path data;

  private TestServer server(Optional<String> token, List<String> origins) throws IOException {
    return new TestServer(
        TestServer.settings(data, UnaryOperator.identity(), token, origins, Duration.ofDays(1)));
  }

  private static String request(String host, String... headers) {
    return "GET /v1/jobs HTTP/1.1\r\nHost: "
        + host
        + "\r\nConnection: close\r\n"
        + String.join("\r\n", headers)
        + (headers.length > 0 ? "\r\n" : "")
        + "\r\n";
  }

  private static int status(TestServer server, String host, String... headers) throws IOException {
    return TestServer.status(server.raw(request(host, headers)));
  }

  @Test
  void onlyItsOwnNamesAndOriginsAreAnswered() throws IOException {
    try (TestServer server = server(Optional.empty(), List.of("https://tools.example"))) {
      String own = "127.0.0.1:" + server.port();
      assertThat(status(server, own)).isEqualTo(200);
      assertThat(status(server, "localhost:" + server.port())).isEqualTo(200);
      assertThat(status(server, "LOCALHOST")).isEqualTo(200);
      assertThat(status(server, "tools.example")).isEqualTo(200);
      for (String foreign :
          List.of(
              "evil.example",
              "evil.example:" + server.port(),
              "192.168.1.5",
              "localhost.evil.example",
              "127.0.0.1.evil.example")) {
        assertThat(status(server, foreign)).as(foreign).isEqualTo(403);
      }
      assertThat(status(server, own, "Origin: http://" + own)).isEqualTo(200);
      for (String origin :
          List.of(
              "https://evil.example", "null", "http://127.0.0.1:1", "https://tools.example.evil")) {
        assertThat(status(server, own, "Origin: " + origin)).as(origin).isEqualTo(403);
      }
      String allowed = server.raw(request(own, "Origin: https://tools.example"));
      assertThat(TestServer.status(allowed)).isEqualTo(200);
      assertThat(allowed).contains("Access-Control-Allow-Origin: https://tools.example");
      assertThat(status(server, own, "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors"))
          .isEqualTo(403);
      assertThat(status(server, own, "Sec-Fetch-Site: same-origin")).isEqualTo(200);
      String preflight =
          server.raw(request(own, "Origin: https://tools.example").replace("GET ", "OPTIONS "));
      assertThat(TestServer.status(preflight)).isEqualTo(204);
      assertThat(preflight).contains("Access-Control-Allow-Headers: Authorization");
      assertThat(
              TestServer.status(
                  server.raw(
                      request(own, "Origin: https://evil.example").replace("GET ", "OPTIONS "))))
          .isEqualTo(403);
    }
  }

  @Test
  void withATokenNothingButThePageIsOpen() throws IOException {
    try (TestServer server = server(Optional.of(TOKEN), List.of())) {
      for (String open : List.of("/", "/page/index.html", "/health", "/openapi.json")) {
        assertThat(server.get(open).status()).as(open).isEqualTo(200);
      }
      for (String closed :
          List.of(
              "/v1/jobs",
              "/v1/models",
              "/v1/capabilities",
              "/v1/events",
              "/metrics",
              "/sdapi/v1/upscalers",
              "/nothing")) {
        var answer = server.get(closed);
        assertThat(answer.status()).as(closed).isEqualTo(401);
        assertThat(answer.header("WWW-Authenticate").orElseThrow()).startsWith("Bearer");
      }
      assertThat(server.post("/v1/jobs", Samples.png(8, 8, 1)).status()).isEqualTo(401);
      for (String wrong :
          List.of("Bearer x", "Basic " + TOKEN, "Bearer", TOKEN, "Bearer " + TOKEN + "x")) {
        assertThat(server.send("GET", "/v1/jobs", null, Map.of("Authorization", wrong)).status())
            .as(wrong)
            .isEqualTo(401);
      }
      assertThat(
              server
                  .send("GET", "/v1/jobs", null, Map.of("Authorization", "Bearer " + TOKEN))
                  .status())
          .isEqualTo(200);
    }
  }

  @Test
  void beyondThisMachineATokenIsNeededAndAFolderIsForOneServer() throws IOException {
    ServerSettings local = TestServer.settings(data, UnaryOperator.identity());
    ServerSettings wide =
        new ServerSettings(
            "0.0.0.0",
            0,
            Optional.empty(),
            data,
            List.of(),
            List.of(),
            Map.of(),
            Duration.ofDays(1),
            local.limits());
    assertThatThrownBy(() -> ResShiftServer.start(wide))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("--token");
    try (TestServer server = new TestServer(local)) {
      assertThatThrownBy(() -> ResShiftServer.start(local))
          .hasMessage(
              "The folder '%s' is in use by another server; give this one another --data."
                  .formatted(data));
      ServerSettings taken =
          new ServerSettings(
              "127.0.0.1",
              server.port(),
              Optional.empty(),
              data.resolve("other"),
              List.of(),
              List.of(),
              Map.of(),
              Duration.ofDays(1),
              local.limits());
      assertThatThrownBy(() -> ResShiftServer.start(taken)).hasMessageContaining("--port");
      // What failed lets go of its folder.
      FolderLocks.requireFree(data.resolve("other"));
    }
    FolderLocks.requireFree(data);
  }
}
