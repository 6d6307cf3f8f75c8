package io.github.resshift.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.resshift.ResShiftException;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import java.io.EOFException;
import java.util.concurrent.CompletionException;
import org.eclipse.jetty.http.HttpException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What goes wrong as an answer: application/problem+json with one sentence. Stateless. */
final class Problems {
  static final String TYPE = "application/problem+json";

  /** Of failures that nobody foresaw: what they say may be of use to an attacker. */
  static final String UNKNOWN = "Something went wrong inside the server; its log says what.";

  private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
  private static final int FAILED = 500;
  private static final int METHOD = 405;

  private Problems() {}

  /** Answers for all exceptions and for addresses that there are not. */
  static void set(JavalinConfig config) {
    config.routes.exception(Refusal.class, (e, ctx) -> answer(ctx, e));
    config.routes.exception(
        HttpResponseException.class,
        (e, ctx) -> answer(ctx, e.getStatus(), sentence(e.getStatus())));
    config.routes.exception(Exception.class, (e, ctx) -> unexpected(ctx, e));
    for (int status : new int[] {Refusal.NOT_FOUND, METHOD}) {
      config.routes.error(
          status,
          ctx -> {
            if (!TYPE.equals(ctx.res().getContentType())) {
              answer(ctx, status, sentence(status));
            }
          });
    }
  }

  /** The answer for an exception of work that is done on another thread. */
  static void answer(Context ctx, Throwable failure) {
    Throwable e = failure instanceof CompletionException ? failure.getCause() : failure;
    if (e instanceof Refusal refusal) {
      if (refusal.retryAfter() > 0) {
        ctx.header("Retry-After", Integer.toString(refusal.retryAfter()));
      }
      answer(ctx, refusal.status(), refusal.getMessage());
    } else {
      unexpected(ctx, e);
    }
  }

  private static void unexpected(Context ctx, Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof HttpException http) {
        answer(ctx, http.getCode(), sentence(http.getCode()));
        return;
      }
      if (cause instanceof EOFException
          || cause instanceof java.nio.channels.ClosedChannelException
          || cause instanceof java.util.concurrent.TimeoutException) {
        answer(ctx, Refusal.BAD_REQUEST, "The request broke off or is not HTTP as it should be.");
        return;
      }
    }
    LOG.error("{} {} failed", ctx.method(), ctx.path(), e);
    String sentence = e instanceof ResShiftException ? e.getMessage() : UNKNOWN;
    answer(ctx, FAILED, sentence);
  }

  private static void answer(Context ctx, int status, String sentence) {
    if (ctx.res().isCommitted()) {
      return;
    }
    ctx.status(status).contentType(TYPE).result(body(status, sentence));
  }

  /** The body of an answer. */
  static byte[] body(int status, String sentence) {
    ObjectNode node = Json.object();
    node.put("type", "about:blank");
    node.put("title", HttpStatus.forStatus(status).getMessage());
    node.put("status", status);
    node.put("detail", sentence);
    return Json.bytes(node);
  }

  /** Words where nothing more is known. */
  static String sentence(int status) {
    return switch (status) {
      case Refusal.NOT_FOUND ->
          "There is nothing at this address; /openapi.json lists what there is.";
      case METHOD -> "This address knows other methods; /openapi.json lists them.";
      case Refusal.TIMEOUT -> "The request came too slowly.";
      case Refusal.TOO_LARGE -> "The body is too long.";
      case 431 -> "The request's headers are too long.";
      case FAILED -> UNKNOWN;
      default -> HttpStatus.forStatus(status).getMessage() + ".";
    };
  }
}
