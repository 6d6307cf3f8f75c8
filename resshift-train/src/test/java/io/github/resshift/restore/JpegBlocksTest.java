package io.github.resshift.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resshift.image.Picture;
import io.github.resshift.image.PictureFormat;
import io.github.resshift.image.PictureReader;
import io.github.resshift.image.PictureWriter;
import io.github.resshift.metric.Seams;
import io.github.resshift.tensor.Interpolate;
import io.github.resshift.tensor.Pixels;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the blocks of strongly compressed pictures. */
class JpegBlocksTest {
  private static final int QUALITY = 10;
  private static final int BLOCK = 8;

  @TempDir Path folder;

  /**
   * The measure is the energy of the gradient across the borders of the 8x8 blocks, in the enlarged
   * picture, over that beside them, less 1: 0 for a picture without blocks ({@link Seams}).
   */
  @Test
  void atMostAThirdOfThemStays() {
    double bicubic = 0;
    double ours = 0;
    try (Restorer restorer = Restorer.builder().build()) {
      for (DemoPairs.Pair pair : DemoPairs.small()) {
        Path file = folder.resolve(pair.name() + ".jpg");
        PictureWriter.write(pair.lq(), file, PictureFormat.JPEG, QUALITY);
        Picture damaged = new PictureReader().read(file);
        try (var scope = Scope.open()) {
          Tensor large = Interpolate.bicubicUp(Pixels.rgb(damaged), restorer.scale());
          bicubic += blocks(Tensors.clamp(large, 0, 1));
          ours += blocks(Pixels.rgb(restorer.restore(damaged)));
        }
      }
    }
    assertThat(bicubic).as("bicubic interpolation keeps blocks").isGreaterThan(0.5);
    assertThat(ours).isLessThanOrEqualTo(bicubic / 3);
  }

  private static double blocks(Tensor large) {
    int step = 4 * BLOCK;
    List<Integer> borders =
        IntStream.range(1, (int) large.size(3) / step).mapToObj(i -> i * step).toList();
    return Seams.ratio(large, borders, borders, 1) - 1;
  }
}
