package io.github.resshift.server;

import static io.github.resshift.server.TestServer.FORM;
import static io.github.resshift.server.TestServer.form;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.resshift.catalog.Task;
import io.github.resshift.image.PictureFormat;
import io.github.resshift.jobs.JobSettings;
import io.github.resshift.jobs.PictureService;
import io.github.resshift.jobs.batch.PictureMaker;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The interface as programs use it; every answer is held against openapi.json. */
class ServerTest {
  private static final PictureMaker.Listener QUIET =
      new PictureMaker.Listener() {
        @Override
        public void progress(int done, int total) {}

        @Override
        public boolean cancelled() {
          return false;
        }
      };

  @TempDir private static Path data;
  private static TestServer server;

  @BeforeAll
  static void start() throws IOException {
    server = new TestServer(data.resolve("data"));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** What the command line makes of a picture. */
  private static byte[] expected(
      Task task, byte[] picture, PictureFormat format, Map<String, String> values)
      throws IOException {
    Map<String, List<String>> all = new HashMap<>();
    values.forEach((name, text) -> all.put(name, List.of(text)));
    TestServer.OWN.forEach((name, text) -> all.put(name, List.of(text)));
    all.put("model", List.of(task == Task.INPAINT ? TestServer.filling() : TestServer.tiny()));
    try (PictureService service =
        PictureService.open(JobSettings.of(task, all, key -> "--" + key))) {
      return service.restore(picture, format, QUIET).content();
    }
  }

  @Test
  void everyRouteIsDescribedAndEveryDescriptionHasARoute() throws IOException {
    assertThat(new TreeSet<>(server.server().routes())).isEqualTo(new Contract().operations());
  }

  @Test
  void theBytesAreThoseOfTheCommandLineWhicheverWayAPictureGoes() throws Exception {
    byte[] picture = Samples.png(20, 12, 1);
    byte[] expected =
        expected(
            Task.SUPER_RESOLUTION, picture, PictureFormat.PNG, Map.of("scale", "3", "seed", "7"));

    var answer = server.post("/v1/upscale?scale=3&seed=7", picture);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.type()).isEqualTo("image/png");
    assertThat(answer.body()).isEqualTo(expected);

    byte[] other = Samples.png(20, 12, 2);
    var taken = server.post("/v1/jobs?scale=3&seed=7", other);
    assertThat(taken.status()).isEqualTo(202);
    JsonNode job = server.await(taken.json().get("id").asText());
    assertThat(job.get("state").asText()).as(job.toString()).isEqualTo("completed");
    assertThat(job.get("share").asDouble()).isEqualTo(1);
    assertThat(server.get(job.get("result").get("href").asText()).body())
        .isEqualTo(
            expected(
                Task.SUPER_RESOLUTION,
                other,
                PictureFormat.PNG,
                Map.of("scale", "3", "seed", "7")));

    byte[] third = Samples.png(9, 14, 3);
    String body =
        "{\"image\":\"data:image/png;base64,%s\",\"upscaling_resize\":3,\"upscaler_1\":\"R-ESRGAN 4x+\"}"
            .formatted(Base64.getEncoder().encodeToString(third));
    var sd = server.post("/sdapi/v1/extra-single-image", body.getBytes(), "application/json");
    assertThat(sd.status()).as(new String(sd.body())).isEqualTo(200);
    assertThat(Base64.getDecoder().decode(sd.json().get("image").asText()))
        .isEqualTo(expected(Task.SUPER_RESOLUTION, third, PictureFormat.PNG, Map.of("scale", "3")));
    assertThat(sd.json().get("html_info").asText()).contains("tiny", "no upscaler of the name");
  }

  @Test
  void acceptChoosesTheFormat() throws IOException {
    byte[] picture = Samples.png(10, 10, 4);
    var jpeg =
        server.send(
            "POST",
            "/v1/upscale?quality=80",
            picture,
            Map.of(
                "Content-Type", "application/octet-stream",
                "Accept", "text/html, image/png;q=0.3, image/jpeg;q=0.8"));
    assertThat(jpeg.type()).isEqualTo("image/jpeg");
    assertThat(jpeg.body())
        .isEqualTo(
            expected(Task.SUPER_RESOLUTION, picture, PictureFormat.JPEG, Map.of("quality", "80")));
    assertThat(jpeg.header("Content-Disposition").orElseThrow()).contains("picture_x4.jpg");
    assertThat(jpeg.header("Content-Location").orElseThrow())
        .matches("/v1/jobs/[a-z2-7]{26}/result");
    var none =
        server.send(
            "POST",
            "/v1/upscale",
            picture,
            Map.of("Content-Type", "image/png", "Accept", "text/html"));
    assertThat(none.status()).isEqualTo(406);
  }

  @Test
  void theSameWorkIsNotDoneTwice() throws Exception {
    byte[] picture = Samples.png(11, 10, 5);
    var first = server.post("/v1/jobs?seed=5", picture);
    assertThat(first.status()).isEqualTo(202);
    var again = server.post("/v1/jobs?seed=5", picture);
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.json().get("id")).isEqualTo(first.json().get("id"));
    assertThat(again.header("Location").orElseThrow())
        .isEqualTo("/v1/jobs/" + first.json().get("id").asText());
    var other = server.post("/v1/jobs?seed=6", picture);
    assertThat(other.json().get("id")).isNotEqualTo(first.json().get("id"));
    server.await(first.json().get("id").asText());
    server.await(other.json().get("id").asText());
  }

  @Test
  void anIdempotencyKeyBelongsToItsWork() throws Exception {
    byte[] picture = Samples.png(12, 10, 6);
    Map<String, String> headers =
        Map.of("Content-Type", "image/png", "Idempotency-Key", "\"one-key\"");
    var first = server.send("POST", "/v1/jobs", picture, headers);
    assertThat(first.status()).isEqualTo(202);
    String id = first.json().get("id").asText();
    server.await(id);
    var again = server.send("POST", "/v1/jobs", picture, headers);
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.json().get("id").asText()).isEqualTo(id);
    var misuse = server.send("POST", "/v1/jobs?seed=9", picture, headers);
    assertThat(misuse.status()).isEqualTo(422);
    assertThat(misuse.detail()).contains("Idempotency-Key");
  }

  @Test
  void aFormHasPictureNameAndSettings() throws Exception {
    byte[] body =
        form(
            Map.of("image=../../été à la plage.png", Samples.png(8, 8, 7)),
            Map.of("seed", "3", "format", "webp"));
    var taken = server.post("/v1/jobs", body, FORM);
    assertThat(taken.status()).as(new String(taken.body())).isEqualTo(202);
    JsonNode job = server.await(taken.json().get("id").asText());
    assertThat(job.get("name").asText()).isEqualTo("été à la plage.png");
    assertThat(job.get("format").asText()).isEqualTo("webp");
    assertThat(job.get("result").get("name").asText()).isEqualTo("été à la plage_x4.webp");
    assertThat(job.get("settings").get("seed").get(0).asText()).isEqualTo("3");
    var shown = server.get(job.get("result").get("href").asText() + "?as=png");
    assertThat(shown.type()).isEqualTo("image/png");
    assertThat(ImageIO.read(new ByteArrayInputStream(shown.body())).getWidth()).isEqualTo(32);
    var result = server.get(job.get("result").get("href").asText());
    assertThat(result.header("Content-Disposition").orElseThrow())
        .startsWith("attachment; filename=\"")
        .contains("filename*=UTF-8''%C3%A9t%C3%A9%20%C3%A0%20la%20plage_x4.webp");
    assertThat(result.header("X-Content-Type-Options").orElseThrow()).isEqualTo("nosniff");
    assertThat(server.get(job.get("input").get("href").asText()).body())
        .isEqualTo(Samples.png(8, 8, 7));
  }

  @Test
  void severalDrawsHaveAMapOfUncertainty() throws Exception {
    var taken = server.post("/v1/jobs?samples=3", Samples.png(8, 8, 8));
    JsonNode job = server.await(taken.json().get("id").asText());
    assertThat(job.get("files").findValuesAsText("name"))
        .containsExactly("1.png", "2.png", "3.png", "uncertainty.png");
    for (JsonNode file : job.get("files")) {
      var answer = server.get(file.get("href").asText());
      assertThat(answer.body()).hasSize(file.get("bytes").asInt());
      assertThat(ImageIO.read(new ByteArrayInputStream(answer.body())).getWidth()).isEqualTo(32);
    }
    assertThat(server.get(job.get("href").asText() + "/files/.made.json").status()).isEqualTo(404);
    assertThat(server.get(job.get("href").asText() + "/files/result.png").status()).isEqualTo(404);
  }

  @Test
  void holesAreFilledWhereTheMaskIsWhite() throws Exception {
    byte[] picture = Samples.png(32, 32, 9);
    byte[] body =
        form(
            Map.of("image=a.png", picture, "mask=m.png", Samples.mask(32, 32)),
            Map.of("seed", "4"));
    var answer = server.post("/v1/inpaint", body, FORM);
    assertThat(answer.status()).as(new String(answer.body())).isEqualTo(200);
    Path mask = java.nio.file.Files.write(data.resolve("mask.png"), Samples.mask(32, 32));
    assertThat(answer.body())
        .isEqualTo(
            expected(
                Task.INPAINT,
                picture,
                PictureFormat.PNG,
                Map.of("seed", "4", "mask", mask.toString())));
    var wrong =
        server.post(
            "/v1/inpaint",
            form(Map.of("image=a.png", picture, "mask=m.png", Samples.mask(9, 9)), Map.of()),
            FORM);
    assertThat(wrong.status()).isEqualTo(422);
    assertThat(wrong.detail())
        .isEqualTo("The mask is 9x9, but the picture is 32x32; both must have the same size.");
    var path = server.post("/v1/inpaint?mask=/etc/hostname", picture);
    assertThat(path.status()).isEqualTo(400);
    assertThat(server.post("/v1/inpaint", picture).detail())
        .isEqualTo("Nothing says what is to be filled; use 'mask' or 'box'.");
    assertThat(server.post("/v1/inpaint?box=2,2,5,5", picture).status()).isEqualTo(200);
  }

  @Test
  void wrongSettingsAreRefusedInTheWordsOfTheCommandLine() throws IOException {
    byte[] picture = Samples.png(8, 8, 10);
    Map<String, String> cases =
        Map.of(
            "steps=0", "'steps' must be from 1 to 1000, not 0.",
            "seed=x", "'seed' must be a whole number of 64 bits, not 'x'.",
            "scale=2&width=9", "'scale', 'max-side', and 'width' with 'height' are three ways",
            "seed=1&seed=2", "'seed' must be given once, not 2 times.",
            "colour=red", "There is no setting 'colour'; there are",
            "threads=64", "'threads' is the server's own setting; leave it out.",
            "model=../../etc/passwd", "There is no model of that name",
            "model=inpaint", "The model 'inpaint' is for inpaint, not for super-resolution",
            "samples=1000", "'samples' is 1000, more than this server's limit of 16.",
            "format=gif", "'format' must be png, jpeg, tiff or webp.");
    cases.forEach(
        (query, sentence) -> {
          var answer = server.post("/v1/jobs?" + query, picture);
          assertThat(answer.status()).as(query).isEqualTo(400);
          assertThat(answer.type()).isEqualTo("application/problem+json");
          assertThat(answer.detail()).startsWith(sentence);
        });
    var absent = server.post("/v1/jobs?model=realsr-v3", picture);
    assertThat(absent.status()).isEqualTo(422);
    assertThat(absent.detail()).contains("resshift models fetch realsr-v3");
  }

  @Test
  void whatIsNoPictureIsRefusedAtOnce() throws IOException {
    assertThat(server.post("/v1/jobs", "hello".getBytes(StandardCharsets.UTF_8)).detail())
        .startsWith("picture is not a picture that can be read");
    assertThat(server.post("/v1/jobs", new byte[0]).status()).isEqualTo(422);
    assertThat(server.post("/v1/jobs", Samples.png(8, 8, 1), "text/plain").status()).isEqualTo(415);
    assertThat(server.send("POST", "/v1/jobs", Samples.png(8, 8, 1), Map.of()).status())
        .isEqualTo(415);
    byte[] cut = java.util.Arrays.copyOf(Samples.png(30, 30, 11), 1500);
    var taken = server.post("/v1/upscale", form(Map.of("image=holiday.png", cut), Map.of()), FORM);
    assertThat(taken.status()).isEqualTo(422);
    assertThat(taken.detail()).startsWith("holiday.png ").doesNotContain(data.toString());
  }

  @Test
  void theServerSaysWhatItIs() {
    assertThat(server.get("/health").json().get("status").asText()).isEqualTo("ok");
    JsonNode models = server.get("/v1/models").json().get("models");
    assertThat(models.findValuesAsText("name")).contains("tiny", "inpaint", "realsr-v3");
    JsonNode tiny = models.get(0);
    assertThat(tiny.get("default").asBoolean()).isTrue();
    JsonNode able = server.get("/v1/capabilities").json();
    assertThat(able.get("tasks").get("upscale").findValuesAsText("name"))
        .contains("scale", "seed", "realism")
        .doesNotContain("threads", "max-pixels", "mask");
    assertThat(able.get("limits").get("queue").asInt()).isEqualTo(16);
    assertThat(server.get("/v1/jobs?state=completed&limit=5").json().get("jobs").size())
        .isBetween(0, 5);
    assertThat(server.get("/v1/jobs?limit=0").status()).isEqualTo(400);
    assertThat(server.get("/v1/jobs?state=odd").status()).isEqualTo(400);
    String metrics = new String(server.get("/metrics").body(), StandardCharsets.UTF_8);
    assertThat(metrics).contains("resshift_queue_length", "resshift_http_seconds_count");
    assertThat(server.get("/sdapi/v1/upscalers").json().get(0).get("name").asText())
        .isEqualTo("tiny");
    assertThat(server.get("/openapi.json").json().get("openapi").asText()).isEqualTo("3.1.0");
  }

  @Test
  void thePageIsServedAndNothingBesideIt() {
    var page = server.get("/");
    assertThat(page.type()).startsWith("text/html");
    assertThat(page.header("Content-Security-Policy").orElseThrow())
        .contains("default-src 'none'", "script-src 'self'")
        .doesNotContain("unsafe");
    assertThat(server.get("/page/index.html").status()).isEqualTo(200);
    for (String odd :
        List.of(
            "/page/..%2fopenapi.json",
            "/page/%2e%2e/openapi.json",
            "/page/index.html%00",
            "/page/Worker.class",
            "/page/.hidden")) {
      assertThat(server.get(odd).status()).as(odd).isIn(400, 404);
    }
  }

  @Test
  void addressesAndMethodsThatThereAreNotSaySo() {
    var missing = server.get("/v1/nothing");
    assertThat(missing.status()).isEqualTo(404);
    assertThat(missing.type()).isEqualTo("application/problem+json");
    var method = server.send("PUT", "/v1/jobs", new byte[1], Map.of());
    assertThat(method.status()).isEqualTo(405);
    assertThat(method.type()).isEqualTo("application/problem+json");
    assertThat(server.get("/v1/jobs/" + "a".repeat(26)).status()).isEqualTo(404);
    assertThat(server.get("/v1/jobs/..%2f..").status()).isIn(400, 404);
  }

  @Test
  void severalPicturesComeBackInTheirOrderAndSize() throws IOException {
    StringBuilder list = new StringBuilder();
    for (int i = 0; i < 3; i++) {
      byte[] picture = Samples.png(10 + i, 10, 20 + i);
      list.append(i > 0 ? "," : "")
          .append("{\"name\":\"p" + i + "\",\"data\":\"")
          .append(Base64.getEncoder().encodeToString(picture))
          .append("\"}");
    }
    String body =
        "{\"resize_mode\":1,\"upscaling_resize_w\":24,\"upscaling_resize_h\":16,"
            + "\"upscaling_crop\":true,\"codeformer_visibility\":1,\"imageList\":["
            + list
            + "]}";
    var answer = server.post("/sdapi/v1/extra-batch-images", body.getBytes(), "application/json");
    assertThat(answer.status()).as(new String(answer.body())).isEqualTo(200);
    assertThat(answer.json().get("html_info").asText()).contains("Not done: codeformer_visibility");
    assertThat(answer.json().get("images")).hasSize(3);
    for (JsonNode image : answer.json().get("images")) {
      var read = ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(image.asText())));
      assertThat(read.getWidth()).isEqualTo(24);
      assertThat(read.getHeight()).isEqualTo(16);
    }
    for (String wrong :
        List.of(
            "{",
            "[]",
            "{}",
            "{\"image\":\"%%%\"}",
            "{\"image\":\"AAAA\"}",
            "{\"imageList\":[" + list + ",null],\"upscaling_resize\":2}",
            "{\"resize_mode\":7,\"image\":\"AAAA\"}")) {
      assertThat(
              server
                  .post("/sdapi/v1/extra-single-image", wrong.getBytes(), "application/json")
                  .status())
          .as(wrong)
          .isIn(400, 422);
    }
  }
}
