package io.github.resshift.server;

import io.javalin.config.JavalinConfig;
import io.javalin.config.SizeUnit;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
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
      JavalinConfig config,
      ServerSettings settings,
      QueuedThreadPool threads,
      SlowSenders slow,
      Path incoming) {
    ServerLimits limits = settings.limits();
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.http.prefer405over404 = true;
    config.http.maxRequestSize = limits.bodyBytes();
    config.http.compressionStrategy = io.javalin.compression.CompressionStrategy.NONE;
    config.jetty.threadPool = threads;
    config.jetty.multipartConfig.cacheDirectory(incoming.toString());
    config.jetty.multipartConfig.maxInMemoryFileSize(FORM_TEXT_BYTES, SizeUnit.BYTES);
    config.jetty.multipartConfig.maxFileSize(limits.bodyBytes(), SizeUnit.BYTES);
    config.jetty.multipartConfig.maxTotalRequestSize(limits.bodyBytes(), SizeUnit.BYTES);
    config.jetty.modifyHttpConfiguration(http -> set(http, limits, slow));
    config.jetty.addConnector((server, http) -> connector(server, http, settings, slow));
  }

  private static void set(HttpConfiguration http, ServerLimits limits, SlowSenders slow) {
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(HEADER_BYTES);
    http.addCustomizer(slow);
    http.setIdleTimeout(limits.idle().toMillis());
  }

  private static Connector connector(
      Server server, HttpConfiguration http, ServerSettings settings, SlowSenders slow) {
    server.setErrorHandler(HttpSetup::problem);
    ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
    connector.setHost(settings.host());
    connector.setPort(settings.port());
    connector.setIdleTimeout(settings.limits().idle().toMillis());
    connector.addEventListener(slow);
    connector.addBean(new NetworkConnectionLimit(settings.limits().connections(), connector));
    return connector;
  }

  /** What never reached a route. */
  private static boolean problem(Request request, Response response, Callback callback) {
    int status = response.getStatus();
    response.getHeaders().put(new HttpField(HttpHeader.CONTENT_TYPE, Problems.TYPE));
    response.write(
        true, ByteBuffer.wrap(Problems.body(status, Problems.sentence(status))), callback);
    return true;
  }
}
