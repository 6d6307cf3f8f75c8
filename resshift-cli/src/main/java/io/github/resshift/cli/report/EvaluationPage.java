package io.github.resshift.cli.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.resshift.ResShiftException;
import io.github.resshift.image.FileNames;
import io.github.resshift.image.Picture;
import io.github.resshift.image.PictureReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.imageio.ImageIO;

/**
 * An evaluation as one HTML file without outside parts: protocol, tables, and every picture with a
 * slider between two of its versions. Pictures are embedded, or linked by relative paths.
 */
public final class EvaluationPage {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Evaluation evaluation;
  private final Path file;
  private final boolean linked;

  private EvaluationPage(Evaluation evaluation, Path file, boolean linked) {
    this.evaluation = evaluation;
    this.file = file.toAbsolutePath().normalize();
    this.linked = linked;
  }

  /**
   * The text of the file.
   *
   * @param file where it will lie, for relative links
   * @param linked whether pictures are linked instead of embedded as PNG
   * @throws ResShiftException if a picture cannot be linked or read
   */
  public static String of(Evaluation evaluation, String title, Path file, boolean linked)
      throws IOException {
    EvaluationPage page = new EvaluationPage(evaluation, file, linked);
    // The pictures' data come last, so that nothing in them is taken for a place to fill.
    return template()
        .replace("@TITLE@", EvaluationTables.escape(title))
        .replace("@TABLES@", EvaluationTables.of(evaluation))
        .replace("@DATA@", page.data());
  }

  private static String template() throws IOException {
    try (InputStream in = EvaluationPage.class.getResourceAsStream("evaluation.html")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /**
   * In order: the input, the results, the truth; the slider starts between two that differ most.
   */
  private String data() throws IOException {
    List<PictureSet> sets = new ArrayList<>();
    evaluation.inputs().ifPresent(sets::add);
    sets.addAll(evaluation.results());
    evaluation.truth().ifPresent(sets::add);
    ArrayNode pictures = JSON.createArrayNode();
    for (String name : evaluation.names()) {
      ObjectNode node = pictures.addObject();
      node.put("name", name);
      ArrayNode images = node.putArray("images");
      Picture result = read(evaluation.results().get(0).pictures().get(name));
      node.put("width", result.width());
      node.put("height", result.height());
      for (PictureSet set : sets) {
        Path picture = set.pictures().get(name);
        if (picture != null) {
          images.addObject().put("label", set.label()).put("src", source(picture));
        }
      }
      boolean input =
          evaluation.inputs().map(set -> set.pictures().containsKey(name)).orElse(false);
      int lastResult = evaluation.results().size() - 1 + (input ? 1 : 0);
      boolean onlyOne = lastResult == 0;
      node.put("left", 0);
      node.put("right", onlyOne ? images.size() - 1 : lastResult);
    }
    return JSON.writeValueAsString(pictures).replace("</", "<\\/");
  }

  private String source(Path picture) throws IOException {
    if (linked) {
      return link(picture);
    }
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(read(picture).toBufferedImage(), "png", png);
    return "data:image/png;base64," + Base64.getEncoder().encodeToString(png.toByteArray());
  }

  private String link(Path picture) {
    Path target = picture.toAbsolutePath().normalize();
    if (!target.getRoot().equals(file.getRoot())) {
      throw new ResShiftException(
          "'" + file + "' cannot link '" + target + "' on another drive; leave out --link.");
    }
    Path relative = file.getParent().relativize(target);
    StringBuilder url = new StringBuilder();
    for (Path part : relative) {
      url.append(url.length() == 0 ? "" : "/").append(encoded(FileNames.text(part)));
    }
    return url.toString();
  }

  private static String encoded(String part) {
    StringBuilder out = new StringBuilder();
    for (byte b : FileNames.encode(part)) {
      boolean plain =
          b >= 'a' && b <= 'z'
              || b >= 'A' && b <= 'Z'
              || b >= '0' && b <= '9'
              || "-._~".indexOf(b) >= 0;
      out.append(plain ? String.valueOf((char) b) : String.format("%%%02X", b));
    }
    return out.toString();
  }

  private static Picture read(Path file) {
    return new PictureReader().read(file, note -> {});
  }
}
