package io.github.resshift.tensor;

import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.IntType;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.OptionalType;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.Type;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * 3x3 convolutions of bytes, padding 1, stride 1: unsigned activations times signed weights with
 * 32-bit sums, so that the result is exact and does not depend on tiles. Processors with
 * instructions for it (AVX-512 VNNI, AVX-VNNI, AMX) are about twice as fast at it as in bfloat16.
 *
 * <p>A byte b stands for {@code b - ZERO} in units of its channel, which the weights take into
 * account. Stateless; the operator belongs to the engine's own quantised networks.
 */
public final class ByteConvolution {
  /**
   * The byte of the value 0. Below it is room for the negative part of a residual stream, and for
   * the fifth of it that a leaky rectifier leaves.
   */
  public static final int ZERO = 90;

  /** The largest byte. */
  public static final int MOST = 255;

  /** Largest magnitude of a weight. */
  private static final double WEIGHT = 127;

  private static final double LEAST = 1e-12;
  private static final long PIECE = 64;
  private static final long SAMPLE = 16;
  private static final double SAME = 1e-5;

  private ByteConvolution() {}

  /** What the engine calls, kept for the life of the program and not of the scope that is open. */
  private static final class Operators {
    private static final OperatorHandle PREPACK = find("onednn::qconv_prepack", "");
    private static final OperatorHandle RUN = find("onednn::qconv2d_pointwise", "");
    private static final Type.TypePtr INT = kept(new Type.TypePtr(IntType.getIntTypePtr().get()));
    private static final OptionalType OPTIONAL = kept(OptionalType.create(number()));
    private static final Type.TypePtr OPTIONAL_NUMBER = kept(new Type.TypePtr(OPTIONAL));
    private static final boolean EXACT = exact();

    private static OperatorHandle find(String name, String overload) {
      return kept(Dispatcher.singleton().findSchemaOrThrow(name, overload));
    }

    /** The type of a number, which has no constructor: that of an argument that is one. */
    private static Type.TypePtr number() {
      OperatorHandle add = find("aten::add", "Scalar");
      return kept(new Type.TypePtr(add.schema().arguments().getPointer(1).type().get()));
    }

    private static <T extends Pointer> T kept(T pointer) {
      pointer.retainReference();
      return pointer;
    }

    /** Sums of the largest products; where pairs are added in 16 bits they overflow. */
    private static boolean exact() {
      try (var scope = Scope.open();
          var guard = new NoGradGuard()) {
        Tensor weight = torch.ones(SAMPLE, SAMPLE, 3, 3);
        Weights weights = weights(weight, torch.zeros(SAMPLE));
        Tensor most = torch.ones(1, SAMPLE, SAMPLE, SAMPLE).mul(new Scalar(MOST - ZERO));
        Tensor sums = run(bytes(most.contiguous(MemoryFormat.ChannelsLast)), weights);
        double inside = Tensors.item(sums.max());
        double expected = 9.0 * SAMPLE * (MOST - ZERO);
        return Math.abs(inside - expected) < expected * SAME;
      }
    }
  }

  /**
   * Whether this processor and build do such convolutions without overflow. Processors without the
   * instructions add products in 16 bits.
   */
  public static boolean works() {
    try {
      return Operators.EXACT;
    } catch (RuntimeException | LinkageError e) {
      return false; // a build of the engine without these operators
    }
  }

  /** Whether this processor does such convolutions, and faster than others. */
  public static boolean fast() {
    return ProcessorFeatures.nativeBytes() && works();
  }

  /**
   * Weights of a convolution as bytes.
   *
   * @param packed as the engine wants them
   * @param steps what one step of a weight stands for, a value for each channel that is put out
   * @param zeros zero of the weights
   * @param bias in float32
   */
  public record Weights(Tensor packed, Tensor steps, Tensor zeros, Tensor bias) {}

  /**
   * Rounds weights to bytes, each channel that is put out by itself.
   *
   * @param weight [out, in, 3, 3] in float32, for activations in units of their bytes
   * @param bias [out] in float32
   * @return tensors of the open scope
   */
  public static Weights weights(Tensor weight, Tensor bias) {
    Tensor most = weight.abs().amax(new long[] {1, 2, 3}, false);
    Tensor steps = most.div(new Scalar(WEIGHT)).clamp_min_(new Scalar(LEAST));
    Tensor bytes =
        weight
            .mul(steps.reciprocal().view(-1, 1, 1, 1))
            .round_()
            .clamp_(limit(-WEIGHT), limit(WEIGHT))
            .to(ScalarType.Char);
    Tensor zeros = torch.zeros(new long[] {weight.size(0)}, new TensorOptions(ScalarType.Int));
    Tensor packed =
        call(
            Operators.PREPACK,
            new IValue(bytes),
            new IValue(steps),
            new IValue(1.0),
            new IValue((long) ZERO),
            ints(1, 1),
            ints(1, 1),
            ints(1, 1),
            new IValue(1L),
            ints(1, weight.size(1), PIECE, PIECE));
    return new Weights(packed, steps, zeros, bias);
  }

  /**
   * Rounds values to bytes; those out of range become the smallest or largest.
   *
   * @param values float32, channels last, in units of bytes
   * @return the same shape of unsigned bytes, channels last; its memory ends with the open scope,
   *     of which there must be one
   */
  public static Tensor bytes(Tensor values) {
    Tensor rounded = torch.quantize_per_tensor(values, 1.0, ZERO, ScalarType.QUInt8);
    // The engine's own way to the bytes of such a tensor takes six times as long as rounding.
    return torch.from_blob(
        rounded.data_ptr(),
        Tensors.shape(rounded),
        Tensors.strides(rounded),
        new TensorOptions(ScalarType.Byte));
  }

  /**
   * Convolves.
   *
   * @param bytes [N, in, H, W], channels last
   * @return [N, out, H, W] in float32, channels last
   */
  public static Tensor run(Tensor bytes, Weights weights) {
    return Scope.keep(
        () ->
            call(
                Operators.RUN,
                new IValue(bytes),
                new IValue(1.0),
                new IValue((long) ZERO),
                new IValue(weights.packed()),
                new IValue(weights.steps()),
                new IValue(weights.zeros()),
                new IValue(weights.bias()),
                ints(1, 1),
                ints(1, 1),
                ints(1, 1),
                new IValue(1L),
                new IValue(1.0),
                new IValue(0L),
                new IValue((long) ScalarType.Float.value),
                new IValue("none"),
                new IValue(new GenericList(Operators.OPTIONAL_NUMBER)),
                new IValue("")));
  }

  private static Tensor call(OperatorHandle operator, IValue... arguments) {
    IValueVector stack = new IValueVector(arguments);
    operator.callBoxed(stack);
    // A handle of its own: the stack's ends with the stack.
    return new Tensor(stack.get(0).toTensor());
  }

  private static IValue ints(long... values) {
    GenericList list = new GenericList(Operators.INT);
    for (long value : values) {
      list.push_back(new IValue(value));
    }
    return new IValue(list);
  }

  private static ScalarOptional limit(double value) {
    return new ScalarOptional(new Scalar(value));
  }
}
