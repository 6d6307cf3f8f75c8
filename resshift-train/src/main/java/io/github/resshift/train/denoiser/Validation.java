package io.github.resshift.train.denoiser;

import io.github.resshift.ResShiftException;
import io.github.resshift.catalog.ModelDescription;
import io.github.resshift.engine.ChainPictures;
import io.github.resshift.engine.LoadedModel;
import io.github.resshift.engine.tile.TileCut;
import io.github.resshift.engine.tile.TileListener;
import io.github.resshift.engine.tile.TiledRestoration;
import io.github.resshift.image.Picture;
import io.github.resshift.image.PictureReader;
import io.github.resshift.metric.Channels;
import io.github.resshift.metric.Gmsd;
import io.github.resshift.metric.HaarPsi;
import io.github.resshift.metric.Psnr;
import io.github.resshift.metric.Ssim;
import io.github.resshift.tensor.GaussianField;
import io.github.resshift.tensor.Interpolate;
import io.github.resshift.tensor.Pixels;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import io.github.resshift.train.board.PictureGrid;
import io.github.resshift.train.data.PhotoList;
import io.github.resshift.train.loss.LossDistances;
import io.github.resshift.weights.MemorySource;
import io.github.resshift.weights.Placement;
import io.github.resshift.weights.WeightSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Measures a model on pairs of pictures: a folder with {@code lq} and {@code gt} (or {@code hq}),
 * for inpainting also {@code mask} (bright where the hole is), the same names in all. Pictures are
 * rounded to 8 bits before they are compared; Y is that of BT.601; no border is cropped. The noise
 * is that of seed 12345.
 */
final class Validation {
  private static final long SEED = 12345;

  /** Pairs on the sheet of pictures. */
  private static final int ROWS = 4;

  /** Side of a picture on the sheet, at most. */
  private static final long MAX_SIDE = 256;

  private final List<Path> lq;
  private final Path gtFolder;
  private final Optional<Path> maskFolder;

  /**
   * Means over the pairs.
   *
   * @param psnr of the luma in dB
   * @param ssim of the luma
   * @param haarPsi perceptual similarity, 1 for equal pictures
   * @param gmsd perceptual distance of the luma, 0 for equal pictures
   * @param learned distances in features of trained networks that are part of the loss, by name
   */
  public record Scores(
      double psnr, double ssim, double haarPsi, double gmsd, Map<String, Double> learned) {
    /** The scores under short names. */
    public Map<String, Double> byName() {
      Map<String, Double> all = new LinkedHashMap<>();
      all.put("PSNR-Y", psnr);
      all.put("SSIM-Y", ssim);
      all.put("HaarPSI", haarPsi);
      all.put("GMSD", gmsd);
      all.putAll(learned);
      return all;
    }
  }

  /**
   * What a validation shows.
   *
   * @param scores means over all pairs
   * @param pictures of the first pairs, from left to right: the small picture, the prediction of
   *     each step, the last of them the result, and the clean picture
   */
  record Outcome(Scores scores, Picture pictures) {}

  /**
   * Pairs of a folder.
   *
   * @param masked whether they have masks
   * @throws ResShiftException if a folder or a partner is missing
   */
  public Validation(Path folder, boolean masked) throws IOException {
    Path lqFolder = folder.resolve("lq");
    this.gtFolder = PhotoList.clean(folder);
    if (!Files.isDirectory(lqFolder) || !Files.isDirectory(gtFolder)) {
      throw new ResShiftException(
          "The validation folder "
              + folder
              + " needs the folders lq and gt in it (or hq, as the command degrade calls it).");
    }
    this.maskFolder = masked ? Optional.of(folder.resolve("mask")) : Optional.empty();
    try (Stream<Path> files = Files.list(lqFolder)) {
      this.lq = files.filter(Files::isRegularFile).sorted().toList();
    }
    for (Path file : lq) {
      if (!Files.isRegularFile(gtFolder.resolve(file.getFileName()))) {
        throw new ResShiftException(gtFolder + " has no partner for " + file.getFileName() + ".");
      }
      if (masked && !Files.isRegularFile(maskFolder.get().resolve(file.getFileName()))) {
        throw new ResShiftException(
            maskFolder.get() + " has no mask for " + file.getFileName() + ".");
      }
    }
    if (lq.isEmpty()) {
      throw new ResShiftException("There are no pictures in " + lqFolder + ".");
    }
  }

  /**
   * Measures the averaged weights of a run.
   *
   * @param distances measured as well; on the device of {@code placement}
   */
  Outcome averages(
      ModelDescription model,
      TrainState state,
      Optional<WeightSource> firstStage,
      Optional<WeightSource> guide,
      int steps,
      Placement placement,
      LossDistances distances) {
    try (var scope = Scope.open();
        var guard = new NoGradGuard();
        WeightSource average = new MemorySource("the average", state.averagedState());
        LoadedModel loaded = LoadedModel.load(model, average, firstStage, guide, placement)) {
      return new Outcome(model(loaded, steps, distances, placement), pictures(loaded, steps));
    }
  }

  /** Scores of a loaded model. */
  public Scores model(LoadedModel model, int steps) {
    return model(model, steps, LossDistances.none(), Placement.cpu());
  }

  private Scores model(LoadedModel model, int steps, LossDistances distances, Placement placement) {
    GaussianField field = new GaussianField(SEED);
    TileCut whole = new TileCut(false, 1 << 16, 0);
    return scores(
        (small, mask) ->
            TiledRestoration.whole(
                    model,
                    small.mul(new Scalar(2)).sub(new Scalar(1)),
                    mask,
                    steps,
                    whole,
                    field::window,
                    TileListener.NONE)
                .add(new Scalar(1))
                .mul(new Scalar(0.5)),
        distances,
        placement);
  }

  /** The sheet of {@link Outcome#pictures}: the middle of the first pairs. */
  private Picture pictures(LoadedModel model, int steps) {
    int scale = model.description().scale();
    List<Path> shown = lq.subList(0, Math.min(ROWS, lq.size()));
    long side = MAX_SIDE / scale;
    for (Path file : shown) {
      Picture small = new PictureReader().read(file);
      side = Math.min(side, Math.min(small.width(), small.height()));
    }
    GaussianField field = new GaussianField(SEED);
    List<List<Tensor>> rows = new ArrayList<>();
    for (Path file : shown) {
      Tensor holes = mask(file);
      Tensor whole = known(read(file), holes);
      long top = (whole.size(2) - side) / 2;
      long left = (whole.size(3) - side) / 2;
      Tensor small = cut(whole, top, left, side);
      List<Tensor> row = new ArrayList<>();
      row.add(torch.upsample_nearest2d(small, new long[] {side * scale, side * scale}));
      Tensor centred = small.mul(new Scalar(2)).sub(new Scalar(1));
      Tensor mask = holes == null ? null : cut(holes, top, left, side);
      for (Tensor step : ChainPictures.of(model, centred, mask, steps, field::window)) {
        row.add(step.add(new Scalar(1)).mul(new Scalar(0.5)));
      }
      Tensor clean = read(gtFolder.resolve(file.getFileName()));
      row.add(cut(clean, top * scale, left * scale, side * scale));
      rows.add(row);
    }
    return PictureGrid.of(rows);
  }

  private static Tensor cut(Tensor picture, long top, long left, long side) {
    return picture.narrow(2, top, side).narrow(3, left, side).contiguous();
  }

  /** Scores of the plain bicubic enlargement, for comparison. */
  public Scores bicubic(int scale) {
    return scores(
        (small, mask) ->
            scale == 1 ? small : Tensors.clamp(Interpolate.bicubicUp(small, scale), 0, 1),
        LossDistances.none(),
        Placement.cpu());
  }

  private Scores scores(
      BinaryOperator<Tensor> enlarge, LossDistances distances, Placement placement) {
    double[] sums = new double[4];
    double[] learned = new double[distances.names().size()];
    for (Path file : lq) {
      try (var scope = Scope.open();
          var guard = new NoGradGuard()) {
        Tensor mask = mask(file);
        Tensor small = known(read(file), mask);
        Tensor result = Pixels.rgb(Pixels.picture(enlarge.apply(small, mask), null, 8, false));
        Tensor clean = read(gtFolder.resolve(file.getFileName()));
        sums[0] += Psnr.of(result, clean, Channels.Y, 0);
        sums[1] += Ssim.of(result, clean, Channels.Y, 0);
        sums[2] += HaarPsi.of(result, clean, 0);
        sums[3] += Gmsd.of(result, clean, Channels.Y, 0);
        double[] each =
            distances.ofPictures(
                result.to(placement.handle(), ScalarType.Float),
                clean.to(placement.handle(), ScalarType.Float));
        Arrays.setAll(learned, i -> learned[i] + each[i]);
      }
    }
    int n = lq.size();
    Map<String, Double> means = new LinkedHashMap<>();
    for (int i = 0; i < learned.length; i++) {
      means.put(distances.names().get(i), learned[i] / n);
    }
    return new Scores(sums[0] / n, sums[1] / n, sums[2] / n, sums[3] / n, means);
  }

  /** -1 known and +1 hole, [1, 1, h, w]; null without masks. */
  private Tensor mask(Path file) {
    if (maskFolder.isEmpty()) {
      return null;
    }
    Tensor bright = read(maskFolder.get().resolve(file.getFileName())).narrow(1, 0, 1);
    return bright.ge(new Scalar(0.5)).to(ScalarType.Float).mul(new Scalar(2)).sub(new Scalar(1));
  }

  /** A picture in [0, 1] without what its mask hides. */
  private static Tensor known(Tensor picture, Tensor mask) {
    return mask == null ? picture : picture.mul(mask.lt(new Scalar(0)).to(ScalarType.Float));
  }

  private static Tensor read(Path file) {
    return Pixels.rgb(new PictureReader().read(file));
  }
}
