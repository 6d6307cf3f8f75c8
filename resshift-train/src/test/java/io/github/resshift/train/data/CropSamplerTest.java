package io.github.resshift.train.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.resshift.ResShiftException;
import io.github.resshift.degrade.AreaResize;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CropSamplerTest {
  @TempDir Path folder;

  @Test
  void cropIsAFunctionOfSeedAndIndex() throws IOException {
    PhotoCache cache = TestPhotos.three(folder);
    CropSampler crops = new CropSampler(cache, 5, 16);
    CropSampler same = new CropSampler(cache, 5, 16);
    CropSampler other = new CropSampler(cache, 6, 16);
    try (var scope = Scope.open()) {
      for (long i = 20; i-- > 0; ) {
        Tensor crop = crops.crop(i);
        assertThat(Tensors.shape(crop)).containsExactly(1, 3, 16, 16);
        assertThat(crop.equal(same.crop(i))).isTrue();
        assertThat(crop.equal(other.crop(i))).isFalse();
        assertThat(crop.equal(crops.crop(i + 1))).isFalse();
      }
    }
  }

  @Test
  void takesAllEightSymmetriesOfThePhotograph() throws IOException {
    TestPhotos.noise(folder.resolve("a.png"), 8, 8, BufferedImage.TYPE_3BYTE_BGR, 1);
    PhotoCache cache = PhotoCache.open(PhotoList.read(folder), folder.resolve("cache"), 1);
    CropSampler crops = new CropSampler(cache, 5, 8);
    Set<String> views = new HashSet<>();
    try (var scope = Scope.open()) {
      for (long i = 0; i < 100; i++) {
        float[] view = Tensors.floats(crops.crop(i));
        views.add(java.util.Arrays.toString(view));
        assertThat((double) view[0]).isEqualTo(Math.round(view[0] * 255) / 255f);
      }
    }
    assertThat(views).hasSize(8);
  }

  @Test
  void turnsOnlyAsItMay() throws IOException {
    TestPhotos.noise(folder.resolve("a.png"), 8, 8, BufferedImage.TYPE_3BYTE_BGR, 1);
    PhotoCache cache = PhotoCache.open(PhotoList.read(folder), folder.resolve("cache"), 1);
    try (var scope = Scope.open()) {
      Tensor upright = new CropSampler(cache, 5, new Crops(8, false, false, false)).crop(0);
      CropSampler mirrored = new CropSampler(cache, 5, new Crops(8, true, false, false));
      int asItIs = 0;
      for (long i = 0; i < 50; i++) {
        Tensor crop = mirrored.crop(i);
        boolean same = crop.equal(upright);
        assertThat(same || crop.equal(upright.flip(3))).isTrue();
        asItIs += same ? 1 : 0;
      }
      assertThat(asItIs).isBetween(10, 40);
    }
  }

  @Test
  void reducesWholePhotographsWhereItIsAsked() throws IOException {
    TestPhotos.noise(folder.resolve("a.png"), 32, 32, BufferedImage.TYPE_3BYTE_BGR, 1);
    PhotoCache cache = PhotoCache.open(PhotoList.read(folder), folder.resolve("cache"), 1);
    try (var scope = Scope.open()) {
      Tensor whole = new CropSampler(cache, 5, new Crops(32, false, false, false)).crop(0);
      Tensor reduced = new CropSampler(cache, 5, new Crops(16, false, false, true)).crop(3);
      assertThat(Tensors.shape(reduced)).containsExactly(1, 3, 16, 16);
      assertThat(Tensors.maxAbsDifference(reduced, AreaResize.apply(whole, 16, 16))).isZero();
    }
  }

  @Test
  void avoidsFlatCropsWhereItCan() throws IOException {
    BufferedImage half = new BufferedImage(64, 32, BufferedImage.TYPE_3BYTE_BGR);
    for (int y = 0; y < 32; y++) {
      for (int x = 48; x < 64; x++) {
        half.setRGB(x, y, (x + y) % 2 == 0 ? 0xFFFFFF : 0);
      }
    }
    javax.imageio.ImageIO.write(half, "png", folder.resolve("a.png").toFile());
    PhotoCache cache = PhotoCache.open(PhotoList.read(folder), folder.resolve("cache"), 1);
    CropSampler crops = new CropSampler(cache, 5, 16);
    int flat = 0;
    try (var scope = Scope.open()) {
      for (long i = 0; i < 200; i++) {
        Tensor crop = crops.crop(i);
        flat += Tensors.item(crop.max()) == Tensors.item(crop.min()) ? 1 : 0;
      }
    }
    // About 2/3 of the places are flat, so six tries leave about (2/3)^6 = 9 % of flat crops.
    assertThat(flat).isBetween(1, 40);
  }

  @Test
  void choosesPhotographsByArea() throws IOException {
    BufferedImage wide =
        TestPhotos.noise(folder.resolve("b.png"), 90, 30, BufferedImage.TYPE_BYTE_GRAY, 1);
    TestPhotos.noise(folder.resolve("a.png"), 30, 30, BufferedImage.TYPE_3BYTE_BGR, 1);
    PhotoCache cache = PhotoCache.open(PhotoList.read(folder), folder.resolve("cache"), 1);
    CropSampler crops = new CropSampler(cache, 5, 16);
    int gray = 0;
    try (var scope = Scope.open()) {
      for (long i = 0; i < 400; i++) {
        Tensor crop = crops.crop(i);
        gray += crop.select(1, 0).equal(crop.select(1, 1)) ? 1 : 0;
      }
    }
    assertThat(wide.getWidth()).isEqualTo(90);
    // 300 expected, standard deviation 8.7.
    assertThat(gray).isBetween(260, 340);
  }

  @Test
  void saysWhenNoPhotographIsLargeEnough() throws IOException {
    PhotoCache cache = TestPhotos.three(folder);
    assertThatThrownBy(() -> new CropSampler(cache, 1, 37))
        .isInstanceOf(ResShiftException.class)
        .hasMessageContaining("37x37");
    assertThat(new CropSampler(cache, 1, 36).photoCount()).isEqualTo(3);
  }
}
