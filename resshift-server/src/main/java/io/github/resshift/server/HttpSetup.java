package io.github.resshift.server;

import io.javalin.config.JavalinConfig;
import io.javalin.config.SizeUnit;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * How connections are treated: how many there may be, how slow they may be, how long their headers
 * are, and what is answered to what is no HTTP.
 */
final class HttpSetup {
  private static final int LEAST_BYTES_A_SECOND = 1024;
  private static final int HEADER_BYTES = 16 << 10;
  private static final int FORM_TEXT_BYTES = 1 << 16;

  private HttpSetup() {}

  /** A thread for each connection, since bodies are read by waiting for them, and a few more. */
  static QueuedThreadPool threads(ServerLimits limits) {
    QueuedThreadPool pool = new QueuedThreadPool(limits.connections() + 32);
    pool.setName("http");
    pool.setDaemon(true);
    return pool;
  }

  /** Sets everything but routes. */
  static void set(
      JavalinConfig config, ServerSettings settings, QueuedThreadPool threads, Path incoming) {
    ServerLimits limits = settings.limits();
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.http.prefer405over404 = true;
    config.http.maxRequestSize = limits.bodyBytes();
    config.http.compressionStrategy = io.javalin.compression.CompressionStrategy.NONE;
    config.jetty.threadPool = threads;
    config.jetty.host = settings.host();
    config.jetty.port = settings.port();
    config.jetty.multipartConfig.cacheDirectory(incoming.toString());
    config.jetty.multipartConfig.maxInMemoryFileSize(FORM_TEXT_BYTES, SizeUnit.BYTES);
    config.jetty.multipartConfig.maxFileSize(limits.bodyBytes(), SizeUnit.BYTES);
    config.jetty.multipartConfig.maxTotalRequestSize(limits.bodyBytes(), SizeUnit.BYTES);
    config.jetty.modifyHttpConfiguration(http -> set(http, limits));
    config.jetty.modifyServer(server -> set(server, limits));
  }

  private static void set(HttpConfiguration http, ServerLimits limits) {
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(HEADER_BYTES);
    http.setMinRequestDataRate(LEAST_BYTES_A_SECOND);
    http.setIdleTimeout(limits.idle().toMillis());
  }

  private static void set(Server server, ServerLimits limits) {
    server.setErrorHandler(HttpSetup::problem);
    for (var connector : server.getConnectors()) {
      if (connector instanceof ServerConnector tcp) {
        tcp.setIdleTimeout(limits.idle().toMillis());
        tcp.addBean(new SlowHeaders(limits.idle().toMillis()));
      }
    }
    server.addBean(new NetworkConnectionLimit(limits.connections(), server));
  }

  /** What never reached a route. */
  private static boolean problem(Request request, Response response, Callback callback) {
    int status = response.getStatus();
    response.getHeaders().put(new HttpField(HttpHeader.CONTENT_TYPE, Problems.TYPE));
    response.write(
        true, ByteBuffer.wrap(Problems.body(status, Problems.sentence(status))), callback);
    return true;
  }

  /**
   * Ends connections whose first request does not arrive: a header a second would keep one alive
   * for ever.
   */
  private static final class SlowHeaders implements Connection.Listener {
    private final long millis;
    private final Map<Connection, Runnable> waiting =
        new java.util.concurrent.ConcurrentHashMap<>();
    private final ScheduledExecutorService clock =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "slow-headers");
              thread.setDaemon(true);
              return thread;
            });

    SlowHeaders(long millis) {
      this.millis = millis;
    }

    @Override
    public void onOpened(Connection connection) {
      Runnable look = () -> look(connection);
      waiting.put(connection, look);
      clock.schedule(look, millis, TimeUnit.MILLISECONDS);
    }

    private void look(Connection connection) {
      if (waiting.remove(connection) != null && connection.getMessagesIn() == 0) {
        connection.close();
      }
    }

    @Override
    public void onClosed(Connection connection) {
      waiting.remove(connection);
    }
  }
}
