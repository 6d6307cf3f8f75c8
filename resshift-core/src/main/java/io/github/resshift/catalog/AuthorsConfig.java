package io.github.resshift.catalog;

import io.github.resshift.Internal;
import io.github.resshift.catalog.ModelDescription.Weights;
import io.github.resshift.config.ConfigNode;
import io.github.resshift.diffusion.ChainConfig;
import io.github.resshift.model.AutoencoderConfig;
import io.github.resshift.model.DenoiserConfig;
import io.github.resshift.model.FirstStageConfig;
import io.github.resshift.model.IdentityConfig;
import io.github.resshift.model.KlConfig;
import io.github.resshift.model.PixelShuffleConfig;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A configuration in the layout of the method's authors ({@code configs/*.yaml}, docs/method.md
 * sections 7 and 8): {@code model}, {@code diffusion} and {@code autoencoder} with {@code target},
 * {@code params} and {@code ckpt_path}, and {@code degradation}, {@code data} and {@code train} for
 * training. Class paths in {@code target} only choose among what exists here; nothing is loaded by
 * name. Of our own there may be {@code name}, {@code steps} (the default of sampling), {@code
 * licence} and {@code note} beside them.
 */
@Internal
public final class AuthorsConfig {
  private static final String MODEL = "model";
  private static final String DIFFUSION = "diffusion";
  private static final String AUTOENCODER = "autoencoder";
  private static final String PARAMS = "params";
  private static final String TARGET = "target";
  private static final String VQ = "VQModelTorch";
  private static final String KL = "AutoencoderKL";
  private static final String GUIDED = "GuidedNet";
  private static final String SHUFFLE = "PixelShuffleCodec";

  /** Sections that belong to the trainer, which reads them and names what it does not know. */
  private static final Set<String> TRAINING = Set.of("degradation", "data", "train", "trainer");

  private final ConfigNode root;
  private final ModelDescription description;
  private final List<String> unknownKeys;

  private AuthorsConfig(ConfigNode root) {
    this.root = root;
    this.description = describe(root);
    this.unknownKeys =
        root.unusedKeys().stream().filter(key -> !TRAINING.contains(sectionOf(key))).toList();
  }

  /**
   * Reads a configuration file.
   *
   * @throws io.github.resshift.config.ConfigException for missing or wrong settings and for
   *     variants that do not exist here
   */
  public static AuthorsConfig read(Path file) {
    return parse(ConfigNode.read(file));
  }

  /** Reads a parsed configuration; errors as {@link #read}. */
  public static AuthorsConfig parse(ConfigNode root) {
    return new AuthorsConfig(root);
  }

  /** Whether {@code root} has the sections of this layout. */
  static boolean recognises(ConfigNode root) {
    return root.isMap(MODEL) && root.isMap(DIFFUSION);
  }

  /** The model; named after the file. Weights are paths as written under {@code ckpt_path}. */
  public ModelDescription description() {
    return description;
  }

  /** Dotted keys outside the training sections that mean nothing here; they are ignored. */
  public List<String> unknownKeys() {
    return unknownKeys;
  }

  /** One sentence for each of {@link #unknownKeys}, to be shown to the user. */
  public List<String> warnings() {
    return unknownKeys.stream()
        .map(key -> root.origin() + ": the key " + key + " is unknown and has no effect.")
        .toList();
  }

  /** The whole tree; its {@code unusedKeys} grow fewer as the training sections are read. */
  public ConfigNode root() {
    return root;
  }

  /** The section {@code degradation}: how training data is made worse. */
  public Optional<ConfigNode> degradation() {
    return root.find("degradation");
  }

  /** The section {@code data}: where pictures come from. */
  public Optional<ConfigNode> data() {
    return root.find("data");
  }

  /** The section {@code train}: learning rate, batch, iterations. */
  public Optional<ConfigNode> train() {
    return root.find("train");
  }

  /** The section {@code trainer}: its {@code target} tells which loss is meant. */
  public Optional<ConfigNode> trainer() {
    return root.find("trainer");
  }

  private static ModelDescription describe(ConfigNode root) {
    ConfigNode model = root.at(MODEL);
    DenoiserConfig network = denoiser(model);
    ChainConfig diffusion = ChainParams.section(root.at(DIFFUSION));
    Optional<ConfigNode> autoencoder = root.find(AUTOENCODER);
    FirstStageConfig firstStage =
        autoencoder.map(AuthorsConfig::firstStage).orElseGet(IdentityConfig::new);
    Optional<Weights> networkWeights = weights(model);
    Optional<Weights> firstStageWeights = autoencoder.flatMap(AuthorsConfig::weights);
    String licence =
        networkWeights.flatMap(file -> PublishedModels.file(fileName(file))).isPresent()
            ? PublishedModels.licence()
            : "";
    try {
      return new ModelDescription(
          root.text("name", nameOf(root.origin())),
          task(network, diffusion),
          diffusion,
          network,
          firstStage,
          ModelYaml.padding(network),
          root.has("steps") ? Optional.of(root.integer("steps")) : Optional.empty(),
          networkWeights,
          firstStageWeights,
          root.text("licence", licence),
          root.text("note", ""),
          root.number("realism", 1),
          Optional.ofNullable(model.text("guide_path", null)).map(Weights::of));
    } catch (IllegalArgumentException e) {
      throw root.problem(e.getMessage() + ".");
    }
  }

  /** The denoiser that {@code target} names: the published one, or {@value #GUIDED}. */
  private static DenoiserConfig denoiser(ConfigNode model) {
    if (model.text(TARGET, "").endsWith(GUIDED)) {
      return GuidedParams.of(model.at(PARAMS));
    }
    requireTarget(model, "UNetModelSwin");
    return ModelParams.swinUNet(model.at(PARAMS));
  }

  private static Task task(DenoiserConfig network, ChainConfig diffusion) {
    if (network.condition().masked()) {
      return Task.INPAINT;
    }
    return diffusion.scale() == 1 ? Task.FACE : Task.SUPER_RESOLUTION;
  }

  private static FirstStageConfig firstStage(ConfigNode section) {
    return section.text(TARGET, "").endsWith(SHUFFLE)
        ? new PixelShuffleConfig(section.at(PARAMS).integer("factor"))
        : autoencoder(section);
  }

  /**
   * The settings of a section {@code autoencoder} whose {@code target} names one with weights: the
   * published {@value #VQ}, which is meant where there is no {@code target}, or {@value #KL}.
   *
   * @throws io.github.resshift.config.ConfigException for any other target and wrong settings
   */
  public static AutoencoderConfig autoencoder(ConfigNode section) {
    String target = section.text(TARGET, VQ);
    String name = target.substring(target.lastIndexOf('.') + 1);
    return switch (name) {
      case VQ -> ModelParams.vq(section.at(PARAMS));
      case KL, KL + "Torch" -> ModelParams.kl(section.at(PARAMS));
      default -> throw section.problem(TARGET, "must name " + VQ + ", " + KL + " or " + SHUFFLE);
    };
  }

  /** A section {@code autoencoder} that {@link #autoencoder} reads as {@code config}. */
  public static Map<String, Object> section(AutoencoderConfig config, String weights) {
    Map<String, Object> section = new LinkedHashMap<>();
    section.put(TARGET, config instanceof KlConfig ? KL : VQ);
    section.put("ckpt_path", weights);
    section.put(PARAMS, ModelParams.block(config));
    return section;
  }

  /** The class that the authors' program would load; its last part tells which network it is. */
  private static void requireTarget(ConfigNode section, String className) {
    String target = section.text(TARGET, className);
    if (!target.equals(className) && !target.endsWith("." + className)) {
      throw section.problem(
          TARGET, "must name " + className + ", the only network of its kind here");
    }
  }

  private static Optional<Weights> weights(ConfigNode section) {
    return Optional.ofNullable(section.text("ckpt_path", null))
        .map(path -> Weights.of(path.replace('\\', '/')))
        .map(AuthorsConfig::withKnownFacts);
  }

  /** Files under their published names can be downloaded and checked. */
  private static Weights withKnownFacts(Weights written) {
    return PublishedModels.file(fileName(written))
        .map(known -> new Weights(written.file(), known.url(), known.sha256(), known.bytes()))
        .orElse(written);
  }

  private static String fileName(Weights weights) {
    return weights.file().substring(weights.file().lastIndexOf('/') + 1);
  }

  private static String nameOf(String origin) {
    String file = origin.substring(Math.max(origin.lastIndexOf('/'), origin.lastIndexOf('\\')) + 1);
    return file.replaceFirst("\\.ya?ml$", "");
  }

  private static String sectionOf(String dottedKey) {
    int dot = dottedKey.indexOf('.');
    return dot < 0 ? dottedKey : dottedKey.substring(0, dot);
  }
}
