package io.github.resshift.server;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogType;

/** A Chromium without a window, with the gestures that the tests of the page need. */
final class Browser implements AutoCloseable {
  /** Generous, as machines that build are busy ones. */
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private static final long PAUSE = 40;

  /** Hands files to the page as a drop does; the only way without a mouse of the desktop. */
  private static final String DROP =
      """
      const transfer = new DataTransfer();
      for (const [name, type, content] of arguments[0]) {
        const bytes = Uint8Array.from(atob(content), c => c.charCodeAt(0));
        transfer.items.add(new File([bytes], name, { type }));
      }
      for (const kind of ['dragenter', 'dragover', 'drop']) {
        const event = new DragEvent(kind, { dataTransfer: transfer, bubbles: true, cancelable: true });
        document.getElementById('drop').dispatchEvent(event);
      }
      """;

  private final ChromeDriver driver;
  private final Path downloads;

  /** A file as a page gets it. */
  record Dropped(String name, String type, byte[] content) {}

  private Browser(ChromeDriver driver, Path downloads) {
    this.driver = driver;
    this.downloads = downloads;
  }

  /** Starts one; where none is installed, the test is skipped with a line that says so. */
  static Browser start(Path downloads) {
    Optional<Path> chromium = program("chromium", "chromium-browser", "google-chrome");
    Optional<Path> chromedriver = program("chromedriver");
    if (chromium.isEmpty() || chromedriver.isEmpty()) {
      String sentence =
          "The page is not tested: there is no browser. Install chromium and chromium-driver.";
      System.err.println(sentence);
      Assumptions.abort(sentence);
    }
    ChromeOptions options = new ChromeOptions();
    options.setBinary(chromium.get().toFile());
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-dev-shm-usage",
        "--disable-gpu",
        "--hide-scrollbars",
        "--force-device-scale-factor=1",
        "--force-color-profile=srgb",
        "--window-size=1280,860");
    options.setExperimentalOption(
        "prefs",
        Map.of(
            "download.default_directory",
            downloads.toString(),
            "download.prompt_for_download",
            false));
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(chromedriver.get().toFile())
            .usingAnyFreePort()
            .build();
    return new Browser(new ChromeDriver(service, options), downloads);
  }

  private static Optional<Path> program(String... names) {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Stream.of(names)
        .flatMap(name -> Stream.of(path.split(File.pathSeparator)).map(dir -> Path.of(dir, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Opens the page anew, with nothing remembered. */
  void open(String address) {
    driver.get("about:blank");
    driver.executeCdpCommand(
        "Storage.clearDataForOrigin",
        Map.of("origin", address.replaceAll("(?<=\\d)/.*", ""), "storageTypes", "all"));
    driver.get(address);
  }

  /** Opens the page and waits until it has the list of jobs. */
  void openReady(String address) {
    open(address);
    await("body.started");
  }

  void reload() {
    driver.navigate().refresh();
  }

  String address() {
    return driver.getCurrentUrl();
  }

  void drop(Dropped... files) {
    List<List<String>> all = new ArrayList<>();
    for (Dropped file : files) {
      all.add(
          List.of(file.name(), file.type(), Base64.getEncoder().encodeToString(file.content())));
    }
    driver.executeScript(DROP, all);
  }

  /** Waits until there is such an element, and gives it. */
  WebElement await(String css) {
    return until(() -> driver.findElements(By.cssSelector(css)).stream().findFirst(), css);
  }

  /** Waits for an element and text in it. */
  WebElement await(String css, String text) {
    return until(
        () ->
            driver.findElements(By.cssSelector(css)).stream()
                .filter(element -> element.getText().contains(text))
                .findFirst(),
        css + " with '" + text + "'");
  }

  <T> T until(Supplier<Optional<T>> question, String what) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    do {
      try {
        Optional<T> answer = question.get();
        if (answer.isPresent()) {
          return answer.get();
        }
        Thread.sleep(PAUSE);
      } catch (StaleElementReferenceException e) {
        continue; // the page drew it anew meanwhile
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    } while (System.nanoTime() < end);
    throw new AssertionError(
        "The page never showed " + what + "; its text is: " + text("body") + "; its log: " + log());
  }

  int count(String css) {
    return driver.findElements(By.cssSelector(css)).size();
  }

  String text(String css) {
    return driver.findElement(By.cssSelector(css)).getText();
  }

  /** Clicks when it can be clicked; the page draws parts of itself anew at any time. */
  void click(String css) {
    until(
        () -> {
          Optional<WebElement> found =
              driver.findElements(By.cssSelector(css)).stream()
                  .filter(WebElement::isEnabled)
                  .findFirst();
          found.ifPresent(WebElement::click);
          return found;
        },
        css + " to click");
  }

  void type(String css, String text) {
    await(css).sendKeys(text);
  }

  /** Keys for whatever has the focus. */
  void keys(CharSequence... keys) {
    new Actions(driver).sendKeys(keys).perform();
  }

  void tab() {
    keys(Keys.TAB);
  }

  Actions gesture() {
    return new Actions(driver);
  }

  Object script(String script, Object... arguments) {
    return driver.executeScript(script, arguments);
  }

  Object scriptThen(String script) {
    driver.manage().timeouts().scriptTimeout(PATIENCE);
    return driver.executeAsyncScript(script);
  }

  void size(int width, int height) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
  }

  void dark(boolean isDark) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(
                Map.of("name", "prefers-color-scheme", "value", isDark ? "dark" : "light"),
                Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
  }

  /** Lets requests fail whose address matches. */
  void block(String... addresses) {
    driver.executeCdpCommand("Network.enable", Map.of());
    driver.executeCdpCommand("Network.setBlockedURLs", Map.of("urls", List.of(addresses)));
  }

  byte[] screenshot() {
    return driver.getScreenshotAs(OutputType.BYTES);
  }

  static BufferedImage image(byte[] content) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(content));
  }

  /** Waits for a file of this name to be downloaded whole. */
  byte[] downloaded(String name) throws IOException {
    Path file = downloads.resolve(name);
    // Chromium writes under another name and gives this one at the end.
    until(() -> Files.exists(file) ? Optional.of(file) : Optional.empty(), "the download " + name);
    byte[] content = Files.readAllBytes(file);
    Files.delete(file);
    return content;
  }

  /** What the console says of the page; refusals that a test wanted are among it. */
  List<String> log() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .map(entry -> entry.getLevel() + " " + entry.getMessage())
        .toList();
  }

  @Override
  public void close() {
    driver.quit();
  }
}
