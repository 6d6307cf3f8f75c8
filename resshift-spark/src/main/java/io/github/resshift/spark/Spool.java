package io.github.resshift.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Room on the disk of this machine for one picture at a time, where Spark keeps its own files. */
final class Spool {
  private Spool() {}

  /** A new empty folder. */
  static Path folder() throws IOException {
    String given = System.getenv("SPARK_LOCAL_DIRS");
    String place = given == null ? System.getProperty("java.io.tmpdir") : given.split(",")[0];
    return Files.createTempDirectory(Files.createDirectories(Path.of(place)), "resshift-");
  }

  /** Deletes a folder with everything in it. */
  static void delete(Path folder) throws IOException {
    List<Path> all;
    try (Stream<Path> below = Files.walk(folder)) {
      all = below.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path each : all) {
      Files.deleteIfExists(each);
    }
  }
}
