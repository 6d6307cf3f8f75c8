package io.github.resshift.server;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Lets in who may: under a host name of this server (a page elsewhere could make its own name lead
 * here), from this server's page or an origin that the owner named, with the token if there is one.
 * Thread-safe.
 */
final class Guard {
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:;"
          + " connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none';"
          + " frame-ancestors 'none'";

  private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "[::1]");
  private static final Pattern ADDRESS =
      Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|\\[[0-9a-f:.]+]");
  private static final Pattern LOOPBACK = Pattern.compile("127(\\.\\d{1,3}){3}");
  private static final Pattern PORT = Pattern.compile(":\\d{1,5}$");
  private static final String BEARER = "bearer ";

  /** What holds no secrets: the page that asks for the token, and what a load balancer asks. */
  private static final Set<String> OPEN = Set.of("/", "/health", "/openapi.json");

  private final Set<String> hosts = new HashSet<>(LOCAL);
  private final boolean anyAddress;
  private final List<String> origins;
  private final Optional<byte[]> token;

  Guard(ServerSettings settings) {
    String host = settings.host().toLowerCase(Locale.ROOT);
    hosts.add(host);
    // A name can be made to lead here, an address cannot.
    anyAddress = !isLocal(host);
    if (anyAddress) {
      ownName().ifPresent(hosts::add);
    }
    origins = settings.origins().stream().map(o -> o.toLowerCase(Locale.ROOT)).toList();
    origins.forEach(origin -> hosts.add(URI.create(origin).getHost()));
    token = settings.token().map(Guard::digest);
  }

  /** Whether an address is one of this machine alone. */
  static boolean isLocal(String host) {
    return LOCAL.contains(host) || host.equals("::1") || LOOPBACK.matcher(host).matches();
  }

  private static Optional<String> ownName() {
    try {
      return Optional.of(InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT));
    } catch (UnknownHostException e) {
      return Optional.empty(); // a machine without a name
    }
  }

  /**
   * Looks at a request before anything else does.
   *
   * @throws Refusal if it may not come in
   */
  void check(Context ctx) {
    ctx.header("X-Content-Type-Options", "nosniff");
    ctx.header("Content-Security-Policy", POLICY);
    ctx.header("Referrer-Policy", "no-referrer");
    ctx.header("Cross-Origin-Resource-Policy", "same-origin");
    ctx.header("Cache-Control", "no-store");
    checkHost(ctx);
    boolean foreign = checkOrigin(ctx);
    boolean preflight = ctx.method() == HandlerType.OPTIONS;
    if (!preflight && !OPEN.contains(ctx.path()) && !ctx.path().startsWith("/page/")) {
      checkToken(ctx);
    }
    if (preflight && foreign) {
      ctx.header("Access-Control-Allow-Methods", "GET, POST, DELETE");
      ctx.header("Access-Control-Allow-Headers", "Authorization, Content-Type, Idempotency-Key");
      ctx.header("Access-Control-Max-Age", "600");
    }
  }

  private void checkHost(Context ctx) {
    String given = ctx.header("Host");
    String host =
        given == null ? "" : PORT.matcher(given.toLowerCase(Locale.ROOT)).replaceFirst("");
    if (!hosts.contains(host) && !(anyAddress && ADDRESS.matcher(host).matches())) {
      throw forbidden(
          "This server does not answer under that host name; start it with --origin for it.");
    }
  }

  /** Whether the request is from another origin, which may ask. */
  private boolean checkOrigin(Context ctx) {
    String origin = ctx.header("Origin");
    if (origin == null) {
      checkSite(ctx);
      return false;
    }
    String lower = origin.toLowerCase(Locale.ROOT);
    if (lower.equals("http://" + ctx.header("Host").toLowerCase(Locale.ROOT))) {
      return false;
    }
    if (!origins.contains(lower)) {
      throw forbidden(
          "Requests of other origins are not taken; start the server with --origin for it.");
    }
    ctx.header("Access-Control-Allow-Origin", origin);
    ctx.header("Access-Control-Expose-Headers", "Location, Content-Location, Retry-After");
    ctx.header("Cross-Origin-Resource-Policy", "cross-origin");
    ctx.header("Vary", "Origin");
    return true;
  }

  /** Pages elsewhere can show pictures of ours without telling their origin; browsers say so. */
  private static void checkSite(Context ctx) {
    String site = ctx.header("Sec-Fetch-Site");
    boolean elsewhere = "cross-site".equals(site) || "same-site".equals(site);
    boolean visit =
        "navigate".equals(ctx.header("Sec-Fetch-Mode"))
            && ctx.method() == HandlerType.GET
            && ctx.path().equals("/");
    if (elsewhere && !visit) {
      throw forbidden("Pages elsewhere may not use this server.");
    }
  }

  private void checkToken(Context ctx) {
    if (token.isEmpty()) {
      return;
    }
    String given = ctx.header("Authorization");
    boolean bearer = given != null && given.regionMatches(true, 0, BEARER, 0, BEARER.length());
    String shown = bearer ? given.substring(BEARER.length()).trim() : "";
    // Digests of equal length, compared in a time that tells nothing.
    if (!MessageDigest.isEqual(token.get(), digest(shown))) {
      ctx.header("WWW-Authenticate", "Bearer realm=\"resshift\"");
      throw new Refusal(
          Refusal.UNAUTHORIZED,
          "This server wants its token: send the header 'Authorization: Bearer TOKEN'.");
    }
  }

  private static byte[] digest(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static Refusal forbidden(String sentence) {
    return new Refusal(Refusal.FORBIDDEN, sentence);
  }
}
