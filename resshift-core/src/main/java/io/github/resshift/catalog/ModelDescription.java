package io.github.resshift.catalog;

import io.github.resshift.Internal;
import io.github.resshift.diffusion.ChainConfig;
import io.github.resshift.model.DenoiserConfig;
import io.github.resshift.model.FirstStageConfig;
import io.github.resshift.model.GuideConfig;
import io.github.resshift.model.SwinUNetConfig;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Everything about a model but its weights: what it does, the settings of its parts, and which
 * files hold its weights.
 *
 * @param name short name, used in messages and file names
 * @param task what it does with a picture
 * @param diffusion settings of the chain
 * @param network settings of the denoiser
 * @param firstStage settings of the map between pictures and latents
 * @param paddingOffset low-quality pictures are padded to multiples of this many pixels
 * @param defaultSteps steps of sampling unless the user says otherwise; absent: the chain's own
 * @param networkWeights the denoiser's weights; absent for a model that is yet to be trained
 * @param firstStageWeights the autoencoder's weights; absent where the first stage has none
 * @param licence licence of the weights, or empty
 * @param note one or two sentences for people, or empty
 * @param defaultRealism how far results go from the first prediction to the sample unless the user
 *     says otherwise, in [0, 1]
 * @param guideWeights weights of the guide on which the denoiser stands; absent where it has none
 * @param guideRanges ranges of the guide's activations, for {@code int8}; absent where nobody found
 *     them
 */
public record ModelDescription(
    String name,
    Task task,
    @Internal ChainConfig diffusion,
    @Internal DenoiserConfig network,
    @Internal FirstStageConfig firstStage,
    int paddingOffset,
    Optional<Integer> defaultSteps,
    Optional<Weights> networkWeights,
    Optional<Weights> firstStageWeights,
    String licence,
    String note,
    double defaultRealism,
    Optional<Weights> guideWeights,
    Optional<Weights> guideRanges) {
  /**
   * A weights file.
   *
   * @param file path: relative to the model file that names it, or a plain name in the cache
   * @param url where it can be downloaded
   * @param sha256 its digest in lower-case hexadecimal
   * @param bytes its length
   */
  public record Weights(
      String file, Optional<String> url, Optional<String> sha256, OptionalLong bytes) {
    /** The hub's file names end in the first digits of the digest. */
    private static final Pattern HUB_NAME =
        Pattern.compile("https://download\\.pytorch\\.org/.*-([0-9a-f]{8,64})\\.pth");

    /** Checks the digest's form and the length. */
    public Weights {
      require(!file.isBlank(), "a weights file needs a name");
      sha256 = sha256.map(digest -> digest.toLowerCase(Locale.ROOT));
      sha256.ifPresent(
          digest ->
              require(
                  digest.matches("[0-9a-f]{64}"),
                  "sha256 must be 64 hexadecimal digits, not '" + digest + "'"));
      bytes.ifPresent(length -> require(length > 0, "bytes must be positive, not " + length));
    }

    /**
     * Whether the file may have this digest: the known one if there is one, else one that begins as
     * torchvision's file names say, such as {@code vgg16-397923af.pth}.
     */
    boolean mayHave(String digest) {
      if (sha256.isPresent()) {
        return sha256.get().equals(digest);
      }
      Matcher name = HUB_NAME.matcher(url.orElse(""));
      return !name.matches() || digest.startsWith(name.group(1));
    }

    /** A file of which nothing but the path is known. */
    public static Weights of(String file) {
      return new Weights(file, Optional.empty(), Optional.empty(), OptionalLong.empty());
    }
  }

  /** Checks that the parts fit together. */
  @Internal
  public ModelDescription {
    Objects.requireNonNull(task, "task");
    require(!name.isBlank(), "name must not be empty");
    int latent = firstStage.latentChannels();
    require(
        network.inChannels() == latent && network.outChannels() == latent,
        "in_channels and out_channels must be the first stage's "
            + latent
            + " channels, not "
            + network.inChannels()
            + " and "
            + network.outChannels());
    if (network instanceof SwinUNetConfig unet) {
      // The condition has the low-quality picture's size: brought down to a latent's size it must
      // fit.
      require(
          !unet.condLq()
              || firstStage.factor() * unet.imageSize() == diffusion.scale() * unet.lqSize(),
          "lq_size "
              + unet.lqSize()
              + " does not fit: sf * lq_size must be image_size "
              + unet.imageSize()
              + " times the first stage's factor "
              + firstStage.factor());
    }
    if (network.condition() instanceof GuideConfig) {
      require(
          diffusion.scale() == GuideConfig.SCALE && firstStage.factor() == GuideConfig.SCALE,
          "a guide needs sf %d and a first stage with the factor %d, not %d and %d"
              .formatted(
                  GuideConfig.SCALE, GuideConfig.SCALE, diffusion.scale(), firstStage.factor()));
    }
    require(
        network.condition().masked() == (task == Task.INPAINT),
        "cond_mask must be true for inpainting, and only there");
    require(
        guideRanges.isEmpty() || network.condition() instanceof GuideConfig,
        "weights.ranges are those of a guide, which the network does not have");
    int multiple = firstStage.factor() * network.latentMultiple();
    require(
        paddingOffset > 0 && paddingOffset * diffusion.scale() % multiple == 0,
        "padding "
            + paddingOffset
            + " does not fit: times sf it must be a multiple of "
            + multiple
            + " pixels");
    defaultSteps.ifPresent(
        steps ->
            require(
                steps >= 1 && steps <= diffusion.steps(),
                "steps must be 1.." + diffusion.steps() + ", not " + steps));
    require(
        defaultRealism >= 0 && defaultRealism <= 1,
        "realism must be between 0 and 1, not " + defaultRealism);
  }

  /** A model whose guide has no ranges. */
  @Internal
  public ModelDescription(
      String name,
      Task task,
      ChainConfig diffusion,
      DenoiserConfig network,
      FirstStageConfig firstStage,
      int paddingOffset,
      Optional<Integer> defaultSteps,
      Optional<Weights> networkWeights,
      Optional<Weights> firstStageWeights,
      String licence,
      String note,
      double defaultRealism,
      Optional<Weights> guideWeights) {
    this(
        name,
        task,
        diffusion,
        network,
        firstStage,
        paddingOffset,
        defaultSteps,
        networkWeights,
        firstStageWeights,
        licence,
        note,
        defaultRealism,
        guideWeights,
        Optional.empty());
  }

  /** A model without a guide whose results are samples. */
  @Internal
  public ModelDescription(
      String name,
      Task task,
      ChainConfig diffusion,
      DenoiserConfig network,
      FirstStageConfig firstStage,
      int paddingOffset,
      Optional<Integer> defaultSteps,
      Optional<Weights> networkWeights,
      Optional<Weights> firstStageWeights,
      String licence,
      String note) {
    this(
        name,
        task,
        diffusion,
        network,
        firstStage,
        paddingOffset,
        defaultSteps,
        networkWeights,
        firstStageWeights,
        licence,
        note,
        1,
        Optional.empty());
  }

  /** All files of its weights. */
  List<Weights> files() {
    return Stream.of(networkWeights, firstStageWeights, guideWeights, guideRanges)
        .flatMap(Optional::stream)
        .toList();
  }

  /** How many times larger the result is than the input. */
  public int scale() {
    return diffusion.scale();
  }

  /** Steps of the chain: sampling takes so many at most. */
  public int steps() {
    return diffusion.steps();
  }

  /** Whether there are weights to run it with (they may still have to be fetched). */
  public boolean hasWeights() {
    return (networkWeights.isPresent() || !network.hasWeights())
        && (guideWeights.isPresent() || guide().isEmpty());
  }

  /** The guide on which the denoiser stands, if it does. */
  @Internal
  public Optional<GuideConfig> guide() {
    return network.condition() instanceof GuideConfig guide ? Optional.of(guide) : Optional.empty();
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
