package io.github.resshift.bench;

import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A 3x3 convolution with weights of 8 bits with a sign, a scale for each output channel, and
 * activations of 8 bits without one, by operators of the engine that have no binding of their own.
 * Used by one thread; tensors belong to the scope in which it is made.
 */
final class Int8Convolution {
  private static final int LEVELS = 255;
  private static final int WEIGHT_LEVELS = 127;

  /** Positions of arguments in the operators' signatures that tell the types of lists. */
  private static final int STRIDE_OF_PREPACKING = 4;

  private static final int STRIDE = 7;
  private static final int SCALARS = 15;

  private final OperatorHandle convolution =
      Dispatcher.singleton().findSchemaOrThrow("onednn::qconv2d_pointwise", "");
  private final double scale;
  private final long zero;
  private final Tensor packed;
  private final Tensor weightScales;
  private final Tensor weightZeros;
  private final Tensor bias;

  /**
   * Rounds and packs weights.
   *
   * @param weight [out, in, 3, 3], float32
   * @param bias [out], float32
   * @param like an activation of the size and with the range of those to come
   */
  Int8Convolution(Tensor weight, Tensor bias, Tensor like) {
    double low = Math.min(0, Tensors.item(like.min()));
    double high = Math.max(0, Tensors.item(like.max()));
    this.scale = (high - low) / LEVELS;
    this.zero = Math.round(-low / scale);
    this.bias = bias;
    this.weightScales =
        weight.abs().amax(new long[] {1, 2, 3}, false).div(new Scalar(WEIGHT_LEVELS));
    this.weightZeros = torch.zeros(weight.size(0)).to(ScalarType.Int);
    Tensor rounded = weight.div(weightScales.view(-1, 1, 1, 1)).round_().to(ScalarType.Char);
    OperatorHandle prepack = Dispatcher.singleton().findSchemaOrThrow("onednn::qconv_prepack", "");
    IValue ones = ints(prepack, STRIDE_OF_PREPACKING, 1, 1);
    this.packed =
        call(
            prepack,
            new IValue(rounded),
            new IValue(weightScales),
            new IValue(scale),
            new IValue(zero),
            ones,
            ones,
            ones,
            new IValue(1L),
            ints(prepack, STRIDE_OF_PREPACKING, Tensors.shape(like)));
  }

  /** Rounds an activation in float32 to bytes. */
  Tensor rounded(Tensor x) {
    return torch
        .quantize_per_tensor(x, scale, zero, ScalarType.QUInt8)
        .int_repr()
        .contiguous(MemoryFormat.ChannelsLast);
  }

  /**
   * Convolves bytes.
   *
   * @param type of the result: float32 or bfloat16
   */
  Tensor forward(Tensor bytes, ScalarType type) {
    IValue ones = ints(convolution, STRIDE, 1, 1);
    return call(
        convolution,
        new IValue(bytes),
        new IValue(scale),
        new IValue(zero),
        new IValue(packed),
        new IValue(weightScales),
        new IValue(weightZeros),
        new IValue(bias),
        ones,
        ones,
        ones,
        new IValue(1L),
        new IValue(1.0),
        new IValue(0L),
        new IValue((long) type.value),
        new IValue("none"),
        new IValue(list(convolution, SCALARS)),
        new IValue(""));
  }

  private static GenericList list(OperatorHandle operator, int argument) {
    return new GenericList(
        operator.schema().arguments().getPointer(argument).type().get().containedType(0));
  }

  private static IValue ints(OperatorHandle operator, int argument, long... values) {
    GenericList list = list(operator, argument);
    for (long value : values) {
      list.push_back(new IValue(value));
    }
    return new IValue(list);
  }

  private static Tensor call(OperatorHandle operator, IValue... arguments) {
    return Scope.keep(
        () -> {
          IValueVector stack = new IValueVector(arguments);
          operator.callBoxed(stack);
          // What the stack gives is an alias that owns nothing.
          return new Tensor(stack.get(0).toTensor());
        });
  }
}
