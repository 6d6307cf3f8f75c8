package io.github.resshift.catalog;

import io.github.resshift.Internal;
import io.github.resshift.catalog.ModelDescription.Weights;
import io.github.resshift.config.ConfigException;
import io.github.resshift.config.ConfigNode;
import io.github.resshift.image.AtomicFile;
import io.github.resshift.model.DenoiserConfig;
import io.github.resshift.model.SwinUNetConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * Our model file, {@code model.yaml}: the text form of a {@link ModelDescription}.
 *
 * <pre>
 * format: resshift-model/1
 * name: small-x4
 * task: super-resolution          # or inpaint, face
 * licence: Apache-2.0             # optional, like note and steps
 * note: What it is good for.
 * steps: 4                        # default number of steps
 * realism: 0.3                    # optional: default of --realism, 0 to 1, else 1
 * padding: 64                     # optional: lq_size
 * diffusion: {sf: 4, steps: 15, ...}   # or type: noise with other keys
 * network: {image_size: 64, ...}
 * first_stage: {type: pixel_shuffle, factor: 4}   # or identity, or vq with embed_dim, ...
 * weights:                        # absent: not trained yet
 *   network: model.safetensors    # or {file:, url:, sha256:, bytes:}
 *   guide: guide.safetensors      # where network has a guide
 *   ranges: ranges.safetensors    # optional: of the guide's activations, for int8
 * </pre>
 *
 * <p>The blocks have the keys that {@link ModelParams} and {@link ChainParams} document. An unknown
 * key is an error.
 */
public final class ModelYaml {
  /** Value of the key {@code format}; another number means a file of a later program. */
  public static final String FORMAT = "resshift-model/1";

  private static final String FORMAT_KEY = "format";

  private ModelYaml() {}

  /** Whether {@code root} says that it is a model file of ours, of whatever version. */
  static boolean recognises(ConfigNode root) {
    return root.has(FORMAT_KEY);
  }

  /**
   * Reads a model file.
   *
   * @throws ConfigException for another format, missing, wrong and unknown keys
   */
  public static ModelDescription read(Path file) {
    return parse(ConfigNode.read(file));
  }

  /** The description in a parsed model file; errors as {@link #read}. */
  @Internal
  public static ModelDescription parse(ConfigNode root) {
    String format = root.text(FORMAT_KEY);
    if (!format.equals(FORMAT)) {
      throw root.problem(
          FORMAT_KEY, "must be '" + FORMAT + "', the format that this version reads");
    }
    Task task =
        Task.labelled(root.text("task"))
            .orElseThrow(
                () ->
                    root.problem(
                        "task",
                        "must be one of "
                            + Arrays.stream(Task.values()).map(Task::label).toList()));
    DenoiserConfig network = ModelParams.network(root.at("network"));
    int steps = root.integer("steps", 0);
    Optional<ConfigNode> weights = root.find("weights");
    try {
      ModelDescription description =
          new ModelDescription(
              root.text("name"),
              task,
              ChainParams.read(root.at("diffusion")),
              network,
              ModelParams.firstStage(root.at("first_stage")),
              root.integer("padding", padding(network)),
              steps == 0 ? Optional.empty() : Optional.of(steps),
              weights.flatMap(node -> weights(node, "network")),
              weights.flatMap(node -> weights(node, "first_stage")),
              root.text("licence", ""),
              root.text("note", ""),
              root.number("realism", 1),
              weights.flatMap(node -> weights(node, "guide")),
              weights.flatMap(node -> weights(node, "ranges")));
      List<String> unknown = root.unusedKeys();
      if (!unknown.isEmpty()) {
        throw root.problem("unknown keys " + unknown + "; a model file has none.");
      }
      return description;
    } catch (IllegalArgumentException e) {
      throw root.problem(e.getMessage() + ".");
    }
  }

  /** Low-quality pixels to whose multiples pictures are padded, where nothing else is said. */
  static int padding(DenoiserConfig network) {
    return network instanceof SwinUNetConfig unet ? unet.lqSize() : network.latentMultiple();
  }

  private static Optional<Weights> weights(ConfigNode node, String key) {
    if (!node.isMap(key)) {
      return node.has(key) ? Optional.of(Weights.of(node.text(key))) : Optional.empty();
    }
    ConfigNode file = node.at(key);
    long bytes = file.longInteger("bytes", 0);
    return Optional.of(
        new Weights(
            file.text("file"),
            Optional.ofNullable(file.text("url", null)),
            Optional.ofNullable(file.text("sha256", null)),
            bytes == 0 ? OptionalLong.empty() : OptionalLong.of(bytes)));
  }

  /** The text of a model file that {@link #parse} reads as {@code description}. */
  public static String write(ModelDescription description) {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put(FORMAT_KEY, FORMAT);
    root.put("name", description.name());
    root.put("task", description.task().label());
    putText(root, "licence", description.licence());
    putText(root, "note", description.note());
    description.defaultSteps().ifPresent(steps -> root.put("steps", steps));
    if (description.defaultRealism() != 1) {
      root.put("realism", description.defaultRealism());
    }
    root.put("padding", description.paddingOffset());
    root.put("diffusion", ChainParams.block(description.diffusion()));
    root.put("network", ModelParams.block(description.network()));
    root.put("first_stage", ModelParams.block(description.firstStage()));
    Map<String, Object> weights = new LinkedHashMap<>();
    description.networkWeights().ifPresent(file -> weights.put("network", block(file)));
    description.firstStageWeights().ifPresent(file -> weights.put("first_stage", block(file)));
    description.guideWeights().ifPresent(file -> weights.put("guide", block(file)));
    description.guideRanges().ifPresent(file -> weights.put("ranges", block(file)));
    if (!weights.isEmpty()) {
      root.put("weights", weights);
    }
    // The schema of the reader decides which texts need quotes.
    DumpSettings settings =
        DumpSettings.builder()
            .setSchema(new CoreSchema())
            .setDefaultFlowStyle(FlowStyle.AUTO)
            .setWidth(100)
            .build();
    return new Dump(settings).dumpToString(root);
  }

  /** Writes the model file; a reader sees the old file or the whole new one. */
  public static void write(ModelDescription description, Path file) {
    try {
      AtomicFile.write(file, write(description));
    } catch (IOException e) {
      throw new CatalogException(file + ": cannot be written: " + e.getMessage() + ".", e);
    }
  }

  private static void putText(Map<String, Object> root, String key, String text) {
    if (!text.isEmpty()) {
      root.put(key, text);
    }
  }

  private static Object block(Weights weights) {
    if (weights.equals(Weights.of(weights.file()))) {
      return weights.file();
    }
    Map<String, Object> block = new LinkedHashMap<>();
    block.put("file", weights.file());
    weights.url().ifPresent(url -> block.put("url", url));
    weights.sha256().ifPresent(digest -> block.put("sha256", digest));
    weights.bytes().ifPresent(length -> block.put("bytes", length));
    return block;
  }
}
