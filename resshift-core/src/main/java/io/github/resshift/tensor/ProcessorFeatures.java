package io.github.resshift.tensor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** What the processor can do that decides between precisions. */
public final class ProcessorFeatures {
  private static final Path LINUX = Path.of("/proc/cpuinfo");
  private static final Set<String> BF16_FLAGS = Set.of("avx512_bf16", "amx_bf16");
  private static final Set<String> BYTE_FLAGS = Set.of("avx512_vnni", "avx_vnni", "amx_int8");

  private ProcessorFeatures() {}

  /**
   * Whether bfloat16 products run on instructions of their own (AVX-512 BF16 or AMX), so that
   * bfloat16 is faster than float32 and not slower. Known on Linux; elsewhere the answer is no.
   */
  public static boolean nativeBf16() {
    return hasFlag(cpuInfo(), BF16_FLAGS);
  }

  /**
   * Whether products of bytes run on instructions of their own (VNNI or AMX), so that they are
   * faster than others. Known on Linux; elsewhere the answer is no.
   */
  public static boolean nativeBytes() {
    return hasFlag(cpuInfo(), BYTE_FLAGS);
  }

  static boolean hasBf16Flag(List<String> cpuInfo) {
    return hasFlag(cpuInfo, BF16_FLAGS);
  }

  private static boolean hasFlag(List<String> cpuInfo, Set<String> wanted) {
    return cpuInfo.stream()
        .filter(line -> line.startsWith("flags"))
        .limit(1)
        .flatMap(line -> List.of(line.split("\\s+")).stream())
        .anyMatch(wanted::contains);
  }

  private static List<String> cpuInfo() {
    try {
      return Files.isReadable(LINUX)
          ? Files.readAllLines(LINUX, StandardCharsets.ISO_8859_1)
          : List.of();
    } catch (IOException e) {
      return List.of();
    }
  }
}
