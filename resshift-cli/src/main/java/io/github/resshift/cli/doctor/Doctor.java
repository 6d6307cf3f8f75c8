package io.github.resshift.cli.doctor;

import com.sun.management.OperatingSystemMXBean;
import io.github.resshift.ResShiftException;
import io.github.resshift.catalog.ModelCatalog;
import io.github.resshift.tensor.ByteConvolution;
import io.github.resshift.tensor.ComputeDevice;
import io.github.resshift.tensor.Engine;
import io.github.resshift.tensor.Precision;
import io.github.resshift.tensor.ProcessorFeatures;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.bytedeco.javacpp.Loader;

/** Looks at everything that a run depends on. */
public final class Doctor {
  private static final String AUTO = "auto";
  private static final double GIB = 1L << 30;
  private static final double MB = 1e6;

  private final String version;
  private final List<Finding> findings = new ArrayList<>();

  /** A doctor for the program of this version. */
  public Doctor(String version) {
    this.version = version;
  }

  /** Looks at program, engine, devices and models, and computes the self-test. */
  public List<Finding> examine() {
    program();
    if (engine()) {
      ComputeDevice device = device();
      findings.add(SelfTest.convolution());
      findings.add(SelfTest.network());
      testDevice(device);
    }
    models();
    return List.copyOf(findings);
  }

  private void program() {
    fine("program", "version", version);
    fine("program", "java", Runtime.version() + " (" + System.getProperty("java.vendor") + ")");
    fine(
        "program",
        "system",
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + " "
            + System.getProperty("os.arch"));
    fine("program", "processors", Runtime.getRuntime().availableProcessors());
    if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
      fine("program", "memory", gib(system.getTotalMemorySize()));
      fine("program", "memory_free", gib(system.getFreeMemorySize()));
    }
    fine("program", "java_heap_limit", gib(Runtime.getRuntime().maxMemory()));
  }

  private boolean engine() {
    try {
      Engine.start();
    } catch (ResShiftException e) {
      findings.add(Finding.problem("engine", "libtorch", e.getMessage()));
      return false;
    }
    fine("engine", "libtorch", Engine.version());
    fine("engine", "threads", Engine.threads());
    Optional<String> hint = Engine.allocatorHint();
    findings.add(
        hint.map(text -> Finding.hint("engine", "allocator", text))
            .orElse(Finding.fine("engine", "allocator", "set up for large tensors")));
    return true;
  }

  private ComputeDevice device() {
    fine("device", "cuda", cuda());
    fine("device", "native_bf16", ProcessorFeatures.nativeBf16() ? "yes" : "no");
    fine("device", "native_int8", ByteConvolution.fast() ? "yes" : "no");
    ComputeDevice device = ComputeDevice.choose(AUTO);
    fine("device", "auto_device", device.name());
    fine("device", "auto_precision", label(device.precision(AUTO, false, false)));
    return device;
  }

  private void testDevice(ComputeDevice device) {
    Precision precision = device.precision(AUTO, false, false);
    if (!device.equals(ComputeDevice.CPU) || precision != Precision.FP32) {
      findings.add(SelfTest.network(device.name(), precision));
    }
  }

  private static String cuda() {
    if (Engine.cudaAvailable()) {
      return "available";
    }
    String library =
        "org/bytedeco/pytorch/"
            + Loader.getPlatform()
            + "-gpu/"
            + System.mapLibraryName("torch_cuda");
    boolean cudaBuild = Doctor.class.getClassLoader().getResource(library) != null;
    return cudaBuild
        ? "not available: this build has the CUDA engine, but the driver shows no NVIDIA GPU"
        : "not available: this build has the CPU engine (RESSHIFT_PROFILE=cuda builds the other)";
  }

  private void models() {
    try {
      ModelCatalog catalog = ModelCatalog.standard();
      fine("models", "folder", catalog.home());
      boolean bundled = false;
      for (ModelCatalog.Entry entry : catalog.list()) {
        bundled |= entry.name().equals(ModelCatalog.BUNDLED);
        fine("models", entry.name(), describe(entry));
      }
      if (!bundled) {
        findings.add(
            Finding.hint(
                "models",
                ModelCatalog.BUNDLED,
                "missing: resshift-model-bundled is not on the class path"));
      }
    } catch (ResShiftException e) {
      findings.add(Finding.problem("models", "folder", e.getMessage()));
    }
  }

  private static String describe(ModelCatalog.Entry entry) {
    List<String> parts = new ArrayList<>();
    for (ModelCatalog.EntryFile file : entry.files()) {
      String size =
          file.weights().bytes().isPresent()
              ? String.format(Locale.ROOT, ", %.0f MB", file.weights().bytes().getAsLong() / MB)
              : "";
      parts.add(
          file.present() ? file.path().toString() : file.path().getFileName() + " missing" + size);
    }
    String state =
        switch (entry.state()) {
          case READY -> "ready";
          case ABSENT -> "to be fetched";
          case UNTRAINED -> "no weights are published";
        };
    return parts.isEmpty() ? state : state + ": " + String.join(", ", parts);
  }

  private void fine(String topic, String name, Object value) {
    findings.add(Finding.fine(topic, name, value));
  }

  private static String label(Precision precision) {
    return precision.name().toLowerCase(Locale.ROOT);
  }

  private static String gib(long bytes) {
    return String.format(Locale.ROOT, "%.1f GiB", bytes / GIB);
  }
}
