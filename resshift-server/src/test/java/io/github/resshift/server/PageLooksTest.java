package io.github.resshift.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resshift.server.Browser.Dropped;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How the page looks, in light and dark, at 1280 and at 360 pixels: nothing is cut off, axe finds
 * nothing that hinders people, the console is silent. Pictures of it are left in {@code
 * target/screenshots}; {@code serve.png} is the one of the readme, made with {@code
 * -Dresshift.page.model=models/bundled}.
 */
class PageLooksTest {
  private static final Path SHOTS = Path.of("target", "screenshots");
  private static final Path DEMO =
      Path.of(System.getProperty("resshift.root", ".."), "models", "demo");

  /** axe's own word for what hinders people; the rest is advice. */
  private static final String AXE =
      """
      const then = arguments[0];
      axe.run(document, { resultTypes: ['violations'] }).then(found => then(found.violations
        .filter(violation => violation.impact === 'serious' || violation.impact === 'critical')
        .map(violation => violation.id + ': ' + violation.nodes.map(node => node.target).join(', '))));
      """;

  @TempDir private static Path folder;
  private static Browser browser;
  private static ResShiftServer server;
  private static String axe;

  @BeforeAll
  static void start() throws IOException {
    browser = Browser.start(folder);
    ServerSettings tiny = TestServer.settings(folder.resolve("data"), limits -> limits);
    List<String> models = new ArrayList<>(tiny.models());
    // The bundled model makes results that can be shown, and takes too long for every build.
    Optional.ofNullable(System.getProperty("resshift.page.model"))
        .ifPresent(model -> models.add(0, model));
    server =
        ResShiftServer.start(
            new ServerSettings(
                tiny.host(),
                0,
                Optional.empty(),
                tiny.data(),
                List.of(),
                models,
                Map.of(),
                Duration.ofDays(1),
                tiny.limits()));
    Files.createDirectories(SHOTS);
    try (InputStream in =
        PageLooksTest.class.getResourceAsStream(
            "/META-INF/resources/webjars/axe-core/4.6.3/axe.min.js")) {
      axe = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
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

  private static Dropped demo(String name) throws IOException {
    return new Dropped(name, "image/jpeg", Files.readAllBytes(DEMO.resolve(name)));
  }

  private static void look(String name) throws IOException {
    browser.scriptThen(
        "const then = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(then))");
    Files.write(SHOTS.resolve(name + ".png"), browser.screenshot());
    assertThat(browser.script("return document.documentElement.scrollWidth - innerWidth"))
        .as("pixels that are cut off at the right of %s", name)
        .isEqualTo(0L);
    browser.script(axe);
    assertThat((List<?>) browser.scriptThen(AXE)).as("findings of axe on %s", name).isEmpty();
  }

  @Test
  void inAllWidthsAndColoursItIsWholeAndAccessible() throws Exception {
    String address = "http://127.0.0.1:" + server.port() + "/";
    browser.size(1280, 860);
    browser.dark(false);
    browser.openReady(address);
    look("empty-1280-light");
    browser.drop(demo("dandelion.jpg"), demo("clownfish.jpg"), demo("pagoda.jpg"));
    browser.await(".item:nth-child(3) b");
    look("chosen-1280-light");
    browser.click("#go");
    browser.await(".card.generating");
    browser.dark(true);
    look("running-1280-dark");
    browser.dark(false);
    for (int n = 1; n <= 3; n++) {
      int done = n;
      browser.until(
          () ->
              browser.count(".card.completed .picture canvas[width='560']") >= done
                  ? Optional.of(true)
                  : Optional.empty(),
          done + " results");
    }
    browser.size(1280, 800);
    look("serve");
    for (boolean isDark : List.of(false, true)) {
      browser.dark(isDark);
      String colours = isDark ? "-dark" : "-light";
      browser.size(1280, 860);
      look("done-1280" + colours);
      compare("compare-1280" + colours);
      browser.size(360, 740);
      look("done-360" + colours);
      compare("compare-360" + colours);
      browser.click("label[for=task-inpaint]");
      browser.drop(demo("pagoda.jpg"));
      browser.click(".item .second");
      browser.await("canvas.paint");
      look("mask-360" + colours);
      browser.click("#mask-done");
      look("chosen-360" + colours);
      browser.click(".tray .heading button");
      browser.click("label[for=task-upscale]");
    }
    // A browser's advice on how to draw faster is no finding.
    assertThat(browser.log()).as("the console").noneMatch(line -> line.startsWith("SEVERE"));
  }

  private static void compare(String name) throws IOException {
    browser.click(".card .picture");
    browser.await(".stage.ready");
    look(name);
    browser.click("#viewer-close");
  }
}
