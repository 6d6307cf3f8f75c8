package io.github.resshift.cli.report;

import io.github.resshift.ResShiftException;
import io.github.resshift.cli.report.Measure.Better;
import io.github.resshift.metric.Brisque;
import io.github.resshift.metric.Channels;
import io.github.resshift.metric.Dists;
import io.github.resshift.metric.Gmsd;
import io.github.resshift.metric.HaarPsi;
import io.github.resshift.metric.LearnedDistance;
import io.github.resshift.metric.Lpips;
import io.github.resshift.metric.LpipsNetwork;
import io.github.resshift.metric.MsSsim;
import io.github.resshift.metric.Niqe;
import io.github.resshift.metric.NiqeModel;
import io.github.resshift.metric.PerceptualDistance;
import io.github.resshift.metric.Piqe;
import io.github.resshift.metric.Psnr;
import io.github.resshift.metric.ScriptedMeasure;
import io.github.resshift.metric.Sharpness;
import io.github.resshift.metric.Ssim;
import io.github.resshift.plugin.Added;
import io.github.resshift.plugin.Colours;
import io.github.resshift.plugin.Metric;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleBiFunction;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** Makes measures from their names; owns the networks that they need. Not thread-safe. */
public final class Measures implements AutoCloseable {
  /** All names, in the order in which they are listed to people. */
  public static final List<String> NAMES =
      List.of(
          "psnr",
          "psnr-y",
          "ssim",
          "ssim-y",
          "ms-ssim",
          "gmsd",
          "haarpsi",
          "lpips",
          "lpips-vgg",
          "lpips-squeeze",
          "perceptual",
          "dists",
          "niqe",
          "brisque",
          "piqe",
          "sharpness");

  private final SortedMap<String, Metric> added = added();
  private final boolean exactLuma;
  private final Supplier<NiqeModel> niqe;
  private final Function<LpipsNetwork, Lpips> lpips;
  private final Supplier<PerceptualDistance> perceptual;
  private final Supplier<Dists> dists;
  private final Map<String, ScriptedMeasure> scripts = new LinkedHashMap<>();
  private final List<LearnedDistance> opened = new ArrayList<>();

  /**
   * @param exactLuma whether luma is left unrounded, as BasicSR does
   * @param niqe gives the model of NIQE when it is asked for
   * @param lpips opens a network of LPIPS when it is asked for
   * @param perceptual opens the network of the perceptual distance when it is asked for
   * @param dists opens the network of DISTS when it is asked for
   */
  public Measures(
      boolean exactLuma,
      Supplier<NiqeModel> niqe,
      Function<LpipsNetwork, Lpips> lpips,
      Supplier<PerceptualDistance> perceptual,
      Supplier<Dists> dists) {
    this.exactLuma = exactLuma;
    this.niqe = niqe;
    this.lpips = lpips;
    this.perceptual = perceptual;
    this.dists = dists;
  }

  /**
   * Adds a network of the user's under a name, and takes it over.
   *
   * @throws ResShiftException for a name that another measure has
   */
  public void add(String name, ScriptedMeasure script) {
    if (NAMES.contains(name)
        || added.containsKey(name)
        || scripts.putIfAbsent(name, script) != null) {
      script.close();
      throw new ResShiftException("There is a measure '" + name + "' already; take another name.");
    }
  }

  /** Measures that the user added, by their names. */
  public static SortedMap<String, Metric> added() {
    return Added.metrics(Set.copyOf(NAMES));
  }

  /**
   * The measure of a name.
   *
   * @throws ResShiftException for a name that is none, or where its files are missing
   */
  public Measure named(String name) {
    if (scripts.containsKey(name)) {
      return scripted(name, scripts.get(name));
    }
    Channels luma = exactLuma ? Channels.Y_UNROUNDED : Channels.Y;
    String y = "Y of BT.601 (16..235), " + (exactLuma ? "not rounded" : "rounded to 8 bits");
    String rgb = "RGB in 8 bits, mean of the channels";
    return switch (name) {
      case "psnr" -> psnr(name, Channels.RGB, "RGB in 8 bits, all channels together");
      case "psnr-y" -> psnr(name, luma, y);
      case "ssim" -> ssim(name, Channels.RGB, rgb);
      case "ssim-y" -> ssim(name, luma, y);
      case "ms-ssim" ->
          truth(
              name,
              Better.HIGHER,
              y + "; 5 scales, Wang et al. 2003",
              (a, b, border) -> MsSsim.of(a, b, luma, border));
      case "gmsd" ->
          truth(
              name,
              Better.LOWER,
              y + "; Xue et al. 2014, c = 170",
              (a, b, border) -> Gmsd.of(a, b, luma, border));
      case "haarpsi" ->
          truth(
              name,
              Better.HIGHER,
              "RGB in 8 bits; Reisenhofer et al. 2018, C = 30, alpha = 4.2",
              HaarPsi::of);
      case "lpips" -> lpips(name, LpipsNetwork.ALEX);
      case "lpips-vgg" -> lpips(name, LpipsNetwork.VGG);
      case "lpips-squeeze" -> lpips(name, LpipsNetwork.SQUEEZE);
      case "perceptual" ->
          learned(
              name,
              perceptual.get(),
              "RGB; squared distance of unit features of EfficientNet-Lite0, mean over its stem and"
                  + " its blocks 0, 2, 4 and 10");
      case "dists" ->
          learned(
              name,
              dists.get(),
              "RGB at its own size; Ding et al. 2020, VGG 16 with smooth poolings");
      case "niqe" -> niqe(name, niqe.get());
      case "brisque" ->
          alone(
              name,
              "gray in 8 bits; Mittal et al. 2012, regression of the Python package brisque 0.2.0",
              Brisque::of);
      case "piqe" -> alone(name, "gray in 8 bits; Venkatanath et al. 2015, blocks of 16", Piqe::of);
      case "sharpness" ->
          new Measure(
              name,
              Better.NEITHER,
              false,
              "root mean square difference of neighbours, levels of unrounded Y; noise raises it"
                  + " like detail",
              (a, none, border) -> Sharpness.of(a, border));
      default -> {
        Metric metric = added.get(name);
        if (metric == null) {
          throw new ResShiftException(
              "There is no measure '" + name + "'; there are " + String.join(", ", NAMES) + ".");
        }
        yield added(metric);
      }
    };
  }

  private static Measure scripted(String name, ScriptedMeasure script) {
    return new Measure(
        name,
        script.higherIsBetter() ? Better.HIGHER : Better.LOWER,
        script.needsTruth(),
        script.protocol(),
        (a, b, border) -> script.of(cut(a, border), script.needsTruth() ? cut(b, border) : null));
  }

  private static Measure added(Metric metric) {
    return new Measure(
        metric.name(),
        Better.valueOf(metric.better().name()),
        metric.needsTruth(),
        metric.protocol() + "; added by " + metric.getClass().getName(),
        (a, b, border) -> {
          Colours truth = metric.needsTruth() ? colours(b, border) : null;
          try {
            return metric.of(colours(a, border), truth);
          } catch (RuntimeException e) {
            throw new ResShiftException(
                String.format(
                    "The added measure '%s' (%s) failed: %s.",
                    metric.name(), metric.getClass().getName(), e),
                e);
          }
        });
  }

  private static Colours colours(Tensor picture, int border) {
    try (var scope = Scope.open()) {
      Tensor cut = cut(picture, border);
      return new Colours((int) cut.size(3), (int) cut.size(2), Tensors.floats(cut));
    }
  }

  @Override
  public void close() {
    opened.forEach(LearnedDistance::close);
    opened.clear();
    scripts.values().forEach(ScriptedMeasure::close);
    scripts.clear();
  }

  private static Measure psnr(String name, Channels channels, String space) {
    return truth(
        name, Better.HIGHER, space + "; dB", (a, b, border) -> Psnr.of(a, b, channels, border));
  }

  private static Measure ssim(String name, Channels channels, String space) {
    return truth(
        name,
        Better.HIGHER,
        space + "; Wang et al. 2004, Gaussian 11x11, sigma 1.5, valid positions",
        (a, b, border) -> Ssim.of(a, b, channels, border));
  }

  private static Measure niqe(String name, NiqeModel model) {
    return alone(
        name,
        "rounded Y; Mittal et al. 2013, blocks of 96; pristine model: " + model.origin(),
        (a, border) -> Niqe.of(a, model, border));
  }

  /** Without a truth. */
  private static Measure alone(
      String name, String protocol, ToDoubleBiFunction<Tensor, Integer> measure) {
    return new Measure(
        name, Better.LOWER, false, protocol, (a, none, border) -> measure.applyAsDouble(a, border));
  }

  private Measure lpips(String name, LpipsNetwork network) {
    String protocol = "RGB in [-1, 1]; LPIPS version 0.1, network " + network.word();
    return learned(name, lpips.apply(network), protocol);
  }

  private Measure learned(String name, LearnedDistance distance, String protocol) {
    opened.add(distance);
    return truth(name, Better.LOWER, protocol, (a, b, border) -> learned(distance, a, b, border));
  }

  private static double learned(LearnedDistance distance, Tensor a, Tensor b, int border) {
    try (var guard = new NoGradGuard()) {
      return distance.distance(prepared(a, border), prepared(b, border)).item().toDouble();
    }
  }

  private static Tensor prepared(Tensor picture, int border) {
    return cut(picture, border).mul(new Scalar(2)).sub(new Scalar(1));
  }

  private static Tensor cut(Tensor picture, int border) {
    return picture
        .narrow(2, border, picture.size(2) - 2L * border)
        .narrow(3, border, picture.size(3) - 2L * border);
  }

  private static Measure truth(
      String name, Better better, String protocol, Measure.Function function) {
    return new Measure(name, better, true, protocol, function);
  }
}
