package io.github.resshift.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resshift.image.Picture;
import io.github.resshift.image.PictureReader;
import io.github.resshift.metric.Channels;
import io.github.resshift.metric.Gmsd;
import io.github.resshift.metric.Psnr;
import io.github.resshift.metric.Sharpness;
import io.github.resshift.metric.Ssim;
import io.github.resshift.tensor.Interpolate;
import io.github.resshift.tensor.Pixels;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

/**
 * The bundled model on pairs of pictures, {@code -Dresshift.eval=DIR} with {@code lq} and {@code
 * gt} in it; without it on the demo pictures. Prints the table of the model card.
 */
class BundledModelTest {
  private static final Path ROOT = Path.of(System.getProperty("resshift.root", ".."));

  private record Pair(String name, Path lq, Path gt) {}

  /** Mean scores of one way of enlarging. */
  private static final class Scores {
    private final String name;
    private double psnr;
    private double ssim;
    private double gmsd;
    private double sharpness;
    private int count;

    Scores(String name) {
      this.name = name;
    }

    void add(Tensor result, Tensor clean) {
      psnr += Psnr.of(result, clean, Channels.Y, 0);
      ssim += Ssim.of(result, clean, Channels.Y, 0);
      gmsd += Gmsd.of(result, clean, Channels.Y, 0);
      sharpness += Sharpness.of(result, 0);
      count++;
    }

    String row() {
      return String.format(
          Locale.ROOT,
          "| %s | %.3f | %.4f | %.4f | %.2f |",
          name,
          psnr / count,
          ssim / count,
          gmsd / count,
          sharpness / count);
    }
  }

  /** The default may cost as much fidelity for its texture as is hardly seen: 0.3 dB. */
  @Test
  void isSharperThanBicubicAndHardlyLessFaithful() throws IOException {
    List<Pair> pairs = pairs();
    assertThat(pairs).isNotEmpty();
    Scores bicubic = new Scores("bicubic");
    Scores one = new Scores("bundled, realism 0");
    Scores four = new Scores("bundled, 2 steps (default)");
    try (Restorer first = Restorer.builder().precision("fp32").realism(0).build();
        Restorer standard = Restorer.builder().precision("fp32").build()) {
      assertThat(standard.steps()).isEqualTo(2);
      for (Pair pair : pairs) {
        try (var scope = Scope.open()) {
          Picture small = new PictureReader().read(pair.lq());
          Tensor clean = Pixels.rgb(new PictureReader().read(pair.gt()));
          Tensor enlarged = Tensors.clamp(Interpolate.bicubicUp(Pixels.rgb(small), 4), 0, 1);
          bicubic.add(Pixels.rgb(Pixels.picture(enlarged, null, 8, false)), clean);
          one.add(Pixels.rgb(first.restore(small)), clean);
          four.add(Pixels.rgb(standard.restore(small)), clean);
        }
      }
    }
    String table =
        String.join(
            "\n",
            pairs.size() + " pairs",
            "| | PSNR-Y dB | SSIM-Y | GMSD (less is better) | sharpness |",
            "| --- | --- | --- | --- | --- |",
            bicubic.row(),
            one.row(),
            four.row());
    // A little of the sample averages with the first prediction, whose errors are others; what is
    // less than a twentieth of a decibel apart is equal. RealismTest holds the order of the ends.
    assertThat(one.psnr / one.count).as(table).isGreaterThan(four.psnr / four.count - 0.05);
    assertThat(four.psnr / four.count).as(table).isGreaterThan(bicubic.psnr / bicubic.count - 0.3);
    assertThat(four.sharpness).as(table).isGreaterThan(bicubic.sharpness);
    Files.writeString(Path.of("target/bundled-model.md"), table + "\n");
  }

  private static List<Pair> pairs() throws IOException {
    String property = System.getProperty("resshift.eval", "");
    Path demo = ROOT.resolve("models/demo");
    Path lq = property.isBlank() ? demo : ROOT.resolve(property).resolve("lq");
    Path gt = property.isBlank() ? demo.resolve("hr") : ROOT.resolve(property).resolve("gt");
    List<Pair> pairs = new ArrayList<>();
    try (Stream<Path> files = Files.list(lq)) {
      files
          .filter(file -> file.getFileName().toString().matches(".*\\.(png|jpg)"))
          .sorted()
          .forEach(
              file -> {
                String name = file.getFileName().toString();
                pairs.add(new Pair(name, file, gt.resolve(name)));
              });
    }
    return pairs;
  }
}
