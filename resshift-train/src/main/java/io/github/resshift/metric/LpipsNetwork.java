package io.github.resshift.metric;

/**
 * The networks whose features LPIPS compares, and the files that hold their weights under
 * torchvision's tensor names.
 */
public enum LpipsNetwork {
  /** AlexNet: the fastest one, and the one that figures are usually given for. */
  ALEX("alex", 64, 192, 384, 256, 256),
  /** VGG 16: the usual one for losses. */
  VGG("vgg", 64, 128, 256, 512, 512),
  /** SqueezeNet 1.1: the smallest one. */
  SQUEEZE("squeeze", 64, 128, 256, 384, 384, 512, 512);

  private final String word;
  private final int[] channels;

  LpipsNetwork(String word, int... channels) {
    this.word = word;
    this.channels = channels;
  }

  /** The short name: alex, vgg or squeeze. */
  public String word() {
    return word;
  }

  /** The network of a short name, or null. */
  public static LpipsNetwork named(String word) {
    for (LpipsNetwork network : values()) {
      if (network.word.equals(word)) {
        return network;
      }
    }
    return null;
  }

  /** Channels of the features that are compared, the finest ones first. */
  int[] channels() {
    return channels.clone();
  }
}
