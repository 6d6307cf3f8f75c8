package io.github.resshift.train;

import io.github.resshift.ResShiftException;
import io.github.resshift.catalog.ModelDescription;
import io.github.resshift.image.Picture;
import io.github.resshift.image.PictureReader;
import io.github.resshift.metric.Channels;
import io.github.resshift.metric.Psnr;
import io.github.resshift.metric.Ssim;
import io.github.resshift.restore.Pipeline;
import io.github.resshift.restore.RestoreListener;
import io.github.resshift.restore.Tiling;
import io.github.resshift.tensor.GaussianField;
import io.github.resshift.tensor.Interpolate;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import io.github.resshift.weights.MemorySource;
import io.github.resshift.weights.Placement;
import io.github.resshift.weights.WeightSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Measures a model on pairs of pictures: a folder with {@code lq} and {@code gt}, the same names in
 * both. Pictures are rounded to 8 bits before they are compared; Y is that of BT.601; no border is
 * cropped. The noise is that of seed 12345.
 */
public final class Validation {
  private static final long SEED = 12345;

  private final List<Path> lq;
  private final Path gtFolder;

  /**
   * Means over the pairs.
   *
   * @param psnr of the luma in dB
   * @param ssim of the luma
   */
  public record Scores(double psnr, double ssim) {}

  /**
   * Pairs of a folder.
   *
   * @throws ResShiftException if a folder or a partner is missing
   */
  public Validation(Path folder) throws IOException {
    Path lqFolder = folder.resolve("lq");
    this.gtFolder = folder.resolve("gt");
    if (!Files.isDirectory(lqFolder) || !Files.isDirectory(gtFolder)) {
      throw new ResShiftException(
          "The validation folder " + folder + " needs the folders lq and gt in it.");
    }
    try (Stream<Path> files = Files.list(lqFolder)) {
      this.lq = files.filter(Files::isRegularFile).sorted().toList();
    }
    for (Path file : lq) {
      if (!Files.isRegularFile(gtFolder.resolve(file.getFileName()))) {
        throw new ResShiftException(gtFolder + " has no partner for " + file.getFileName() + ".");
      }
    }
    if (lq.isEmpty()) {
      throw new ResShiftException("There are no pictures in " + lqFolder + ".");
    }
  }

  /** Scores of the averaged weights of a run. */
  Scores averages(
      ModelDescription model, TrainState state, Optional<WeightSource> firstStage, int steps) {
    try (var scope = Scope.open();
        WeightSource average = new MemorySource("the average", state.averagedState());
        Pipeline pipeline = Pipeline.load(model, average, firstStage, Placement.cpu())) {
      return model(pipeline, steps);
    }
  }

  /** Scores of a loaded model. */
  public Scores model(Pipeline pipeline, int steps) {
    GaussianField field = new GaussianField(SEED);
    Pipeline.Tiles tiles = new Pipeline.Tiles(Tiling.GLOBAL, 1 << 16, 0);
    return scores(
        small ->
            pipeline
                .restore(
                    small.mul(new Scalar(2)).sub(new Scalar(1)),
                    null,
                    steps,
                    tiles,
                    field::window,
                    RestoreListener.NONE)
                .add(new Scalar(1))
                .mul(new Scalar(0.5)));
  }

  /** Scores of the plain bicubic enlargement, for comparison. */
  public Scores bicubic(int scale) {
    return scores(small -> Tensors.clamp(Interpolate.bicubicUp(small, scale), 0, 1));
  }

  private Scores scores(Function<Tensor, Tensor> enlarge) {
    double psnr = 0;
    double ssim = 0;
    for (Path file : lq) {
      try (var scope = Scope.open();
          var guard = new NoGradGuard()) {
        Tensor small = read(file);
        Tensor result = Picture.of(enlarge.apply(small), null, 8, false).rgb();
        Tensor clean = read(gtFolder.resolve(file.getFileName()));
        psnr += Psnr.of(result, clean, Channels.Y, 0);
        ssim += Ssim.of(result, clean, Channels.Y, 0);
      }
    }
    return new Scores(psnr / lq.size(), ssim / lq.size());
  }

  private static Tensor read(Path file) {
    return new PictureReader().read(file).rgb();
  }
}
