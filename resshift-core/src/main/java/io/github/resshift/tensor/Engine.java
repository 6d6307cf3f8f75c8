package io.github.resshift.tensor;

import io.github.resshift.ResShiftException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.global.torch;

/**
 * The libtorch engine behind everything: started once per process, with the settings that it needs.
 *
 * <p>JavaCPP's limit on physical memory is lifted before the first native class loads, because the
 * limit is derived from the Java heap and native tensors are not in it.
 */
public final class Engine {
  private static final String LIMIT = "org.bytedeco.javacpp.maxPhysicalBytes";

  private static boolean started;

  private Engine() {}

  /** The first line of what the engine said when it failed; the rest is its own trace. */
  public static String said(Throwable failure) {
    String message =
        failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    return message.lines().findFirst().orElse("");
  }

  /**
   * Starts the engine if it has not been started yet; cheap afterwards. Thread-safe.
   *
   * @throws ResShiftException if the natives of this platform are not on the class path, or cannot
   *     be loaded
   */
  public static synchronized void start() {
    if (started) {
      return;
    }
    if (System.getProperty(LIMIT) == null) {
      System.setProperty(LIMIT, "0");
    }
    if (System.getProperty("org.bytedeco.javacpp.logger.debug") == null) {
      System.setProperty("org.bytedeco.javacpp.logger.debug", "false");
    }
    try {
      torch.set_num_interop_threads(1);
    } catch (LinkageError e) {
      throw new ResShiftException(unusable(e), e);
    }
    started = true;
  }

  private static String unusable(LinkageError e) {
    String platform = Loader.getPlatform();
    String folder = "org/bytedeco/pytorch/" + platform;
    ClassLoader loader = Engine.class.getClassLoader();
    return loader.getResource(folder + "/") == null && loader.getResource(folder + "-gpu/") == null
        ? String.format(
            "The engine for %s is not on the class path: add the artefact"
                + " io.github.resshift:resshift-natives-%s (of type pom).",
            platform, platform)
        : String.format(
            "The engine for %s does not start (%s); delete the folder ~/.javacpp/cache and try"
                + " again.",
            platform, e.getMessage());
  }

  /** Sets the threads that one operation of the calling thread may use (at least 1). */
  public static void threads(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("threads must be at least 1, not " + count);
    }
    start();
    torch.set_num_threads(count);
  }

  /** Threads that one operation of the calling thread uses. */
  public static int threads() {
    start();
    return torch.get_num_threads();
  }

  /** Whether a CUDA device can be used by this build and on this machine. */
  public static boolean cudaAvailable() {
    start();
    return torch.cuda_is_available();
  }

  /** Version of libtorch and of its binding, such as {@code 2.10.0-1.5.13}. */
  public static String version() {
    try {
      return Loader.getVersion("org.bytedeco", "pytorch");
    } catch (IOException e) {
      throw new UncheckedIOException("the engine's jar has no version", e);
    }
  }

  /**
   * One line of advice when glibc's allocator is at its defaults, with which every large tensor
   * costs fresh page faults (docs/engine.md has the figures).
   */
  public static Optional<String> allocatorHint() {
    boolean glibc = System.getProperty("os.name").startsWith("Linux");
    if (!glibc || System.getenv("MALLOC_MMAP_THRESHOLD_") != null) {
      return Optional.empty();
    }
    return Optional.of(
        "For full speed start the process with MALLOC_ARENA_MAX=1"
            + " MALLOC_MMAP_THRESHOLD_=2147483648 MALLOC_TRIM_THRESHOLD_=4294967296"
            + " in its environment (see docs/engine.md).");
  }
}
