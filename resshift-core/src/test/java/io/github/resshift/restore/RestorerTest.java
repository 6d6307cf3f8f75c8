package io.github.resshift.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.resshift.ResShiftException;
import io.github.resshift.engine.LoadedModel;
import io.github.resshift.engine.NoiseField;
import io.github.resshift.engine.tile.TileCut;
import io.github.resshift.engine.tile.TileListener;
import io.github.resshift.engine.tile.TiledRestoration;
import io.github.resshift.image.Picture;
import io.github.resshift.image.PictureCollector;
import io.github.resshift.image.PictureReader;
import io.github.resshift.tensor.GaussianField;
import io.github.resshift.tensor.Pixels;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestorerTest {
  @TempDir static Path folder;
  private static Restorer restorer;

  @BeforeAll
  static void load() throws Exception {
    restorer = settings().build();
  }

  @AfterAll
  static void close() {
    restorer.close();
  }

  private static RestorerBuilder settings() throws Exception {
    return Restorer.builder().model(TinyModels.superResolution(folder)).precision("fp32");
  }

  @Test
  void everySizeBecomesFourTimesAsLarge() {
    for (int[] size : List.of(new int[] {1, 1}, new int[] {7, 33}, new int[] {50, 21})) {
      Picture result = restorer.restore(noise(size[0], size[1], 8, false, false));
      assertThat(result.width()).isEqualTo(4 * size[0]);
      assertThat(result.height()).isEqualTo(4 * size[1]);
    }
  }

  @Test
  void depthGrayAndAlphaAreKept() {
    Picture result = restorer.restore(noise(20, 12, 16, true, true));
    assertThat(result.depth()).isEqualTo(16);
    assertThat(result.gray()).isTrue();
    assertThat(result.hasAlpha()).isTrue();
  }

  /** Black and white in three planes is worked on as its gray twin, tile by tile and row by row. */
  @Test
  void blackAndWhiteInColourStaysBlackAndWhite() throws Exception {
    for (int depth : new int[] {8, 16}) {
      Picture gray = noise(40, 28, depth, true, depth == 16);
      Picture expected = restorer.restore(gray);
      Picture result = restorer.restore(gray.inColour());
      assertThat(result.gray()).isFalse();
      assertThat(result).isEqualTo(expected.inColour());
      try (Restorer tiled = settings().tile(16).build()) {
        PictureCollector rows = new PictureCollector(tiled.shape(gray.inColour()));
        tiled.restore(gray.inColour(), RestoreListener.NONE, shape -> rows);
        assertThat(rows.picture()).isEqualTo(tiled.restore(gray).inColour());
      }
    }
    Picture colour = noise(20, 12, 8, false, false);
    assertThat(colour.colourless(null)).isFalse();
    assertThat(restorer.restore(colour).colourless(null)).isFalse();
  }

  @Test
  void theSameCallTwiceGivesTheSamePicture() throws Exception {
    Picture picture = noise(30, 20, 8, false, false);
    Picture first = restorer.restore(picture);
    assertThat(restorer.restore(picture)).isEqualTo(first);
    try (Restorer again = settings().build()) {
      assertThat(again.restore(picture)).isEqualTo(first);
    }
    try (Restorer other = settings().seed(54321).build()) {
      assertThat(other.restore(picture)).isNotEqualTo(first);
    }
  }

  @Test
  void filesAreByteIdentical() throws Exception {
    Path in = folder.resolve("in.png");
    javax.imageio.ImageIO.write(
        noise(20, 20, 8, false, false).toBufferedImage(), "png", in.toFile());
    restorer.restore(in, folder.resolve("a.png"));
    restorer.restore(in, folder.resolve("b.png"));
    assertThat(Files.readAllBytes(folder.resolve("a.png")))
        .isEqualTo(Files.readAllBytes(folder.resolve("b.png")));
    assertThat(new PictureReader().read(folder.resolve("a.png")).width()).isEqualTo(80);
  }

  @Test
  void twoThreadsMayShareOneRestorer() throws Exception {
    List<Picture> pictures = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      pictures.add(noise(20 + i, 24, 8, false, false));
    }
    List<Picture> alone = pictures.stream().map(p -> restorer.restore(p)).toList();
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      List<Callable<Picture>> calls = new ArrayList<>();
      pictures.forEach(p -> calls.add(() -> restorer.restore(p)));
      List<Future<Picture>> results = threads.invokeAll(calls);
      for (int i = 0; i < alone.size(); i++) {
        assertThat(results.get(i).get()).isEqualTo(alone.get(i));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** Every window that tiles ask for is part of one field, whatever the tiles are. */
  @Test
  void noiseDoesNotDependOnTiles() throws Exception {
    try (var scope = Scope.open();
        LoadedModel loaded = TinyModels.model()) {
      Tensor lq = Pixels.rgb(noise(80, 48, 8, false, false)).mul(new Scalar(2)).sub(new Scalar(1));
      GaussianField field = new GaussianField(5);
      Tensor whole = field.window(0, 48, 0, 0, 96, 96);
      for (Tiling tiling : Tiling.values()) {
        for (int tile : List.of(16, 32, 48)) {
          NoiseField checked =
              (step, channels, top, left, height, width) -> {
                Tensor window = field.window(step, channels, top, left, height, width);
                Tensor same = field.window(0, channels, top, left, height, width);
                assertThat(
                        Tensors.maxAbsDifference(
                            same, whole.narrow(2, top, height).narrow(3, left, width)))
                    .isZero();
                return window;
              };
          TiledRestoration.whole(
              loaded,
              lq,
              null,
              2,
              new TileCut(tiling == Tiling.PUBLISHED, tile, 4),
              checked,
              TileListener.NONE);
        }
      }
    }
  }

  /** Tiles of one chain agree: away from each other they give the untiled picture nearly. */
  @Test
  void tilesMakeTheSamePictureNearly() throws Exception {
    Picture picture = noise(64, 64, 8, false, false);
    Picture whole = restorer.restore(picture);
    try (var scope = Scope.open();
        Restorer tiled = settings().tile(32).overlap(16).build()) {
      Tensor difference = Pixels.rgb(tiled.restore(picture)).sub(Pixels.rgb(whole));
      double rms = Math.sqrt(Tensors.item(difference.mul(difference).mean()));
      // A tile lacks its surroundings, so equality is not to be had; seams would be far larger.
      assertThat(rms).isLessThan(0.02);
    }
  }

  @Test
  void cancellingEndsTheWork() {
    AtomicInteger done = new AtomicInteger();
    RestoreListener listener =
        new RestoreListener() {
          @Override
          public void progress(int d, int total) {
            done.set(d);
          }

          @Override
          public boolean cancelled() {
            return done.get() >= 1;
          }
        };
    Picture picture = noise(20, 20, 8, false, false);
    assertThatThrownBy(() -> restorer.restore(picture, listener))
        .isInstanceOf(CancelledException.class);
    assertThat(done.get()).isEqualTo(1);
  }

  @Test
  void progressReachesItsTotal() {
    List<Integer> seen = Collections.synchronizedList(new ArrayList<>());
    AtomicInteger totals = new AtomicInteger();
    restorer.restore(
        noise(20, 20, 8, false, false),
        new RestoreListener() {
          @Override
          public void progress(int d, int total) {
            seen.add(d);
            totals.set(total);
          }
        });
    assertThat(Set.copyOf(seen)).hasSize(seen.size());
    assertThat(seen.get(seen.size() - 1)).isEqualTo(totals.get());
  }

  @Test
  void impossibleSettingsAreRefusedByName() throws Exception {
    assertThatThrownBy(() -> settings().steps(99).build())
        .isInstanceOf(ResShiftException.class)
        .hasMessageContaining("1..4")
        .hasMessageContaining("99");
    assertThatThrownBy(() -> settings().device("tpu").build())
        .isInstanceOf(ResShiftException.class)
        .hasMessageContaining("tpu");
    assertThatThrownBy(() -> settings().precision("fp8").build())
        .isInstanceOf(ResShiftException.class)
        .hasMessageContaining("fp8");
    Picture picture = noise(8, 8, 8, false, false);
    assertThatThrownBy(() -> restorer.inpaint(picture, picture, RestoreListener.NONE))
        .isInstanceOf(ResShiftException.class)
        .hasMessageContaining("inpainting");
  }

  /** Issue: PSNR of bfloat16 against float32 of at least 40 dB on pictures. */
  @Test
  void bfloat16StaysWithinItsTolerance() throws Exception {
    Picture picture = noise(48, 40, 8, false, false);
    try (var scope = Scope.open();
        Restorer low = settings().precision("bf16").build()) {
      Tensor difference =
          Pixels.rgb(low.restore(picture)).sub(Pixels.rgb(restorer.restore(picture)));
      double mse = Tensors.item(difference.mul(difference).mean());
      assertThat(-10 * Math.log10(mse)).isGreaterThan(40);
    }
  }

  @Test
  void bufferedImagesGoInAndOut() {
    BufferedImage result = restorer.restore(noise(9, 8, 8, false, false).toBufferedImage());
    assertThat(result.getWidth()).isEqualTo(36);
    assertThat(result.getHeight()).isEqualTo(32);
  }

  /** Smooth colours with a little noise: what a photograph looks like to a network. */
  static Picture noise(int width, int height, int depth, boolean gray, boolean alpha) {
    return NoisyPictures.picture(width, height, depth, gray, alpha);
  }
}
