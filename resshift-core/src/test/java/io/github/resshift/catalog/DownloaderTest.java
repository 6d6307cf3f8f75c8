package io.github.resshift.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.resshift.catalog.ModelDescription.Weights;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DownloaderTest {
  private static final int LENGTH = 300_000;
  private static final int CUT = 100_000;

  private final byte[] content = new byte[LENGTH];
  private FileServer server;
  private String digest;
  @TempDir private Path folder;
  private Path part;

  @BeforeEach
  void start() throws IOException {
    new Random(1).nextBytes(content);
    digest = Sha256.copy(new ByteArrayInputStream(content), OutputStream.nullOutputStream());
    server = new FileServer(content);
    part = folder.resolve("file.pth.part");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static Downloader downloader(int attempts) {
    return new Downloader(
        Duration.ofSeconds(5), Duration.ofMillis(400), attempts, Duration.ofMillis(1));
  }

  private Weights unknown() {
    return new Weights(
        "file.pth", Optional.of(server.url("/file.pth")), Optional.empty(), OptionalLong.empty());
  }

  private Weights known(String sha256, long bytes) {
    return new Weights(
        "file.pth",
        Optional.of(server.url("/file.pth")),
        Optional.of(sha256),
        OptionalLong.of(bytes));
  }

  private String download(int attempts, Weights weights) throws IOException {
    return downloader(attempts).download(weights, part, ProgressListener.NONE);
  }

  private void breakOff() {
    server.cutAfter = CUT;
    assertThatThrownBy(() -> download(1, unknown())).isInstanceOf(IOException.class);
    server.cutAfter = Integer.MAX_VALUE;
  }

  @Test
  void bringsTheWholeFile() throws IOException {
    List<Long> heard = new ArrayList<>();
    ProgressListener listener =
        new ProgressListener() {
          @Override
          public void progress(String file, long done, long total) {
            assertThat(file).isEqualTo("file.pth");
            assertThat(total).isEqualTo(LENGTH);
            heard.add(done);
          }
        };

    assertThat(downloader(1).download(known(digest, LENGTH), part, listener)).isEqualTo(digest);
    assertThat(part).hasBinaryContent(content);
    assertThat(heard).startsWith(0L).endsWith((long) LENGTH).isSorted();
    assertThat(folder.resolve("file.pth.part.json")).doesNotExist();
  }

  @Test
  void goesOnWhereItStopped() throws IOException {
    breakOff();
    long have = Files.size(part);
    assertThat(have).isPositive().isLessThanOrEqualTo(CUT);

    assertThat(download(1, unknown())).isEqualTo(digest);
    assertThat(server.ranges()).containsExactly("-", "bytes=" + have + "-");
  }

  @Test
  void takesABrokenTransferUpAgainByItself() throws IOException {
    server.cutAfter = CUT;

    assertThat(download(5, unknown())).isEqualTo(digest);
    assertThat(server.ranges()).hasSizeBetween(3, 5);
  }

  @Test
  void beginsAnewWhenTheServerHasAnotherVersion() throws IOException {
    breakOff();
    Files.write(part, new byte[CUT]);
    server.tag = "\"v2\"";

    assertThat(download(1, unknown())).isEqualTo(digest);
    assertThat(part).hasBinaryContent(content);
  }

  @Test
  void beginsAnewWhereNothingTellsVersionsApart() throws IOException {
    server.tag = null;
    breakOff();

    assertThat(download(1, unknown())).isEqualTo(digest);
    assertThat(server.ranges()).containsExactly("-", "-");
  }

  @Test
  void beginsAnewWhereRangesAreNotUnderstood() throws IOException {
    breakOff();
    server.ranged = false;

    assertThat(download(1, unknown())).isEqualTo(digest);
    assertThat(part).hasBinaryContent(content);
  }

  @Test
  void finishesAPartThatIsWholeAlready() throws IOException {
    breakOff();
    Files.write(part, content);

    assertThat(download(1, unknown())).isEqualTo(digest);
    assertThat(server.ranges()).endsWith("bytes=" + LENGTH + "-");
  }

  @Test
  void beginsAnewAfterMoreBytesThanTheServerHas() throws IOException {
    breakOff();
    Files.write(part, new byte[LENGTH + 1]);

    assertThat(download(2, unknown())).isEqualTo(digest);
  }

  @Test
  void deletesContentsWithAnotherDigest() {
    String other = "0".repeat(64);

    assertThatThrownBy(() -> download(1, known(other, LENGTH)))
        .isInstanceOf(CatalogException.class)
        .hasMessageContaining(digest)
        .hasMessageContaining(other);
    assertThat(part).doesNotExist();
  }

  @Test
  void refusesAnotherLengthBeforeAnyByte() {
    assertThatThrownBy(() -> download(1, known(digest, LENGTH + 1)))
        .isInstanceOf(CatalogException.class)
        .hasMessageContaining("offers 300000 bytes")
        .hasMessageContaining("300001");
    assertThat(part).doesNotExist();
  }

  @Test
  void stopsWhenAskedAndKeepsWhatIsThere() throws IOException {
    ProgressListener listener =
        new ProgressListener() {
          private long seen;

          @Override
          public void progress(String file, long done, long total) {
            seen = done;
          }

          @Override
          public boolean cancelled() {
            return seen > 0;
          }
        };

    assertThatThrownBy(() -> downloader(3).download(unknown(), part, listener))
        .isInstanceOf(CatalogException.class)
        .hasMessageContaining("cancelled");
    assertThat(Files.size(part)).isPositive();
    assertThat(download(1, unknown())).isEqualTo(digest);
  }

  @Test
  void givesUpOnAStalledServer() {
    server.stallAfter = 1_000;

    assertThatThrownBy(() -> download(1, unknown()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no data for");
  }

  @Test
  void namesTheServersRefusal() {
    server.status = 404;

    assertThatThrownBy(() -> download(3, unknown()))
        .isInstanceOf(CatalogException.class)
        .hasMessageContaining("answers 404")
        .hasMessageContaining("/file.pth");
    assertThat(server.ranges()).hasSize(1);
  }

  @Test
  void asksAgainAfterATroubledServer() {
    server.status = 503;

    assertThatThrownBy(() -> download(3, unknown()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("503");
    assertThat(server.ranges()).hasSize(3);
  }

  @Test
  void followsRedirectsOnlyToSafePlaces() throws IOException {
    Weights moved =
        new Weights(
            "file.pth",
            Optional.of(server.url("/moved.pth")),
            Optional.of(digest),
            OptionalLong.empty());
    server.location = "/file.pth";
    assertThat(download(1, moved)).isEqualTo(digest);

    Files.delete(part);
    server.location = "http://example.org/file.pth";
    assertThatThrownBy(() -> download(1, moved))
        .isInstanceOf(CatalogException.class)
        .hasMessageContaining("http://example.org/file.pth")
        .hasMessageContaining("not https");
    server.location = server.url("/moved.pth");
    assertThatThrownBy(() -> download(1, moved)).hasMessageContaining("redirects");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://example.org/a",
        "ftp://127.0.0.1/a",
        "file:///etc/passwd",
        "a.pth",
        "http://localhost.example.org/a",
        "http://127.0.0.1@example.org/a"
      })
  void refusesUnsafeAddresses(String address) {
    assertThatThrownBy(() -> Downloader.checkedAddress(URI.create(address)))
        .isInstanceOf(CatalogException.class)
        .hasMessageContaining("not https");
  }

  @Test
  void saysThatThereIsNoConnection() throws IOException {
    int closed;
    try (ServerSocket socket = new ServerSocket(0)) {
      closed = socket.getLocalPort();
    }
    Weights weights =
        new Weights(
            "file.pth",
            Optional.of("http://127.0.0.1:" + closed + "/file.pth"),
            Optional.empty(),
            OptionalLong.empty());

    assertThatThrownBy(() -> download(3, weights))
        .isInstanceOf(IOException.class)
        .satisfies(e -> assertThat(Downloader.reason((IOException) e)).isEqualTo("no connection"));
    assertThat(part).doesNotExist();
  }

  @Test
  @SuppressWarnings("try") // the lock is held, not used
  void twoDownloadsDoNotWriteTheSameFile() throws IOException {
    Path lockFile = folder.resolve(".file.pth.part.lock");
    try (FileChannel channel =
            FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      assertThatThrownBy(() -> download(1, unknown()))
          .isInstanceOf(CatalogException.class)
          .hasMessageContaining("Another download");
    }
    assertThat(download(1, unknown())).isEqualTo(digest);
  }
}
