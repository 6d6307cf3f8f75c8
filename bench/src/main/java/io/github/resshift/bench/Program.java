package io.github.resshift.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.resshift.measure.TestPicture;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/**
 * The program, started by its launcher on folders of made-up pictures.
 *
 * @param launcher the file to start
 * @param model a name or the path of a model file
 * @param log where it writes what it says
 */
record Program(Path launcher, String model, Path log) {
  private static final String JOURNAL = ".resshift-journal.jsonl";

  /** Writes {@code count} different pictures. */
  static void pictures(Path folder, int count, int width, int height, String format)
      throws IOException {
    Files.createDirectories(folder);
    BufferedImage large = TestPicture.image(width + count, height + count);
    for (int i = 0; i < count; i++) {
      BufferedImage part = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          part.setRGB(x, y, large.getRGB(x + i, y + i));
        }
      }
      ImageIO.write(part, format, folder.resolve("p%04d.%s".formatted(i, format)).toFile());
    }
  }

  /** Starts {@code upscale} on a folder. */
  Process start(Path in, Path out, List<String> options) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                launcher.toString(),
                "upscale",
                in.toString(),
                "-o",
                out.toString(),
                "--model",
                model,
                "-q"));
    command.addAll(options);
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  /** Runs {@code upscale} on a folder to its end. */
  void run(Path in, Path out, List<String> options) throws IOException, InterruptedException {
    int exit = start(in, out, options).waitFor();
    if (exit != 0) {
      throw new IllegalStateException(
          launcher + " ended with exit code " + exit + ": " + Files.readString(log).strip());
    }
  }

  /** The names of results in the order in which the journal has {@code event} for them. */
  static List<String> journal(Path out, String event) throws IOException {
    Path file = out.resolve(JOURNAL);
    List<String> names = new ArrayList<>();
    if (Files.exists(file)) {
      String content = Files.readString(file);
      // The last line may be half written.
      for (String line : content.substring(0, content.lastIndexOf('\n') + 1).lines().toList()) {
        JsonNode node = new ObjectMapper().readTree(line);
        if (node.path("event").asText().equals(event)) {
          names.add(node.get("target").asText());
        }
      }
    }
    return names;
  }

  /** The files of a folder without the journal. */
  static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> !file.endsWith(JOURNAL)).sorted().toList();
    }
  }
}
