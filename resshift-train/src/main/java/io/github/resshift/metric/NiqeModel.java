package io.github.resshift.metric;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.resshift.ResShiftException;
import io.github.resshift.image.AtomicFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/**
 * What NIQE knows about pristine photographs: mean and covariance of their statistics. Immutable
 * and thread-safe.
 *
 * <p>The file format of ours is JSON: {@code {"format": "resshift-niqe/1", "made": WORDS, "mean":
 * [36 numbers], "covariance": [36 rows, each from its diagonal on]}}. The published parameters,
 * {@code niqe_pris_params.npz}, are read, too.
 */
public final class NiqeModel {
  private static final String FORMAT = "resshift-niqe/1";
  private static final String RESOURCE = "niqe-pristine.json";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String origin;
  private final MultivariateGaussian statistics;

  NiqeModel(String origin, MultivariateGaussian statistics) {
    this.origin = origin;
    this.statistics = statistics;
  }

  /** Our own model, which comes with the library; docs/evaluation.md says how it was made. */
  public static NiqeModel own() {
    try (InputStream in = NiqeModel.class.getResourceAsStream(RESOURCE)) {
      return ofJson("ResShift's own", JSON.readTree(in));
    } catch (IOException e) {
      throw new UncheckedIOException("the library is incomplete: " + RESOURCE, e);
    }
  }

  /**
   * Reads a model from a file: JSON of ours, or the published .npz. The content decides.
   *
   * @throws ResShiftException if it cannot be read or is neither
   */
  public static NiqeModel read(Path file) {
    try {
      byte[] content = Files.readAllBytes(file);
      if (content.length > 1 && content[0] == 'P' && content[1] == 'K') {
        return ofArrays(file.getFileName().toString(), NumpyArchive.read(content));
      }
      return ofJson(file.getFileName().toString(), JSON.readTree(content));
    } catch (IOException | IllegalArgumentException e) {
      throw new ResShiftException(
          "'"
              + file
              + "' is no NIQE model ("
              + e.getMessage().lines().findFirst().orElse("")
              + "); give niqe_pris_params.npz or a file that 'resshift fit-niqe' made.",
          e);
    }
  }

  /** Writes the model as JSON, beside its place first. */
  public void write(Path file) throws IOException {
    ObjectNode root = JSON.createObjectNode();
    root.put("format", FORMAT);
    root.put("made", origin);
    ArrayNode mean = root.putArray("mean");
    ArrayNode covariance = root.putArray("covariance");
    for (int i = 0; i < NiqeFeatures.COUNT; i++) {
      mean.add(statistics.mean()[i]);
      ArrayNode row = covariance.addArray();
      for (int j = i; j < NiqeFeatures.COUNT; j++) {
        row.add(statistics.covariance()[i][j]);
      }
    }
    AtomicFile.write(file, JSON.writeValueAsString(root) + "\n");
  }

  /** Where the model comes from, for reports. */
  public String origin() {
    return origin;
  }

  MultivariateGaussian statistics() {
    return statistics;
  }

  private static NiqeModel ofJson(String name, JsonNode root) {
    if (!FORMAT.equals(root.path("format").asText())) {
      throw new IllegalArgumentException("its format is not " + FORMAT);
    }
    double[] mean = numbers(root.path("mean"), NiqeFeatures.COUNT);
    double[][] covariance = new double[NiqeFeatures.COUNT][NiqeFeatures.COUNT];
    for (int i = 0; i < NiqeFeatures.COUNT; i++) {
      double[] row = numbers(root.path("covariance").path(i), NiqeFeatures.COUNT - i);
      for (int j = i; j < NiqeFeatures.COUNT; j++) {
        covariance[i][j] = row[j - i];
        covariance[j][i] = row[j - i];
      }
    }
    String origin = name + " (" + root.path("made").asText() + ")";
    return new NiqeModel(origin, new MultivariateGaussian(mean, covariance));
  }

  private static double[] numbers(JsonNode list, int count) {
    if (list.size() != count) {
      throw new IllegalArgumentException(
          "a list has " + list.size() + " numbers instead of " + count);
    }
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      if (!list.get(i).isNumber()) {
        throw new IllegalArgumentException("a value is no number");
      }
      values[i] = list.get(i).doubleValue();
    }
    return values;
  }

  private static NiqeModel ofArrays(String name, Map<String, double[]> arrays) {
    double[] mean = arrays.get("mu_pris_param");
    double[] flat = arrays.get("cov_pris_param");
    int n = NiqeFeatures.COUNT;
    if (mean == null || flat == null || mean.length != n || flat.length != n * n) {
      throw new IllegalArgumentException(
          "it needs mu_pris_param with 36 and cov_pris_param with 1296 numbers");
    }
    // It is symmetric, so rows and columns are the same.
    double[][] covariance = new double[n][];
    for (int i = 0; i < n; i++) {
      covariance[i] = Arrays.copyOfRange(flat, i * n, (i + 1) * n);
    }
    return new NiqeModel(
        name + " (published parameters)", new MultivariateGaussian(mean, covariance));
  }
}
