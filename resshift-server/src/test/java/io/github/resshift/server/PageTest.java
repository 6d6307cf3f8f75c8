package io.github.resshift.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.resshift.server.Browser.Dropped;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** The page as people use it, in a real browser and with a real server on tiny models. */
class PageTest {
  /** What runs on such a picture takes the tiny model long enough to be cut short. */
  private static final int LONG_WIDTH = 320;

  private static final int LONG_HEIGHT = 240;

  /** So many jobs are generating at a time: one computes, another is read meanwhile. */
  private static final int AT_ONCE = 2;

  @TempDir private static Path folder;
  private static Browser browser;
  private static TestServer server;
  private static long seed = 1000;

  @BeforeAll
  static void start() throws IOException {
    browser = Browser.start(folder);
    browser.dark(false);
    server = new TestServer(folder.resolve("data"));
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
    }
    if (server != null) {
      server.close();
    }
  }

  @BeforeEach
  void open() {
    browser.size(1280, 860);
    browser.openReady(address(server));
  }

  @AfterEach
  void tidy() {
    for (JsonNode job : jobs()) {
      server.send("DELETE", job.get("href").asText(), null, Map.of());
    }
  }

  private static String address(TestServer of) {
    return "http://127.0.0.1:" + of.port() + "/";
  }

  private static JsonNode jobs() {
    return server.get("/v1/jobs").json().get("jobs");
  }

  private static Dropped picture(String name, int width, int height) throws IOException {
    return new Dropped(name, "image/png", Samples.png(width, height, seed++));
  }

  private static Dropped longOne(String name) throws IOException {
    return picture(name, LONG_WIDTH, LONG_HEIGHT);
  }

  private static byte[] result(JsonNode job) {
    return server.get(job.get("result").get("href").asText()).body();
  }

  @Test
  void aDroppedPictureIsFollowedComparedAndDownloaded() throws Exception {
    browser.script(
        """
        window.seen = new Set();
        new MutationObserver(() => document.querySelectorAll('.card').forEach(card => seen.add(
            card.className + ' ' + card.querySelector('.state').textContent)))
          .observe(document.getElementById('sheet'), { subtree: true, childList: true, characterData: true });
        """);
    browser.drop(picture("night.png", 240, 160));
    browser.await(".item", "960 × 640");
    browser.click("#go");
    browser.await(".card.completed .download");
    assertThat(String.valueOf(browser.script("return [...seen].join('|')"))).contains("generating");
    assertThat(browser.text("#announce")).isEqualTo("night.png is ready.");

    JsonNode job = jobs().get(0);
    byte[] expected = result(job);
    browser.click(".card .download");
    assertThat(browser.downloaded(job.get("result").get("name").asText())).isEqualTo(expected);

    browser.click(".card .picture");
    browser.await(".stage.ready");
    browser.keys("1");
    browser.await(".percent", "100 %");
    // All after, by the divider's own keys: each pixel on the screen is one of the result.
    browser.script("document.querySelector('.handle').focus()");
    browser.keys(Keys.HOME);
    assertThat(browser.await(".handle").getDomAttribute("aria-valuenow")).isEqualTo("0");
    assertShown(Browser.image(expected));
    browser.keys(Keys.END);
    assertThat(browser.await(".handle").getDomAttribute("aria-valuetext")).contains("100 percent");
    browser.keys("+");
    browser.await(".percent", "125 %");
    browser.keys("0");
    browser.keys(Keys.ESCAPE);
    browser.until(
        () -> browser.count("dialog[open]") == 0 ? Optional.of(true) : Optional.empty(),
        "no dialog");
    assertThat(browser.script("return document.activeElement.className"))
        .as("the focus is where it was")
        .isEqualTo("picture");
  }

  /** The middle of the stage has the pixels of a picture that is shown 1:1 in its middle. */
  private static void assertShown(BufferedImage expected) throws IOException {
    @SuppressWarnings("unchecked")
    List<Number> corner =
        (List<Number>)
            browser.script(
                "const box = document.querySelector('.after img').getBoundingClientRect();"
                    + "return [box.left, box.top, box.width, box.height]");
    assertThat(corner.get(2).doubleValue()).isEqualTo(expected.getWidth());
    BufferedImage screen = Browser.image(browser.screenshot());
    int left = (int) Math.round(corner.get(0).doubleValue());
    int top = (int) Math.round(corner.get(1).doubleValue());
    int worst = 0;
    // Apart from the left part, where the divider and a tag lie on the picture.
    for (int y = 60; y < expected.getHeight() - 60; y++) {
      for (int x = 60; x < expected.getWidth() - 60; x++) {
        int shown = screen.getRGB(left + x, top + y);
        int want = expected.getRGB(x, y);
        for (int shift = 0; shift <= 16; shift += 8) {
          worst = Math.max(worst, Math.abs((shown >> shift & 255) - (want >> shift & 255)));
        }
      }
    }
    // Noise differs by 255 from pixel to pixel; a level may go where colours are converted.
    assertThat(worst).as("greatest difference on the screen").isLessThanOrEqualTo(1);
  }

  @Test
  void allResultsComeInOneFile() throws Exception {
    // Two of the same name, which a folder could not hold.
    browser.drop(picture("a.png", 24, 16), picture("a.png", 16, 24));
    browser.await(".item:nth-child(2) b");
    browser.click("#go");
    browser.click("#download-all");
    Map<String, byte[]> entries = new HashMap<>();
    try (ZipInputStream zip =
        new ZipInputStream(new ByteArrayInputStream(browser.downloaded("resshift.zip")))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        entries.put(entry.getName(), zip.readAllBytes());
      }
    }
    String name = jobs().get(0).get("result").get("name").asText();
    assertThat(entries.keySet()).containsExactlyInAnyOrder(name, name.replace(".png", " (2).png"));
    assertThat(entries.values())
        .containsExactlyInAnyOrder(result(jobs().get(0)), result(jobs().get(1)));
  }

  @Test
  void aReloadInTheMiddleLosesNothing() throws Exception {
    browser.drop(picture("middle.png", 240, 160));
    browser.click("#go");
    String id = browser.await(".card.generating").getDomAttribute("data-id");
    assertThat(jobs().get(0).get("state").asText()).isEqualTo("generating");
    browser.reload();
    assertThat(browser.await(".card").getDomAttribute("data-id")).isEqualTo(id);
    browser.await(".card.completed");
    assertThat(jobs()).hasSize(1);
    browser.reload();
    assertThat(browser.await(".card.completed").getDomAttribute("data-id")).isEqualTo(id);
  }

  @Test
  void whatRunsAndWhatWaitsIsCancelledAndWhatIsCancelledIsRemoved() throws Exception {
    browser.drop(longOne("first.png"), longOne("second.png"), longOne("third.png"));
    browser.await(".item:nth-child(3) b");
    browser.click("#go");
    browser.await(".card.generating", "first.png");
    browser.await(".card.queued", "third.png");
    browser.await(".card.generating .state", " %");
    browser.await(".card.generating progress[value]:not([value='0'])");
    browser.click("[aria-label='Cancel third.png']");
    browser.click("[aria-label='Cancel second.png']");
    browser.click("[aria-label='Cancel first.png']");
    browser.until(
        () -> browser.count(".card.cancelled") == 3 ? Optional.of(true) : Optional.empty(),
        "three cancelled pictures");
    assertThat(jobs()).allMatch(job -> job.get("state").asText().equals("cancelled"));
    browser.click("[aria-label='Remove first.png']");
    browser.until(
        () -> browser.count(".card") == 2 ? Optional.of(true) : Optional.empty(), "two pictures");
    assertThat(jobs()).hasSize(2);
  }

  @Test
  void aWrongFileIsRefusedWithASentence() throws Exception {
    browser.drop(
        new Dropped("notes.txt", "text/plain", "words".getBytes(StandardCharsets.UTF_8)),
        new Dropped("broken.png", "image/png", "no picture".getBytes(StandardCharsets.UTF_8)),
        picture("good.png", 16, 16));
    browser.await(".notice.error", "notes.txt is no picture");
    browser.await(".item:nth-child(2) b");
    browser.click("#go");
    browser.await(".card.completed", "good.png");
    // The server's own sentence, at the picture that it is about.
    assertThat(browser.await(".item .error").getText()).contains("broken.png").endsWith(".");
    assertThat(browser.count(".item")).isEqualTo(1);
    assertThat(jobs()).hasSize(1);
  }

  @Test
  void theSameWorkIsNotDoneTwice() throws Exception {
    Dropped picture = picture("once.png", 20, 20);
    browser.drop(picture);
    browser.click("#go");
    browser.await(".card.completed");
    browser.drop(picture);
    browser.click("#go");
    browser.await(".notice", "was done with these settings before");
    assertThat(browser.count(".card")).isEqualTo(1);
    assertThat(jobs()).hasSize(1);
  }

  @Test
  void settingsReachTheJobAndAreKept() throws Exception {
    browser.click("label[for=size-other]");
    browser.type("input[name=width]", "50");
    browser.click("label[for=format-webp]");
    browser.click(".more summary");
    browser.type("input[name=samples]", "2");
    browser.drop(picture("set.png", 20, 10));
    browser.await(".item", "50 × 25");
    browser.click("#go");
    browser.await(".card.completed");
    JsonNode job = jobs().get(0);
    assertThat(job.get("format").asText()).isEqualTo("webp");
    assertThat(job.get("result").get("width").asInt()).isEqualTo(50);
    assertThat(job.get("settings").get("samples").get(0).asText()).isEqualTo("2");

    browser.click(".card .picture");
    browser.await(".stage.ready");
    browser.click("#map");
    browser.await(".overlay img");
    browser.await(".legend", "Bright: they differ");
    browser.keys(Keys.ESCAPE);
    browser.reload();
    browser.await("input[name=width]");
    assertThat(browser.script("return document.querySelector('input[name=width]').value"))
        .isEqualTo("50");
  }

  @Test
  void aPaintedHoleIsFilledAndTheRestStays() throws Exception {
    browser.click("label[for=task-inpaint]");
    Dropped picture = picture("hole.png", 64, 48);
    browser.drop(picture);
    browser.await(".item", "Paint the hole first.");
    assertThat(browser.await("#go").isEnabled()).isFalse();
    browser.click(".item .second");
    var canvas = browser.await("canvas.paint");
    browser.gesture().moveToElement(canvas).clickAndHold().moveByOffset(40, 20).release().perform();
    browser.click("#mask-done");
    browser.click("#go");
    browser.await(".card.completed");
    JsonNode job = jobs().get(0);
    assertThat(job.get("mask").asBoolean()).isTrue();
    BufferedImage before = Browser.image(picture.content());
    BufferedImage after = Browser.image(result(job));
    assertThat(after.getRGB(32, 24)).as("in the hole").isNotEqualTo(before.getRGB(32, 24));
    for (int x = 0; x < 64; x++) {
      assertThat(after.getRGB(x, 0)).as("outside of the hole").isEqualTo(before.getRGB(x, 0));
    }
  }

  @Test
  void withoutWeightsThePageSaysWhereTheyComeFrom() {
    browser.click("label[for=task-face]");
    browser.await(".missing", "resshift models fetch faceir");
  }

  @Test
  void withoutEventsThePageAsks() throws Exception {
    browser.block("*/v1/events");
    try {
      browser.openReady(address(server));
      browser.drop(picture("asked.png", 24, 24));
      browser.click("#go");
      browser.await(".card.completed");
    } finally {
      browser.block();
    }
  }

  @Test
  void aFullQueueIsWaitedFor() throws Exception {
    UnaryOperator<ServerLimits> small =
        all ->
            new ServerLimits(
                all.bodyBytes(),
                all.maxPixels(),
                all.resultPixels(),
                all.frames(),
                all.samples(),
                1,
                all.syncPixels(),
                all.diskBytes(),
                all.connections(),
                all.upload(),
                all.idle(),
                all.parking());
    try (TestServer full = new TestServer(TestServer.settings(folder.resolve("full"), small))) {
      browser.openReady(address(full));
      browser.drop(longOne("1.png"), longOne("2.png"));
      browser.drop(picture("3.png", 24, 24), picture("4.png", 24, 25));
      browser.await(".item:nth-child(4) b");
      browser.click("#go");
      browser.until(
          () -> browser.count(".card.generating") == AT_ONCE ? Optional.of(true) : Optional.empty(),
          "two at a time");
      browser.await(".item", "The queue is full");
      browser.click("[aria-label='Cancel 1.png']");
      browser.click("[aria-label='Cancel 2.png']");
      browser.until(
          () -> browser.count(".card.completed") == 2 ? Optional.of(true) : Optional.empty(),
          "two results");
    }
  }

  @Test
  void theTokenIsAskedForOrTakenFromTheAddress() throws Exception {
    try (TestServer closed =
        new TestServer(
            TestServer.settings(
                folder.resolve("closed"),
                UnaryOperator.identity(),
                Optional.of("open sesame"),
                List.of(),
                Duration.ofDays(1)))) {
      browser.open(address(closed));
      browser.type("#token", "wrong\n");
      browser.await("#token-error", "not the token");
      browser.type("#token", "open sesame\n");
      browser.await("body.started");
      browser.drop(picture("secret.png", 24, 24));
      browser.click("#go");
      browser.click(".card.completed .download");
      assertThat(Browser.image(browser.downloaded("secret_x4.png")).getWidth()).isEqualTo(96);
      browser.reload();
      browser.await(".card.completed");

      browser.openReady(address(closed) + "#token=open%20sesame");
      browser.await(".card.completed");
      assertThat(browser.address()).doesNotContain("sesame");
    }
  }
}
