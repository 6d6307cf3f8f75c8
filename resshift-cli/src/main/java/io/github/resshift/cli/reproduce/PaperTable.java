package io.github.resshift.cli.reproduce;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.resshift.catalog.Task;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A table of one of the papers: what it measures, on what, with which protocol, and what was
 * published.
 *
 * @param name the word that asks for it
 * @param title what it is about
 * @param source where it was published
 * @param task {@code super-resolution}, {@code inpaint} or {@code face}
 * @param folders of the data: {@code lq}, and perhaps {@code gt} and {@code mask}
 * @param pictures how many the papers measure
 * @param data what is needed and where it comes from
 * @param models the published models that it compares
 * @param measures what is measured here
 * @param unmeasured measures of the papers that need networks that are not part of this program
 * @param settings options of the job that the protocol asks for
 * @param figures what others measured
 */
public record PaperTable(
    @JsonProperty("name") String name,
    @JsonProperty("title") String title,
    @JsonProperty("source") String source,
    @JsonProperty("task") String task,
    @JsonProperty("folders") List<String> folders,
    @JsonProperty("pictures") int pictures,
    @JsonProperty("data") String data,
    @JsonProperty("models") List<String> models,
    @JsonProperty("measures") List<String> measures,
    @JsonProperty("unmeasured") List<String> unmeasured,
    @JsonProperty("settings") Map<String, String> settings,
    @JsonProperty("figures") List<Figures> figures) {
  private static final String RESOURCE = "tables.json";

  /**
   * Figures that were published.
   *
   * @param who made them, and of what
   * @param values by measure
   */
  public record Figures(
      @JsonProperty("who") String who, @JsonProperty("values") Map<String, Double> values) {}

  private record File(
      @JsonProperty("format") String format, @JsonProperty("tables") List<PaperTable> tables) {}

  /** All tables, in the order in which they are listed. */
  public static List<PaperTable> all() {
    try (InputStream in = PaperTable.class.getResourceAsStream(RESOURCE)) {
      return new ObjectMapper().readValue(in, File.class).tables();
    } catch (IOException e) {
      throw new UncheckedIOException("the build has no readable " + RESOURCE, e);
    }
  }

  /** The table of this name. */
  public static Optional<PaperTable> named(String name) {
    return all().stream().filter(table -> table.name().equals(name)).findFirst();
  }

  /** What is done to the pictures. */
  public Task kind() {
    return switch (task) {
      case "inpaint" -> Task.INPAINT;
      case "face" -> Task.FACE;
      default -> Task.SUPER_RESOLUTION;
    };
  }

  /** Whether there are true pictures. */
  public boolean hasTruth() {
    return folders.contains("gt");
  }
}
