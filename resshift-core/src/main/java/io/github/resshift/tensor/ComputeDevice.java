package io.github.resshift.tensor;

import io.github.resshift.ResShiftException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.pytorch.global.torch;

/**
 * Where tensors live and networks run.
 *
 * @param name libtorch's name: {@code cpu} or {@code cuda:n}
 */
public record ComputeDevice(String name) {
  /** The processor. */
  public static final ComputeDevice CPU = new ComputeDevice("cpu");

  private static final Pattern CUDA = Pattern.compile("cuda(?::(\\d{1,3}))?");

  /**
   * The device that a user asks for.
   *
   * @param wish {@code auto} (CUDA where there is one), {@code cpu}, {@code cuda} or {@code cuda:n}
   * @throws ResShiftException if the wish is none of these or there is no such device
   */
  public static ComputeDevice choose(String wish) {
    Engine.start();
    if (wish.equals("auto")) {
      return Engine.cudaAvailable() ? new ComputeDevice("cuda:0") : CPU;
    }
    if (wish.equals("cpu")) {
      return CPU;
    }
    Matcher matcher = CUDA.matcher(wish);
    if (!matcher.matches()) {
      throw new ResShiftException(
          "Device '" + wish + "' is not known; it can be auto, cpu, cuda or cuda:N.");
    }
    int index = matcher.group(1) == null ? 0 : Integer.parseInt(matcher.group(1));
    int count = Engine.cudaAvailable() ? torch.cuda_device_count() : 0;
    if (index >= count) {
      throw new ResShiftException(
          "There is no device '"
              + wish
              + "' ("
              + (count == 0 ? "this build or this machine has no CUDA" : count + " CUDA devices")
              + "); use --device cpu, or set RESSHIFT_PROFILE=cuda on a machine with an NVIDIA GPU.");
    }
    return new ComputeDevice("cuda:" + index);
  }

  /** Whether this is an NVIDIA GPU. */
  public boolean cuda() {
    return name.startsWith("cuda");
  }

  /**
   * The precision that a user asks for.
   *
   * @param wish {@code fp32}, {@code mixed}, {@code bf16}, {@code int8}, or {@code auto}: int8 if
   *     ranges are known and the processor has instructions for products of bytes; else, with
   *     native instructions for bfloat16, mixed if the model has an autoencoder and bfloat16 if
   *     not; else float32
   * @param autoencoder whether the model has an autoencoder
   * @param ranges whether ranges of its guide's activations are known
   * @throws ResShiftException if the wish is none of these, or {@code int8} where the model, the
   *     device or the processor cannot
   */
  public Precision precision(String wish, boolean autoencoder, boolean ranges) {
    return switch (wish) {
      case "fp32" -> Precision.FP32;
      case "bf16" -> Precision.BF16;
      case "mixed" -> Precision.MIXED;
      case "int8" -> bytes(ranges);
      case "auto" -> {
        if (ranges && !cuda() && ByteConvolution.fast()) {
          yield Precision.INT8;
        }
        boolean fast = !cuda() && ProcessorFeatures.nativeBf16();
        Precision lower = autoencoder ? Precision.MIXED : Precision.BF16;
        yield fast ? lower : Precision.FP32;
      }
      default ->
          throw new ResShiftException(
              "Precision '" + wish + "' is not known; it can be auto, fp32, mixed, bf16 or int8.");
    };
  }

  private Precision bytes(boolean ranges) {
    if (!ranges) {
      throw new ResShiftException(
          "Precision int8 needs the ranges of a guide's activations, which this model does not have;"
              + " make them with 'resshift models calibrate', or use --precision auto.");
    }
    if (cuda() || !ByteConvolution.works()) {
      throw new ResShiftException(
          "Precision int8 needs a processor with instructions for products of bytes (VNNI or AMX);"
              + " use --precision auto.");
    }
    return Precision.INT8;
  }
}
