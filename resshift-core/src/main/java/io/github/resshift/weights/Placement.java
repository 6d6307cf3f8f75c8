package io.github.resshift.weights;

import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Where loaded weights live and in what form.
 *
 * @param device a libtorch device string such as {@code cpu} or {@code cuda:0}
 * @param dtype type of floating weights
 * @param stageDtype type of the large parts of a first stage: the decoder, all but the coarsest
 *     level of the encoder, and the products of its attention. What is close to the search for
 *     codes is in {@code dtype}, because there rounding becomes another code
 * @param channelsLast whether convolution weights are laid out channels-last
 * @param trainable whether weights are leaves of the gradient graph
 */
public record Placement(
    String device,
    ScalarType dtype,
    ScalarType stageDtype,
    boolean channelsLast,
    boolean trainable) {
  /** One type for all weights. */
  public Placement(String device, ScalarType dtype, boolean channelsLast, boolean trainable) {
    this(device, dtype, dtype, channelsLast, trainable);
  }

  /** float32 on the CPU, channels-last, for inference. */
  public static Placement cpu() {
    return frozen("cpu");
  }

  /** float32 on a device, channels-last, for inference. */
  public static Placement frozen(String device) {
    return new Placement(device, ScalarType.Float, true, false);
  }

  /** float32 leaves for training on a device. */
  public static Placement training(String device) {
    return new Placement(device, ScalarType.Float, true, true);
  }

  /** The same with another type for all weights. */
  public Placement withDtype(ScalarType other) {
    return new Placement(device, other, other, channelsLast, trainable);
  }

  /** A new native handle of the device; it joins the open scope. */
  public Device handle() {
    return new Device(device);
  }
}
