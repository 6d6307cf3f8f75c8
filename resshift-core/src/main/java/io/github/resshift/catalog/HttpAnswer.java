package io.github.resshift.catalog;

import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an answer's headers say about a file.
 *
 * @param from offset of the first byte that follows, or -1 where it is not said
 * @param total length of the whole file, or -1
 * @param validator value for {@code If-Range} that identifies this version of the file, or empty
 */
record HttpAnswer(long from, long total, String validator) {
  private static final Pattern CONTENT_RANGE =
      Pattern.compile("bytes (?:(\\d{1,18})-\\d{1,18}|\\*)/(\\d{1,18}|\\*)");

  static HttpAnswer of(HttpResponse<?> response) {
    HttpHeaders headers = response.headers();
    // A weak tag does not promise the same bytes, so it cannot serve to go on (RFC 9110, 13.1.5).
    String validator =
        headers
            .firstValue("ETag")
            .filter(tag -> !tag.startsWith("W/"))
            .or(() -> headers.firstValue("Last-Modified"))
            .orElse("");
    Matcher range = CONTENT_RANGE.matcher(headers.firstValue("Content-Range").orElse(""));
    if (range.matches()) {
      long from = range.group(1) == null ? -1 : Long.parseLong(range.group(1));
      long total = range.group(2).equals("*") ? -1 : Long.parseLong(range.group(2));
      return new HttpAnswer(from, total, validator);
    }
    boolean whole = response.statusCode() == 200;
    long length = whole ? headers.firstValueAsLong("Content-Length").orElse(-1) : -1;
    return new HttpAnswer(whole ? 0 : -1, length, validator);
  }
}
