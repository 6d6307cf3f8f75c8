package io.github.resshift.train;

import io.github.resshift.image.Picture;
import io.github.resshift.tensor.Engine;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Which code is running, for the record of a training run. Stateless. */
final class CodeVersion {
  private static final int DIGITS = 12;

  /** One class of each module that a run may depend on. */
  private static final List<Class<?>> MODULES =
      List.of(CodeVersion.class, Engine.class, Picture.class);

  private CodeVersion() {}

  /** The first digits of the SHA-256 of this library's jars, or words where there are no jars. */
  static String text() {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      for (Class<?> module : MODULES) {
        CodeSource source = module.getProtectionDomain().getCodeSource();
        Path jar = source == null ? null : Path.of(source.getLocation().toURI());
        if (jar == null || !Files.isRegularFile(jar)) {
          return "classes outside a jar";
        }
        sha.update(Files.readAllBytes(jar));
      }
      String digest = HexFormat.of().formatHex(sha.digest()).substring(0, DIGITS);
      return "jars of train, core and image " + digest;
    } catch (URISyntaxException | IOException e) {
      return "a jar that cannot be read";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
