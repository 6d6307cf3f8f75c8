package io.github.resshift.bench;

import io.github.resshift.measure.Table;
import io.github.resshift.tensor.ByteConvolution;
import io.github.resshift.tensor.Engine;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What convolutions of bytes gain and lose, those of {@link ByteConvolution}, one by itself. */
@Command(
    name = "int8",
    description =
        "Convolutions in fp32, bf16 and int8: processor time a thread, and errors against fp32.")
final class Int8Command implements Callable<Integer> {
  private static final long SEED = 1;
  private static final double PERCENT = 100;
  private static final long[] ONES = {1, 1};

  @Mixin private Options options;

  @Option(
      names = "--shapes",
      split = ",",
      defaultValue = "128x256,256x128,512x64,160x64,64x192",
      description =
          "CHANNELSxSIDE; default: levels of the published decoder, of the published network, of the"
              + " bundled one.")
  private List<String> shapes;

  @Option(names = "--runs", defaultValue = "3", description = "Turns, of which the best counts.")
  private int runs;

  @Option(names = "--calls", defaultValue = "20", description = "In a turn; default: 20.")
  private int calls;

  @Override
  public Integer call() throws Exception {
    Engine.start();
    Engine.threads(options.threads());
    Table table =
        new Table(
            "3x3 convolutions, processor time a thread",
            "channels",
            "side",
            "fp32 ms",
            "bf16 ms",
            "int8 ms",
            "rounding to bytes ms",
            "int8 with rounding, times bf16's speed",
            "error of bf16 %",
            "error of int8 %");
    for (String shape : shapes) {
      String[] parts = shape.split("x");
      measure(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), table);
    }
    options.publish(table);
    return 0;
  }

  private void measure(int channels, int side, Table table) {
    try (var scope = Scope.open();
        var guard = new NoGradGuard()) {
      Generator random = torch.make_generator_cpu(SEED);
      // As normalisation and SiLU leave them.
      Tensor x =
          torch.silu(normal(random, 1, channels, side, side)).contiguous(MemoryFormat.ChannelsLast);
      Tensor weight =
          normal(random, channels, channels, 3, 3)
              .mul(new Scalar(1 / Math.sqrt(9.0 * channels)))
              .contiguous(MemoryFormat.ChannelsLast);
      Tensor bias = normal(random, channels);
      Tensor lowX = x.to(ScalarType.BFloat16);
      Tensor lowWeight = weight.to(ScalarType.BFloat16);
      Tensor lowBias = bias.to(ScalarType.BFloat16);
      Scalar step = new Scalar(step(x));
      Scalar perStep = new Scalar(1 / step(x));
      ByteConvolution.Weights rounded = ByteConvolution.weights(weight.mul(step), bias);
      Tensor bytes = ByteConvolution.bytes(x.mul(perStep));
      List<Supplier<Tensor>> operations =
          List.of(
              () -> convolved(x, weight, bias),
              () -> convolved(lowX, lowWeight, lowBias),
              () -> ByteConvolution.run(bytes, rounded),
              () -> ByteConvolution.bytes(x.mul(perStep)));
      double[] ms = ProcessorTime.millis(operations, options.threads(), runs, calls);
      Tensor exact = operations.get(0).get();
      table.add(
          channels,
          side,
          ms[0],
          ms[1],
          ms[2],
          ms[3],
          ms[1] / (ms[2] + ms[3]),
          error(operations.get(1).get(), exact),
          error(operations.get(2).get(), exact));
    }
  }

  /** What a byte's step has to stand for so that no value is cut off. */
  private static double step(Tensor x) {
    double below = -Tensors.item(x.min()) / ByteConvolution.ZERO;
    return Math.max(below, Tensors.item(x.max()) / (ByteConvolution.MOST - ByteConvolution.ZERO));
  }

  private static Tensor convolved(Tensor x, Tensor weight, Tensor bias) {
    return torch.conv2d(x, weight, new TensorOptional(bias), ONES, ONES, ONES, 1);
  }

  private static Tensor normal(Generator random, long... shape) {
    return torch.randn(shape, new GeneratorOptional(random));
  }

  private static double error(Tensor result, Tensor exact) {
    return PERCENT * result.sub(exact).norm().item_double() / exact.norm().item_double();
  }
}
