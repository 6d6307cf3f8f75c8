package example;

import io.github.resshift.restore.Restorer;
import java.nio.file.Path;

/** Makes a picture four times as wide and high: {@code Enlarge SMALL LARGE}. */
public final class Enlarge {
  private Enlarge() {}

  public static void main(String[] args) {
    try (Restorer restorer = Restorer.builder().model("bundled").seed(7).build()) {
      restorer.restore(Path.of(args[0]), Path.of(args[1]));
    }
  }
}
