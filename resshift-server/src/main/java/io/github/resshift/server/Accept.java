package io.github.resshift.server;

import io.github.resshift.image.PictureFormat;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a request wants to have back. Stateless. */
final class Accept {
  private Accept() {}

  /** The format with the greatest weight, the first of equal ones; empty if none is accepted. */
  static Optional<PictureFormat> format(String header) {
    if (header == null || header.isBlank()) {
      return Optional.of(PictureFormat.PNG);
    }
    PictureFormat best = null;
    double most = 0;
    for (String range : header.toLowerCase(Locale.ROOT).split(",")) {
      String[] parts = range.split(";");
      double weight = weight(parts);
      Optional<PictureFormat> format = named(parts[0].trim());
      if (format.isPresent() && weight > most) {
        best = format.get();
        most = weight;
      }
    }
    return Optional.ofNullable(best);
  }

  private static Optional<PictureFormat> named(String range) {
    if (range.equals("*/*") || range.equals("image/*")) {
      return Optional.of(PictureFormat.PNG);
    }
    return Arrays.stream(PictureFormat.values())
        .filter(format -> format.mediaType().equals(range))
        .findFirst();
  }

  private static double weight(String[] parts) {
    for (int i = 1; i < parts.length; i++) {
      String part = parts[i].trim();
      if (part.startsWith("q=")) {
        try {
          return Double.parseDouble(part.substring(2));
        } catch (NumberFormatException e) {
          return 0; // says nothing that can be understood
        }
      }
    }
    return 1;
  }
}
