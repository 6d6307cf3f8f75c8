package io.github.resshift.measure;

import io.github.resshift.tensor.Engine;
import io.github.resshift.tensor.ProcessorFeatures;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a timing depends on besides the program. */
public final class MachineFacts {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  private MachineFacts() {}

  /** The facts by name, in the order in which they are shown; {@code threads} is in use. */
  public static Map<String, Object> collect(int threads) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("processor", processor());
    facts.put("cores", Runtime.getRuntime().availableProcessors());
    facts.put("threads", threads);
    facts.put("native bf16", ProcessorFeatures.nativeBf16());
    facts.put(
        "system", "%s %s".formatted(System.getProperty("os.name"), System.getProperty("os.arch")));
    facts.put("jvm", System.getProperty("java.vm.name") + " " + System.getProperty("java.version"));
    facts.put("engine", "libtorch " + Engine.version());
    String core = System.getenv("OPENBLAS_CORETYPE");
    facts.put("matrix library", core == null ? "chooses its kernels" : "held to " + core);
    facts.put("allocator", Engine.allocatorHint().isEmpty() ? "tuned" : "the platform's defaults");
    return facts;
  }

  private static String processor() {
    try {
      return Files.isReadable(CPU_INFO)
          ? modelName(Files.readAllLines(CPU_INFO, StandardCharsets.ISO_8859_1))
          : System.getProperty("os.arch");
    } catch (IOException e) {
      return System.getProperty("os.arch");
    }
  }

  /** The first {@code model name} of Linux's list; the architecture where there is none. */
  public static String modelName(List<String> cpuInfo) {
    return cpuInfo.stream()
        .filter(line -> line.startsWith("model name"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse(System.getProperty("os.arch"));
  }
}
