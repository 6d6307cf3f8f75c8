package io.github.resshift.train;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Which code is running, for the record of a training run. Stateless. */
final class CodeVersion {
  private static final int DIGITS = 12;

  private CodeVersion() {}

  /** The first digits of the SHA-256 of this library's jar, or words where there is no jar. */
  static String text() {
    CodeSource source = CodeVersion.class.getProtectionDomain().getCodeSource();
    try {
      Path jar = source == null ? null : Path.of(source.getLocation().toURI());
      return jar == null || !Files.isRegularFile(jar)
          ? "classes outside a jar"
          : jar.getFileName() + " " + digest(jar);
    } catch (URISyntaxException | IOException e) {
      return "a jar that cannot be read";
    }
  }

  private static String digest(Path jar) throws IOException {
    try (InputStream in = Files.newInputStream(jar)) {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      sha.update(in.readAllBytes());
      return HexFormat.of().formatHex(sha.digest()).substring(0, DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
