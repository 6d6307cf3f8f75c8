package io.github.resshift.bench;

import io.github.resshift.catalog.ModelCatalog;
import io.github.resshift.catalog.ResolvedModel;
import io.github.resshift.engine.LoadedModel;
import io.github.resshift.engine.tile.TileCut;
import io.github.resshift.engine.tile.TileListener;
import io.github.resshift.engine.tile.TiledRestoration;
import io.github.resshift.measure.Statistics;
import io.github.resshift.measure.Stopwatch;
import io.github.resshift.measure.Table;
import io.github.resshift.measure.TestPicture;
import io.github.resshift.measure.Workload;
import io.github.resshift.tensor.Engine;
import io.github.resshift.tensor.GaussianField;
import io.github.resshift.tensor.Pixels;
import io.github.resshift.tensor.Precision;
import io.github.resshift.tensor.Scope;
import io.github.resshift.weights.Placement;
import io.github.resshift.weights.WeightSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * The same model in several forms, one after the other in this process.
 *
 * @param model name or path of a model
 * @param side side of the input, which is one tile
 * @param threads threads of the engine
 * @param runs measured runs of each form, after one that is not measured
 */
record Variants(String model, int side, int threads, int runs) {
  static final List<String> COLUMNS = List.of("variant", "median s", "min s");

  private static final long SEED = 12345;

  /** A form of the network's weights; the layout of activations follows them. */
  enum Variant {
    /** What a plain PyTorch program has. */
    FP32_NCHW(Precision.FP32, false),
    /** float32 with channels-last convolutions. */
    FP32_CHANNELS_LAST(Precision.FP32, true),
    /** bfloat16 in the large parts of the autoencoder, with channels-last convolutions. */
    MIXED_CHANNELS_LAST(Precision.MIXED, true),
    /** bfloat16 with channels-last convolutions. */
    BF16_CHANNELS_LAST(Precision.BF16, true);

    private final Precision precision;
    private final boolean channelsLast;

    Variant(Precision precision, boolean channelsLast) {
      this.precision = precision;
      this.channelsLast = channelsLast;
    }

    Placement placement() {
      return new Placement("cpu", precision.dtype(), precision.stageDtype(), channelsLast, false);
    }

    /** {@code fp32-nchw} and so on. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  Table measure(List<Variant> variants) throws Exception {
    Table table = new Table("Variants", COLUMNS.toArray(String[]::new));
    Engine.start();
    Engine.threads(threads);
    for (Variant variant : variants) {
      Statistics time = time(variant);
      table.add(variant.toString(), time.median(), time.min());
    }
    return table;
  }

  private Statistics time(Variant variant) throws Exception {
    try (var scope = Scope.open();
        var guard = new NoGradGuard();
        LoadedModel loaded = load(variant.placement())) {
      Tensor lq = Pixels.rgb(TestPicture.picture(side, side)).mul(new Scalar(2)).sub(new Scalar(1));
      int offset = loaded.description().paddingOffset();
      int tile = (side + offset - 1) / offset * offset;
      TileCut cut = new TileCut(false, tile, 0);
      GaussianField noise = new GaussianField(SEED);
      return Stopwatch.median(
          1,
          runs,
          () -> {
            TiledRestoration.whole(
                    loaded, lq, null, Workload.STEPS, cut, noise::window, TileListener.NONE)
                .close();
            return null;
          });
    }
  }

  private LoadedModel load(Placement placement) {
    ResolvedModel resolved = ModelCatalog.standard().resolve(model);
    try (WeightSource network = resolved.openNetwork()) {
      Optional<WeightSource> stage = resolved.openFirstStage();
      Optional<WeightSource> guide = resolved.openGuide();
      try {
        return LoadedModel.load(resolved.description(), network, stage, guide, placement);
      } finally {
        stage.ifPresent(WeightSource::close);
        guide.ifPresent(WeightSource::close);
      }
    }
  }
}
