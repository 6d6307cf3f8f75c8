package io.github.resshift.server;

import io.javalin.http.Context;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;

/**
 * Ends connections whose request does not arrive in time: a line or a byte now and then would keep
 * one alive for ever, since it is never idle. Thread-safe.
 */
final class SlowSenders
    implements Connection.Listener, HttpConfiguration.Customizer, AutoCloseable {
  private final Duration headers;
  private final Duration body;
  private final Map<Connection, ScheduledFuture<?>> waiting = new ConcurrentHashMap<>();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "slow-senders");
            thread.setDaemon(true);
            return thread;
          });

  SlowSenders(ServerLimits limits) {
    this.headers = limits.idle();
    this.body = limits.upload();
  }

  @Override
  public void onOpened(Connection connection) {
    await(connection);
  }

  @Override
  public void onClosed(Connection connection) {
    arrived(connection);
  }

  /** Called when the headers of a request are complete. */
  @Override
  public Request customize(Request request, HttpFields.Mutable answer) {
    Connection connection = request.getConnectionMetaData().getConnection();
    arrived(connection);
    Request.addCompletionListener(request, failure -> await(connection));
    return request;
  }

  /** The next request must come in time, as an idle connection is closed, too. */
  private void await(Connection connection) {
    if (clock.isShutdown() || !connection.getEndPoint().isOpen()) {
      return;
    }
    ScheduledFuture<?> before =
        waiting.put(
            connection,
            clock.schedule(connection::close, headers.toMillis(), TimeUnit.MILLISECONDS));
    if (before != null) {
      before.cancel(false);
    }
  }

  private void arrived(Connection connection) {
    ScheduledFuture<?> end = waiting.remove(connection);
    if (end != null) {
      end.cancel(false);
    }
  }

  /** A body that must have arrived by the time that this is closed. */
  @FunctionalInterface
  interface Arrival extends AutoCloseable {
    @Override
    void close();
  }

  /** Ends the connection of a request if its body takes too long. */
  Arrival body(Context ctx) {
    Connection connection =
        ServletContextRequest.getServletContextRequest(ctx.req())
            .getConnectionMetaData()
            .getConnection();
    ScheduledFuture<?> end =
        clock.schedule(connection::close, body.toMillis(), TimeUnit.MILLISECONDS);
    return () -> end.cancel(false);
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
