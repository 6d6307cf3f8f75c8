package io.github.resshift.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import io.github.resshift.weights.CheckpointException;
import io.github.resshift.weights.MemorySource;
import io.github.resshift.weights.NcnnFile;
import io.github.resshift.weights.Placement;
import io.github.resshift.weights.WeightFiles;
import io.github.resshift.weights.WeightSource;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuideTest {
  private static final GuideConfig TINY = new GuideConfig(4, 2, 2, true);
  private static final double FLOAT32 = 2e-4;

  @TempDir Path folder;

  /**
   * The numbers come from this program, which shares nothing with ours (numpy 2):
   *
   * <pre>
   * def conv(x, w, b):
   *     p = np.pad(x, ((0, 0), (1, 1), (1, 1)))
   *     h, v = x.shape[1:]
   *     win = np.stack([p[:, i:i + h, j:j + v] for i in range(3) for j in range(3)], 1)
   *     return np.einsum("ocm,cmhv->ohv", w.reshape(w.shape[0], w.shape[1], 9), win) + b[:, None, None]
   * count = [0]
   * def layer(i, o):
   *     k = count[0]; count[0] += 1
   *     w = 0.3 * np.sin(0.37 * np.arange(o * i * 9) + k).reshape(o, i, 3, 3)
   *     return w, 0.1 * np.sin(0.73 * np.arange(o) + k)
   * def lrelu(x): return np.where(x &gt; 0, x, 0.2 * x)
   * def rdb(x, ls):
   *     seen = x
   *     for l in ls[:4]: seen = np.concatenate([seen, lrelu(conv(seen, *l))])
   *     return x + 0.2 * conv(seen, *ls[4])
   * up = lambda x: x.repeat(2, 1).repeat(2, 2)
   * C, G, N = 4, 2, 2
   * first = layer(3, C)
   * body = [[[layer(C + k * G, G if k &lt; 4 else C) for k in range(5)] for _ in range(3)] for _ in range(N)]
   * tail = [layer(C, C) for _ in range(4)] + [layer(C, 3)]
   * x = 0.5 + 0.5 * np.sin(0.11 * np.arange(3 * 5 * 6)).reshape(3, 5, 6)
   * stem = h = conv(x, *first)
   * for block in body:
   *     y = h
   *     for ls in block: y = rdb(y, ls)
   *     h = h + 0.2 * y          # its sums and elements are the features
   * h = stem + conv(h, *tail[0])
   * h = lrelu(conv(up(h), *tail[1])); h = lrelu(conv(up(h), *tail[2]))
   * out = conv(lrelu(conv(h, *tail[3])), *tail[4])
   * </pre>
   */
  @Test
  void equalsAnIndependentImplementation() {
    try (var scope = Scope.open();
        var guard = new NoGradGuard();
        Guide guide = Guide.load(TINY, new MemorySource("made up", weights()), Placement.cpu())) {
      Guide.Result result = guide.run(picture());
      Guide.Result early = guide.run(picture(), 1);

      assertThat(sum(early.features())).isCloseTo(64.9823574976535, within(1e-2));
      assertThat(at(early.features(), 1, 2, 3)).isCloseTo(-2.43150143518981, within(FLOAT32));
      assertThat(sum(result.features())).isCloseTo(117.037804646254, within(1e-2));
      assertThat(at(result.features(), 3, 4, 5)).isCloseTo(0.746553858272033, within(FLOAT32));
      assertThat(Tensors.shape(result.picture())).containsExactly(1, 3, 20, 24);
      // The picture is handed on in [-1, 1].
      assertThat((sum(result.picture()) + 1440) / 2).isCloseTo(-199.729164813817, within(5e-2));
      assertThat((at(result.picture(), 0, 0, 0) + 1) / 2)
          .isCloseTo(0.0452773060540098, within(FLOAT32));
      assertThat((at(result.picture(), 2, 19, 23) + 1) / 2)
          .isCloseTo(-0.0457834315591374, within(FLOAT32));
    }
  }

  @Test
  void aFileOfTheWholeNetworkServesForItsFirstBlocks() {
    try (var scope = Scope.open();
        var guard = new NoGradGuard();
        var source = new MemorySource("made up", weights());
        Guide whole = Guide.load(TINY, source, Placement.cpu());
        Guide part = Guide.load(new GuideConfig(4, 2, 1, false), source, Placement.cpu())) {
      Guide.Result result = part.run(picture());

      assertThat(result.picture()).isNull();
      assertThat(Tensors.floats(result.features()))
          .isEqualTo(Tensors.floats(whole.run(picture(), 1).features()));
    }
  }

  /**
   * Strips see all that their lines depend on; only the order of sums inside a convolution may
   * differ.
   */
  @Test
  void aTallPictureIsMadeInStripsThatDoNotShow() {
    try (var scope = Scope.open();
        var guard = new NoGradGuard();
        Guide guide = Guide.load(TINY, new MemorySource("made up", weights()), Placement.cpu())) {
      Tensor tall =
          torch.rand(new long[] {1, 3, 150, 9}, new GeneratorOptional(torch.make_generator_cpu(1)));
      Tensor whole = guide.run(tall, 2, 1000).picture();

      assertThat(Tensors.shape(whole)).containsExactly(1, 3, 600, 36);
      for (long strip : new long[] {64, 7}) {
        assertThat(Tensors.maxAbsDifference(guide.run(tall, 2, strip).picture(), whole))
            .isLessThan(1e-4);
      }
    }
  }

  @Test
  void theOlderNamesAndThoseOfNcnnMeanTheSame() throws Exception {
    try (var scope = Scope.open();
        var guard = new NoGradGuard();
        WeightSource ncnn = WeightFiles.open(ncnn());
        Guide ours = Guide.load(TINY, new MemorySource("made up", weights()), Placement.cpu());
        Guide old = Guide.load(TINY, new MemorySource("old names", oldNames()), Placement.cpu());
        Guide read = Guide.load(TINY, ncnn, Placement.cpu())) {
      float[] expected = Tensors.floats(ours.run(picture()).picture());

      assertThat(Tensors.floats(old.run(picture()).picture())).isEqualTo(expected);
      assertThat(Tensors.floats(read.run(picture()).picture())).isEqualTo(expected);
      assertThat(GuideWeights.recognises(ncnn)).isTrue();
    }
  }

  @Test
  void aFileOfNcnnThatDoesNotFitItsListIsRefused() throws Exception {
    Path file = ncnn();
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - 4));

    assertThatThrownBy(() -> NcnnFile.open(file))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("fetch or copy it again");

    bytes[0] = 7;
    Files.write(file, bytes);
    assertThatThrownBy(() -> NcnnFile.open(file))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("0x00000007");
  }

  @Test
  void tensorsOfAnotherNetworkAreRefusedByName() {
    try (var scope = Scope.open();
        var source =
            new MemorySource("other.pth", Map.of("conv.weight", Tensors.of(new float[1], 1)))) {
      assertThatThrownBy(() -> Guide.load(TINY, source, Placement.cpu()))
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining("other.pth")
          .hasMessageContaining("ESRGAN");
    }
  }

  private static double sum(Tensor tensor) {
    return tensor.to(org.bytedeco.pytorch.global.torch.ScalarType.Double).sum().item_double();
  }

  private static double at(Tensor tensor, int c, int y, int x) {
    return tensor.narrow(1, c, 1).narrow(2, y, 1).narrow(3, x, 1).item_double();
  }

  private static Tensor picture() {
    float[] values = new float[3 * 5 * 6];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.sin(0.11 * i);
    }
    return Tensors.of(values, 1, 3, 5, 6);
  }

  /** The formula of the program above, in the order in which it makes its layers. */
  private static Map<String, Tensor> weights() {
    Map<String, Tensor> weights = new LinkedHashMap<>();
    try (Guide shape = Guide.initialise(TINY, 1, Placement.cpu())) {
      int[] layer = {0};
      shape
          .parameters()
          .weights()
          .forEach(
              (name, tensor) -> {
                boolean bias = name.endsWith(".bias");
                float[] values = new float[(int) tensor.numel()];
                for (int i = 0; i < values.length; i++) {
                  values[i] =
                      bias
                          ? (float) (0.1 * Math.sin(0.73 * i + layer[0]))
                          : (float) (0.3 * Math.sin(0.37 * i + layer[0]));
                }
                weights.put(name, Tensors.of(values, Tensors.shape(tensor)));
                layer[0] += bias ? 1 : 0;
              });
    }
    return weights;
  }

  private static Map<String, Tensor> oldNames() {
    Map<String, String> outside =
        Map.of(
            "conv_first", "model.0",
            "conv_body", "model.1.sub.2",
            "conv_up1", "model.3",
            "conv_up2", "model.6",
            "conv_hr", "model.8",
            "conv_last", "model.10");
    Map<String, Tensor> renamed = new LinkedHashMap<>();
    weights()
        .forEach(
            (name, tensor) -> {
              int dot = name.lastIndexOf('.');
              String layer = name.substring(0, dot);
              String old =
                  outside.getOrDefault(
                      layer, layer.replace("body.", "model.1.sub.").replace("rdb", "RDB") + ".0");
              renamed.put(old + name.substring(dot), tensor);
            });
    return renamed;
  }

  /** The weights as ncnn's two files, in float32. */
  private Path ncnn() throws Exception {
    StringBuilder list = new StringBuilder("7767517\n99 99\nInput data 0 1 data\n");
    Map<String, Tensor> weights = weights();
    int bytes =
        weights.values().stream().mapToInt(t -> (int) t.nbytes()).sum() + 4 * weights.size() / 2;
    ByteBuffer bin = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int[] layer = {0};
    weights.forEach(
        (name, tensor) -> {
          if (name.endsWith(".weight")) {
            bin.putInt(0);
            list.append(
                "Convolution Conv_%d 1 1 a b 0=%d 1=3 4=1 5=1 6=%d 9=2 -23310=1,2.0e-01%n"
                    .formatted(layer[0]++, tensor.size(0), tensor.numel()));
          }
          for (float value : Tensors.floats(tensor)) {
            bin.putFloat(value);
          }
        });
    Files.writeString(folder.resolve("tiny.param"), list);
    return Files.write(folder.resolve("tiny.bin"), bin.array());
  }
}
