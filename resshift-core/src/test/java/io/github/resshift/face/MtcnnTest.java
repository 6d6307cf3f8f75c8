package io.github.resshift.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.resshift.image.Picture;
import io.github.resshift.tensor.Engine;
import io.github.resshift.tensor.Pixels;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import io.github.resshift.weights.Parameters;
import io.github.resshift.weights.Placement;
import io.github.resshift.weights.WeightFiles;
import io.github.resshift.weights.WeightLoader;
import io.github.resshift.weights.WeightSource;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The three networks with the weights of the program against numbers of an independent
 * implementation in numpy and float64. In short:
 *
 * <pre>
 * def windows(x, k): return sliding_window_view(x, (k, k), (1, 2))
 * def conv(x, p): k = w[p + '.weight']
 *     return einsum('chwij,ocij->ohw', windows(x, k.shape[2]), k) + w[p + '.bias'][:, None, None]
 * def act(x, p): return where(x > 0, x, w[p + '.weight'] * x)       # a slope for each channel
 * def pool(x, k): return windows(padded(x, -1e9), k)[:, ::2, ::2].max((3, 4))   # rounded up
 * def lin(x, p): return w[p + '.weight'] @ x + w[p + '.bias']
 * def soft(x): e = exp(x - x.max(0)); return (e / e.sum(0))[1]
 * flat(x) = x.transpose(2, 1, 0).reshape(-1)
 * picture(h, w)[c, y, x] = sin(0.31 x + 0.5 c) cos(0.23 y) + 0.2 sin(0.011 x y)
 * </pre>
 */
class MtcnnTest {
  /** float32 sums of up to 1152 terms against float64. */
  private static final float TOLERANCE = 2e-5f;

  private static Parameters parameters;
  private static ProposalNet proposal;
  private static RefineNet refine;
  private static OutputNet output;

  @BeforeAll
  static void load() throws Exception {
    Engine.start();
    Path file = Path.of(MtcnnTest.class.getResource("mtcnn.safetensors").toURI());
    try (var scope = Scope.open();
        WeightSource source = WeightFiles.open(file)) {
      WeightLoader loader =
          new WeightLoader(source, new Placement("cpu", ScalarType.Float, false, false));
      proposal = new ProposalNet(loader.root().at("pnet"));
      refine = new RefineNet(loader.root().at("rnet"));
      output = new OutputNet(loader.root().at("onet"));
      parameters = loader.finish();
    }
  }

  @AfterAll
  static void close() {
    parameters.close();
  }

  @Test
  void theFirstNetworkEqualsAnIndependentOne() {
    try (var scope = Scope.open();
        var guard = new NoGradGuard()) {
      ProposalNet.Result result = proposal.forward(picture(13, 17));
      assertThat(Tensors.shape(result.faces())).containsExactly(1, 2, 4);
      assertThat(ProposalNet.windows(13)).isEqualTo(2);
      assertThat(ProposalNet.windows(17)).isEqualTo(4);
      assertNear(
          result.faces(),
          0.0166117f,
          0.05444425f,
          0.0120409f,
          0.00170068f,
          0.00834771f,
          0.01034666f,
          0.00568849f,
          0.00100226f);
      assertNear(
          result.shifts().select(1, 2),
          -0.02269531f,
          -0.03544556f,
          -0.09749926f,
          -0.16150936f,
          -0.02109208f,
          -0.02370775f,
          -0.03674024f,
          -0.0426024f);
    }
  }

  @Test
  void theSecondNetworkEqualsAnIndependentOne() {
    try (var scope = Scope.open();
        var guard = new NoGradGuard()) {
      RefineNet.Result result = refine.forward(picture(24, 24));
      assertNear(result.faces(), 0.03831622f);
      assertNear(result.shifts(), -0.06660764f, -0.07505249f, -0.10178159f, 0.11145952f);
    }
  }

  @Test
  void theThirdNetworkEqualsAnIndependentOne() {
    try (var scope = Scope.open();
        var guard = new NoGradGuard()) {
      OutputNet.Result result = output.forward(picture(48, 48));
      assertNear(result.faces(), 0.01209216f);
      assertNear(result.shifts(), 0.14707776f, 0.05713357f, -0.08542236f, -0.03912544f);
      assertNear(
          result.landmarks(),
          0.55007785f,
          0.72062542f,
          0.5008711f,
          0.3247783f,
          0.47842395f,
          0.34997504f,
          0.48232893f,
          0.53186041f,
          0.59750055f,
          0.71349193f);
    }
  }

  @Test
  void bandsGiveTheWindowsOfTheWhole() {
    try (var scope = Scope.open();
        var guard = new NoGradGuard()) {
      var random = new GeneratorOptional(torch.make_generator_cpu(5));
      Picture picture =
          Pixels.picture(torch.rand(new long[] {1, 3, 91, 60}, random), null, 8, false);
      for (double scale : new double[] {1, 0.77, 0.31}) {
        Halvings.Level level = new Halvings(picture).level(scale);
        List<Candidate> whole = new Proposals(proposal, 1_000_000, 0).windows(level);
        int height = (int) level.values().size(2);
        int width = (int) level.values().size(3);
        assertThat(whole).hasSize(ProposalNet.windows(height) * ProposalNet.windows(width));
        for (int band : new int[] {1, 60, 130}) {
          List<Candidate> parts = new Proposals(proposal, band, 0).windows(level);
          assertThat(parts).hasSameSizeAs(whole);
          for (int i = 0; i < whole.size(); i++) {
            assertThat(parts.get(i).top()).isEqualTo(whole.get(i).top());
            assertThat(parts.get(i).left()).isEqualTo(whole.get(i).left());
            assertThat(parts.get(i).confidence())
                .isCloseTo(whole.get(i).confidence(), within(1e-6));
          }
        }
      }
    }
  }

  @Test
  void partsAreCutWhereTheFrameSays() {
    try (var scope = Scope.open()) {
      // A slope: its value tells the position, and means of a slope are exact.
      float[] values = new float[3 * 80 * 100];
      for (int i = 0; i < values.length; i++) {
        int x = i % 100;
        int y = i / 100 % 80;
        values[i] = i / 8000 == 0 ? (x + 0.5f) / 100 : (y + 0.5f) / 80;
      }
      Picture picture = Pixels.picture(Tensors.of(values, 1, 3, 80, 100), null, 16, false);
      Halvings halvings = new Halvings(picture);
      Similarity turned = new Similarity(24, 18, 40, 20);
      List<Similarity> frames = List.of(Similarity.scaleAndMove(60, 20, 10), turned);
      Tensor parts = halvings.cut(frames, 24);
      for (int k = 0; k < frames.size(); k++) {
        for (int row : new int[] {0, 7, 23}) {
          for (int column : new int[] {0, 12, 23}) {
            Point place = frames.get(k).apply((column + 0.5) / 24, (row + 0.5) / 24);
            double x =
                Tensors.item(parts.select(0, k).select(0, 0).select(0, row).select(0, column));
            double y =
                Tensors.item(parts.select(0, k).select(0, 1).select(0, row).select(0, column));
            assertThat((x * 128 + 127.5) / 255 * 100).isCloseTo(place.x(), within(0.02));
            assertThat((y * 128 + 127.5) / 255 * 80).isCloseTo(place.y(), within(0.02));
          }
        }
      }
    }
  }

  private static Tensor picture(int height, int width) {
    float[] values = new float[3 * height * width];
    for (int i = 0; i < values.length; i++) {
      int x = i % width;
      int y = i / width % height;
      int c = i / width / height;
      values[i] =
          (float)
              (Math.sin(0.31 * x + 0.5 * c) * Math.cos(0.23 * y) + 0.2 * Math.sin(0.011 * x * y));
    }
    return Tensors.of(values, 1, 3, height, width);
  }

  private static void assertNear(Tensor actual, float... expected) {
    assertThat(Tensors.floats(actual.contiguous())).containsExactly(expected, within(TOLERANCE));
  }
}
