package io.github.resshift.catalog;

import io.github.resshift.catalog.ModelDescription.Weights;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;

/**
 * Downloads one file over https: goes on where an earlier attempt stopped, checks length and
 * digest, and puts the file into place only when it is whole. Addresses and redirects must be https
 * (http only for this machine itself).
 */
final class Downloader {
  private static final int MAX_REDIRECTS = 10;
  private static final int BUFFER = 1 << 16;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  private final HttpClient client;
  private final Duration idle;
  private final int attempts;
  private final Duration pause;

  /** With the settings for real servers. */
  Downloader() {
    this(Duration.ofSeconds(20), Duration.ofSeconds(60), 4, Duration.ofSeconds(2));
  }

  /**
   * With settings of one's own.
   *
   * @param connect longest time to reach the server
   * @param idle longest time without an answer or without new bytes
   * @param attempts how often a broken transfer is taken up again, at least 1
   * @param pause time between attempts
   */
  Downloader(Duration connect, Duration idle, int attempts, Duration pause) {
    this.client =
        HttpClient.newBuilder()
            .connectTimeout(connect)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    this.idle = idle;
    this.attempts = attempts;
    this.pause = pause;
  }

  /**
   * Brings the file of {@code weights} to {@code part}, complete and with the right length and,
   * where known, digest.
   *
   * @param part where the bytes gather; kept when the transfer breaks, deleted when they are wrong
   * @return the digest
   * @throws CatalogException for a server that refuses, other contents than expected, another
   *     process at the same file, cancellation
   * @throws IOException when the server cannot be reached or the transfer keeps breaking
   */
  @SuppressWarnings("try") // the lock is held, not used
  String download(Weights weights, Path part, ProgressListener listener) throws IOException {
    URI address = checkedAddress(URI.create(weights.url().orElseThrow()));
    Files.createDirectories(part.toAbsolutePath().getParent());
    Path lockFile = part.resolveSibling("." + part.getFileName() + ".lock");
    try (FileChannel lockChannel =
            FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = lock(lockChannel, part)) {
      Transfer transfer = new Transfer(address, weights, part, listener);
      for (int attempt = 1; !transfer.complete; attempt++) {
        try {
          transfer.run();
        } catch (IOException e) {
          if (attempt >= attempts || transfer.unreachable(e)) {
            transfer.discardIfEmpty();
            throw e;
          }
          sleep();
        }
      }
      String digest = Sha256.of(part);
      if (weights.sha256().isPresent() && !weights.sha256().get().equals(digest)) {
        transfer.discard();
        throw new CatalogException(
            "The download of "
                + weights.file()
                + " from "
                + address
                + " has the sha256 "
                + digest
                + ", but "
                + weights.sha256().get()
                + " is right; it was deleted. Try again later.");
      }
      PartState.delete(part);
      return digest;
    }
  }

  private static FileLock lock(FileChannel channel, Path part) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return lock;
      }
    } catch (OverlappingFileLockException e) {
      // This process itself is at it in another thread: the same answer as for another process.
    }
    throw new CatalogException(
        "Another download is writing '" + part + "'; wait for it to end, then try again.");
  }

  private void sleep() throws IOException {
    try {
      Thread.sleep(pause.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  static URI checkedAddress(URI address) {
    String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
    String host = String.valueOf(address.getHost()).toLowerCase(Locale.ROOT);
    if (scheme.equals("https") || scheme.equals("http") && LOOPBACK.contains(host)) {
      return address;
    }
    throw new CatalogException("Refused to download from '" + address + "': it is not https.");
  }

  /** Sends a request and follows redirects, each of which must be https again. */
  private HttpResponse<InputStream> send(URI first, long from, String validator)
      throws IOException {
    URI address = first;
    for (int hop = 0; hop <= MAX_REDIRECTS; hop++) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(address)
              .timeout(idle)
              .header("User-Agent", "resshift")
              .header("Accept", "application/octet-stream, */*");
      if (from > 0) {
        request.header("Range", "bytes=" + from + "-");
        if (!validator.isEmpty()) {
          request.header("If-Range", validator);
        }
      }
      HttpResponse<InputStream> response;
      try {
        response = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
      if (!REDIRECTS.contains(response.statusCode())) {
        return response;
      }
      response.body().close();
      String location =
          response
              .headers()
              .firstValue("Location")
              .orElseThrow(() -> new IOException("a redirect without an address"));
      URI next = address.resolve(location);
      if ("https".equals(address.getScheme()) && !"https".equals(next.getScheme())) {
        throw new CatalogException(
            "Refused the redirect from '" + address + "' to '" + next + "': it is not https.");
      }
      address = checkedAddress(next);
    }
    throw new IOException("more than " + MAX_REDIRECTS + " redirects");
  }

  /** The gathering of one file, over several attempts. */
  private final class Transfer {
    private final URI address;
    private final Weights weights;
    private final Path part;
    private final ProgressListener listener;
    private long total = -1;
    private boolean complete;

    Transfer(URI address, Weights weights, Path part, ProgressListener listener) {
      this.address = address;
      this.weights = weights;
      this.part = part;
      this.listener = listener;
    }

    /** No use in asking again at once: there is no way to the server. */
    boolean unreachable(IOException e) {
      return e instanceof ConnectException || e instanceof HttpConnectTimeoutException;
    }

    void discard() throws IOException {
      Files.deleteIfExists(part);
      PartState.delete(part);
    }

    void discardIfEmpty() throws IOException {
      if (Files.size(part) == 0) {
        discard();
      }
    }

    void run() throws IOException {
      try (FileChannel channel =
          FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        PartState state = PartState.read(part, address.toString());
        long have = channel.size();
        // Bytes of an unknown version of the file may only be kept where the digest will tell.
        if (have > 0 && state.validator().isEmpty() && weights.sha256().isEmpty()) {
          have = 0;
        }
        try (InputStream body = open(channel, have, state.validator())) {
          if (!complete) {
            copy(body, channel);
          }
        }
      }
    }

    /** Asks for the rest and makes the channel ready for what the server will send. */
    private InputStream open(FileChannel channel, long have, String validator) throws IOException {
      HttpResponse<InputStream> response = send(address, have, validator);
      InputStream body = response.body();
      try {
        HttpAnswer answer = HttpAnswer.of(response);
        switch (response.statusCode()) {
          case 200 -> {
            channel.truncate(0);
            begin(answer, 0);
          }
          case 206 -> {
            if (answer.from() != have) {
              channel.truncate(0);
              throw new IOException("the server sent another part than was asked for");
            }
            begin(answer, have);
          }
          case 416 -> {
            if (answer.total() != have) {
              channel.truncate(0);
              throw new IOException("the server has fewer bytes than are here already");
            }
            checkTotal(answer.total());
            complete = true;
          }
          case 408, 429, 500, 502, 503, 504 ->
              throw new IOException("the server answers " + response.statusCode());
          default ->
              throw new CatalogException(
                  "The server answers "
                      + response.statusCode()
                      + " for '"
                      + address
                      + "', so "
                      + weights.file()
                      + " cannot be downloaded from there.");
        }
        channel.position(channel.size());
        return body;
      } catch (IOException | RuntimeException e) {
        body.close();
        throw e;
      }
    }

    private void begin(HttpAnswer answer, long have) throws IOException {
      checkTotal(answer.total());
      total = answer.total() >= 0 ? answer.total() : weights.bytes().orElse(-1);
      long missing = Math.max(0, total - have);
      long free = Files.getFileStore(part).getUsableSpace();
      if (missing > free) {
        throw new CatalogException(
            "No room for "
                + weights.file()
                + " at '"
                + part.toAbsolutePath().getParent()
                + "': "
                + missing
                + " bytes are missing and "
                + free
                + " are free; make room or set RESSHIFT_HOME.");
      }
      new PartState(address.toString(), answer.validator()).write(part);
    }

    private void checkTotal(long offered) throws IOException {
      if (offered >= 0 && weights.bytes().isPresent() && weights.bytes().getAsLong() != offered) {
        discard();
        throw new CatalogException(
            "The server offers "
                + offered
                + " bytes at '"
                + address
                + "', but "
                + weights.file()
                + " has "
                + weights.bytes().getAsLong()
                + "; nothing was kept.");
      }
    }

    private void copy(InputStream body, FileChannel channel) throws IOException {
      byte[] buffer = new byte[BUFFER];
      long have = channel.size();
      try (StallGuard guard = new StallGuard(body, idle)) {
        while (true) {
          if (listener.cancelled()) {
            throw new CatalogException(
                "The download of "
                    + weights.file()
                    + " was cancelled; the next one goes on from there.");
          }
          listener.progress(weights.file(), have, total);
          int read = guard.read(buffer);
          if (read < 0) {
            break;
          }
          ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, read);
          while (bytes.hasRemaining()) {
            channel.write(bytes);
          }
          have += read;
          if (total >= 0 && have > total) {
            discard();
            throw new CatalogException(
                "The server sends more than the "
                    + total
                    + " bytes of "
                    + weights.file()
                    + "; nothing was kept.");
          }
        }
      }
      if (total >= 0 && have < total) {
        throw new IOException("the connection ended after " + have + " of " + total + " bytes");
      }
      complete = true;
    }
  }

  /** Words for a transfer that failed. */
  static String reason(IOException e) {
    if (e instanceof HttpTimeoutException) {
      return "no answer in time";
    }
    if (e instanceof ConnectException) {
      return "no connection";
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
