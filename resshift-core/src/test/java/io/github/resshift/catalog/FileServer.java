package io.github.resshift.catalog;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server on this machine that has one file and can misbehave on demand. */
final class FileServer implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final byte[] content;
  private final List<String> ranges = new CopyOnWriteArrayList<>();

  /** Its name for the version of the file; null for none. */
  volatile String tag = "\"v1\"";

  /** The connection ends after this many bytes of every answer. */
  volatile int cutAfter = Integer.MAX_VALUE;

  /** Answers stop, with the connection open, after this many bytes. */
  volatile int stallAfter = Integer.MAX_VALUE;

  /** Answered in place of the file when not 0. */
  volatile int status;

  /** Value of {@code Location} for 3xx answers. */
  volatile String location = "";

  /** Whether ranges are understood. */
  volatile boolean ranged = true;

  FileServer(byte[] content) throws IOException {
    this.content = content;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/file.pth", this::serve);
    server.createContext("/moved.pth", exchange -> redirect(exchange, location));
    server.setExecutor(threads);
    server.start();
  }

  String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  /** The {@code Range} headers of the requests so far; "-" for requests without. */
  List<String> ranges() {
    return ranges;
  }

  private void redirect(HttpExchange exchange, String target) throws IOException {
    exchange.getResponseHeaders().add("Location", target);
    exchange.sendResponseHeaders(302, -1);
    exchange.close();
  }

  private void serve(HttpExchange exchange) throws IOException {
    String range = exchange.getRequestHeaders().getFirst("Range");
    ranges.add(range == null ? "-" : range);
    if (status != 0) {
      exchange.sendResponseHeaders(status, -1);
      exchange.close();
      return;
    }
    if (tag != null) {
      exchange.getResponseHeaders().add("ETag", tag);
    }
    String sameAs = exchange.getRequestHeaders().getFirst("If-Range");
    boolean part = ranged && range != null && (sameAs == null || sameAs.equals(tag));
    int from = part ? Integer.parseInt(range.replaceAll("\\D", "")) : 0;
    if (from >= content.length) {
      exchange.getResponseHeaders().add("Content-Range", "bytes */" + content.length);
      exchange.sendResponseHeaders(416, -1);
      exchange.close();
      return;
    }
    if (part) {
      exchange
          .getResponseHeaders()
          .add(
              "Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
    }
    exchange.sendResponseHeaders(part ? 206 : 200, content.length - from);
    int length = Math.min(content.length - from, Math.min(cutAfter, stallAfter));
    try (OutputStream body = exchange.getResponseBody()) {
      body.write(content, from, length);
      body.flush();
      if (stallAfter < content.length - from) {
        Thread.sleep(5_000);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      // Closing a body that is too short fails: the wanted effect is the broken connection.
      exchange.close();
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
