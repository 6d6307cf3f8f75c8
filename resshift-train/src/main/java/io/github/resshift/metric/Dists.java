package io.github.resshift.metric;

import io.github.resshift.tensor.Scope;
import io.github.resshift.weights.Init;
import io.github.resshift.weights.Parameters;
import io.github.resshift.weights.Placement;
import io.github.resshift.weights.WeightFiles;
import io.github.resshift.weights.WeightLoader;
import io.github.resshift.weights.WeightScope;
import io.github.resshift.weights.WeightSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Deep image structure and texture similarity (Ding, Ma, Wang and Simoncelli 2020): means and
 * covariances over the picture of the channels of VGG 16, whose poolings are smooth, and of the
 * picture itself, weighed by channel with learnt weights. 0 for equal pictures, lower is better.
 */
public final class Dists extends LearnedDistance {
  /** The side from which every layer has at least one position. */
  public static final int MIN_SIDE = 32;

  private static final int COLOURS = 3;

  /** Keeps the quotients of channels without values at 1. */
  private static final double C = 1e-6;

  private final LpipsBackbone backbone;
  private final List<Parameters> owned;
  private final int[] channels;
  private final Tensor alpha;
  private final Tensor beta;
  private final Tensor mean;
  private final Tensor deviation;

  /**
   * Takes copies of the weights; the sources stay open and are the caller's.
   *
   * @param backbone torchvision's tensors {@code features.*} of VGG 16; others are passed over
   * @param weights {@code alpha} and {@code beta}, [1, 1475, 1, 1] each
   * @param device a libtorch device such as {@code cpu} or {@code cuda:0}
   * @throws io.github.resshift.weights.CheckpointException if a source does not fit
   */
  public Dists(WeightSource backbone, WeightSource weights, String device) {
    super("DISTS", MIN_SIDE);
    this.channels =
        IntStream.concat(IntStream.of(COLOURS), IntStream.of(LpipsNetwork.VGG.channels()))
            .toArray();
    Placement placement = Placement.frozen(device);
    WeightLoader weightLoader = new WeightLoader(weights, placement);
    int all = IntStream.of(channels).sum();
    WeightScope root = weightLoader.root();
    Tensor first = root.get("alpha", Init.ones(), 1, all, 1, 1);
    Tensor second = root.get("beta", Init.ones(), 1, all, 1, 1);
    Parameters learnt = weightLoader.finish();
    WeightLoader loader = new WeightLoader(Lpips.featuresOnly(backbone), placement);
    try (var scope = Scope.open()) {
      this.backbone = LpipsBackbone.smoothVgg(loader.root());
      this.owned = List.of(learnt, loader.finish());
      Tensor sum = first.sum().add(second.sum());
      this.alpha = Scope.own(first.div(sum));
      this.beta = Scope.own(second.div(sum));
      this.mean = PerceptualDistance.constant(PerceptualDistance.MEAN, device);
      this.deviation = PerceptualDistance.constant(PerceptualDistance.DEVIATION, device);
    } catch (RuntimeException e) {
      learnt.close();
      throw e;
    }
  }

  /**
   * Reads the weights from two files.
   *
   * @throws io.github.resshift.weights.CheckpointException if a file is missing, damaged or of
   *     another network
   */
  public static Dists open(Path backbone, Path weights, String device) {
    try (WeightSource features = WeightFiles.open(backbone);
        WeightSource learnt = WeightFiles.open(weights)) {
      return new Dists(features, learnt, device);
    }
  }

  @Override
  List<Tensor> features(Tensor pictures) {
    Tensor values = pictures.add(new Scalar(1)).mul(new Scalar(0.5));
    List<Tensor> all = new ArrayList<>(List.of(values));
    all.addAll(backbone.forward(values.sub(mean).div(deviation)));
    return all;
  }

  @Override
  Tensor compare(List<Tensor> left, List<Tensor> right) {
    Tensor similarity = null;
    long at = 0;
    for (int k = 0; k < left.size(); k++) {
      Tensor x = left.get(k).to(ScalarType.Float);
      Tensor y = right.get(k).to(ScalarType.Float);
      Tensor meanX = average(x);
      Tensor meanY = average(y);
      Tensor texture = quotient(meanX, meanY, meanX.mul(meanY));
      Tensor awayX = x.sub(meanX);
      Tensor awayY = y.sub(meanY);
      Tensor structure =
          quotientOfSquares(
              average(awayX.mul(awayX)), average(awayY.mul(awayY)), average(awayX.mul(awayY)));
      Tensor here =
          texture
              .mul(alpha.narrow(1, at, channels[k]))
              .add(structure.mul(beta.narrow(1, at, channels[k])))
              .sum(new long[] {1, 2, 3}, false, new ScalarTypeOptional());
      similarity = similarity == null ? here : similarity.add(here);
      at += channels[k];
    }
    return similarity.neg().add(new Scalar(1));
  }

  private static Tensor quotient(Tensor a, Tensor b, Tensor both) {
    return quotientOfSquares(a.mul(a), b.mul(b), both);
  }

  /** (2 both + c) / (a + b + c). */
  private static Tensor quotientOfSquares(Tensor a, Tensor b, Tensor both) {
    return both.mul(new Scalar(2)).add(new Scalar(C)).div(a.add(b).add(new Scalar(C)));
  }

  /** Over the positions, [n, c, 1, 1]. */
  private static Tensor average(Tensor values) {
    return values.mean(new long[] {2, 3}, true, new ScalarTypeOptional());
  }

  @Override
  public void close() {
    owned.forEach(Parameters::close);
    List.of(alpha, beta, mean, deviation).forEach(Scope::free);
  }
}
