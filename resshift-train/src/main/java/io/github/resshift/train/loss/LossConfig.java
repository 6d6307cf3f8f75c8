package io.github.resshift.train.loss;

import io.github.resshift.ResShiftException;
import io.github.resshift.config.Canonical;
import io.github.resshift.config.ConfigNode;
import io.github.resshift.config.Default;
import io.github.resshift.config.FormerText;
import io.github.resshift.metric.LpipsNetwork;
import io.github.resshift.plugin.Added;
import io.github.resshift.plugin.Loss;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The weights of the terms that add up to the loss; 0 leaves a term out.
 *
 * @param mse mean squared error of the network's output (docs/method.md section 1)
 * @param lpips LPIPS of the decoded prediction, if it counts
 * @param perceptual its distance in the features of EfficientNet-Lite0, if that counts
 * @param charbonnier absolute error of the decoded prediction
 * @param gradient error of the steps between its pixels
 * @param frequency error of the magnitudes of its frequencies
 * @param texture error of its local contrast
 * @param adversarial the discriminator, if there is one
 * @param late share of the chain, from its clean end, in which the terms about texture count: all
 *     but the mean squared and the absolute error; above 0, at most 1
 * @param ownStates whether the states x_t are made of the network's own first prediction, as in
 *     sampling, and not of the truth; the first prediction is then trained in every iteration
 * @param guideTexture what the late part of the chain takes from the guide's picture in place of
 *     the truth: detail finer than a Gaussian of this standard deviation in pixels, 0 for nothing
 * @param added weights of losses that the user added, by their names
 * @param draft how much the same distances count between the low-quality end that the network draws
 *     itself and the guide's picture, as a factor of their weights; 0 for a network that draws none
 */
public record LossConfig(
    double mse,
    Optional<LpipsConfig> lpips,
    Optional<PerceptualConfig> perceptual,
    double charbonnier,
    double gradient,
    double frequency,
    double texture,
    Optional<AdversarialConfig> adversarial,
    double late,
    @Default("false") boolean ownStates,
    @Default("0") double guideTexture,
    @Default("{}") SortedMap<String, Double> added,
    @Default("0") double draft) {
  static final String LPIPS = "lpips";
  static final String PERCEPTUAL = "perceptual";

  /** Keys of the section {@code loss} that an added loss may not be called. */
  private static final Set<String> KEYS =
      Set.of(
          "mse",
          LPIPS,
          "lpips_net",
          "lpips_backbone",
          "lpips_linear",
          PERCEPTUAL,
          "perceptual_weights",
          "charbonnier",
          "gradient",
          "frequency",
          "texture",
          "adversarial",
          "late",
          "own_states",
          "guide_texture",
          "draft");

  /** The published setting of the conference models: the mean squared error alone. */
  public static final LossConfig PUBLISHED =
      new LossConfig(
          1, Optional.empty(), Optional.empty(), 0, 0, 0, 0, Optional.empty(), 1, false, 0);

  /** Checks ranges. */
  public LossConfig {
    added = Collections.unmodifiableSortedMap(new TreeMap<>(added));
    double sum =
        lpips.map(LpipsConfig::weight).orElse(0.0)
            + perceptual.map(PerceptualConfig::weight).orElse(0.0);
    List<Double> weights = new ArrayList<>(added.values());
    Collections.addAll(weights, mse, charbonnier, gradient, frequency, texture);
    for (double weight : weights) {
      if (!(weight >= 0) || Double.isInfinite(weight)) {
        throw new IllegalArgumentException(
            "the weights of the losses must not be negative, not " + weight);
      }
      sum += weight;
    }
    if (!(sum > 0)) {
      throw new IllegalArgumentException(
          "one of the losses that compare with the clean picture needs a weight above 0");
    }
    if (!(late > 0 && late <= 1)) {
      throw new IllegalArgumentException(
          "late, a share of the chain, must be above 0 and at most 1, not " + late);
    }
    if (!(guideTexture >= 0 && guideTexture <= 8)) {
      throw new IllegalArgumentException(
          "guide_texture, in pixels, must be between 0 and 8, not " + guideTexture);
    }
    if (!(draft >= 0) || Double.isInfinite(draft)) {
      throw new IllegalArgumentException("draft must not be negative, not " + draft);
    }
    if (draft > 0 && charbonnier == 0 && lpips.isEmpty() && perceptual.isEmpty()) {
      throw new IllegalArgumentException(
          "draft is a factor of distances between pictures: give charbonnier, lpips or perceptual a"
              + " weight");
    }
    if (ownStates && mse == 0 && charbonnier == 0) {
      throw new IllegalArgumentException(
          "own_states needs a weight for mse or charbonnier, which train the first prediction");
    }
    if (late < 1 && mse == 0 && charbonnier == 0) {
      throw new IllegalArgumentException(
          "with late below 1 the rest of the chain needs a weight for mse or charbonnier");
    }
  }

  /** Without losses of the user's own, for a network that draws no end of its own. */
  public LossConfig(
      double mse,
      Optional<LpipsConfig> lpips,
      Optional<PerceptualConfig> perceptual,
      double charbonnier,
      double gradient,
      double frequency,
      double texture,
      Optional<AdversarialConfig> adversarial,
      double late,
      boolean ownStates,
      double guideTexture) {
    this(
        mse,
        lpips,
        perceptual,
        charbonnier,
        gradient,
        frequency,
        texture,
        adversarial,
        late,
        ownStates,
        guideTexture,
        Collections.emptySortedMap(),
        0);
  }

  /**
   * Reads {@code loss_coef} (published: weights of the mean squared error and of the perceptual
   * loss) and {@code loss} (ours, a map from terms to weights) of the section {@code train}.
   */
  public static LossConfig of(ConfigNode train) {
    List<Double> coefficients =
        train.has("loss_coef") ? train.numbers("loss_coef") : List.<Double>of();
    if (coefficients.size() > 2) {
      throw train.problem("loss_coef", "must be [mse] or [mse, lpips]");
    }
    Optional<ConfigNode> own = train.find("loss");
    String twice = coefficients.isEmpty() ? null : own.map(LossConfig::published).orElse(null);
    if (twice != null) {
      throw train.problem(
          "gives the weight of " + twice + " in loss_coef and in loss; keep one of them.");
    }
    double mse = coefficients.isEmpty() ? 1 : coefficients.get(0);
    double lpips = coefficients.size() < 2 ? 0 : coefficients.get(1);
    ConfigNode loss = own.orElseGet(() -> ConfigNode.parse(train.origin(), ""));
    return new LossConfig(
        loss.number("mse", mse),
        lpips(loss, lpips),
        perceptual(loss),
        loss.number("charbonnier", 0),
        loss.number("gradient", 0),
        loss.number("frequency", 0),
        loss.number("texture", 0),
        loss.find("adversarial").map(LossConfig::adversarial),
        loss.number("late", 1),
        loss.flag("own_states", false),
        loss.number("guide_texture", 0),
        added(loss),
        loss.number("draft", 0));
  }

  private static SortedMap<String, Double> added(ConfigNode loss) {
    SortedMap<String, Double> weights = new TreeMap<>();
    for (String name : Added.losses(KEYS).keySet()) {
      double weight = loss.number(name, 0);
      if (weight != 0) {
        weights.put(name, weight);
      }
    }
    return weights;
  }

  /** A weight that {@code loss_coef} gives as well, or null. */
  private static String published(ConfigNode loss) {
    return loss.has("mse") ? "mse" : loss.has("lpips") ? "lpips" : null;
  }

  private static Optional<PerceptualConfig> perceptual(ConfigNode loss) {
    double weight = loss.number("perceptual", 0);
    Optional<Path> weights =
        Optional.ofNullable(loss.text("perceptual_weights", null)).map(Path::of);
    return weight == 0 ? Optional.empty() : Optional.of(new PerceptualConfig(weight, weights));
  }

  private static Optional<LpipsConfig> lpips(ConfigNode loss, double published) {
    double weight = loss.number("lpips", published);
    LpipsNetwork network = LpipsNetwork.named(loss.text("lpips_net", "vgg"));
    if (network == null) {
      throw loss.problem("lpips_net", "must be vgg, alex or squeeze");
    }
    Optional<Path> backbone = Optional.ofNullable(loss.text("lpips_backbone", null)).map(Path::of);
    Optional<Path> linear = Optional.ofNullable(loss.text("lpips_linear", null)).map(Path::of);
    return weight == 0
        ? Optional.empty()
        : Optional.of(new LpipsConfig(weight, network, backbone, linear));
  }

  private static AdversarialConfig adversarial(ConfigNode node) {
    return new AdversarialConfig(
        node.number("weight"),
        node.longInteger("start", 0),
        node.longInteger("head_start", 0),
        node.number("lr", 1e-4),
        node.number("weight_decay", 0),
        node.integer("channels", 64),
        node.integer("levels", 3));
  }

  /**
   * A term on decoded pictures.
   *
   * @param everywhere whether it counts at every step, whatever {@link #late} says
   */
  public record Term(String name, double weight, PictureLoss loss, boolean everywhere) {}

  /**
   * The terms on decoded pictures that have a weight, without the discriminator's.
   *
   * @param distances those of this configuration; on the device of the pictures
   */
  public List<Term> pictureTerms(LossDistances distances) {
    List<Term> terms = new ArrayList<>(pixelTerms());
    lpips.ifPresent(p -> terms.add(distances.term(LPIPS, p.weight())));
    perceptual.ifPresent(p -> terms.add(distances.term(PERCEPTUAL, p.weight())));
    if (!added.isEmpty()) {
      SortedMap<String, Loss> losses = Added.losses(KEYS);
      added.forEach((name, weight) -> terms.add(term(name, weight, losses.get(name))));
    }
    return List.copyOf(terms);
  }

  private static Term term(String name, double weight, Loss lossOrNull) {
    if (lossOrNull == null) {
      throw new ResShiftException(
          String.format(
              "There is no loss '%s' on the class path or in RESSHIFT_HOME/plugins any more.",
              name));
    }
    return new Term(name, weight, new AddedLoss(lossOrNull), lossOrNull.everywhere());
  }

  private List<Term> pixelTerms() {
    List<Term> terms = new ArrayList<>();
    add(terms, new Term("charbonnier", charbonnier, PixelLosses::charbonnier, true));
    add(terms, new Term("gradient", gradient, PixelLosses::gradient, false));
    add(terms, new Term("frequency", frequency, PixelLosses::frequency, false));
    add(terms, new Term("texture", texture, PixelLosses::texture, false));
    return terms;
  }

  private static void add(List<Term> terms, Term term) {
    if (term.weight() > 0) {
      terms.add(term);
    }
  }

  /** What checkpoints record: everything but the places where weights lie. */
  public String text() {
    return Canonical.text(
        new LossConfig(
            mse,
            lpips.map(LpipsConfig::anywhere),
            perceptual.map(PerceptualConfig::anywhere),
            charbonnier,
            gradient,
            frequency,
            texture,
            adversarial,
            late,
            ownStates,
            guideTexture,
            added,
            draft));
  }

  /** What checkpoints of the formats 1 and 2 record: terms with their weights. */
  public String formerText() {
    List<String> parts = new ArrayList<>();
    part(parts, "mse", mse);
    lpips.ifPresent(p -> part(parts, "lpips-" + p.network().word(), p.weight()));
    perceptual.ifPresent(p -> part(parts, PERCEPTUAL, p.weight()));
    pixelTerms().forEach(term -> part(parts, term.name(), term.weight()));
    adversarial.ifPresent(a -> parts.add(FormerText.of(a)));
    if (late < 1) {
      parts.add("late " + late);
    }
    parts.addAll(FormerText.added(this));
    return String.join(", ", parts);
  }

  private static void part(List<String> parts, String name, double weight) {
    if (weight > 0) {
      parts.add(String.format(Locale.ROOT, "%s %s", name, weight));
    }
  }
}
