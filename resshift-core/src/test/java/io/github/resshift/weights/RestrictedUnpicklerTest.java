package io.github.resshift.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hostile and damaged pickles: refused by name, in bounded time and memory, with nothing run. */
@Timeout(60)
class RestrictedUnpicklerTest {
  private static final String ORDERED_DICT = "ccollections\nOrderedDict\n)R";
  private static final String REBUILD = "ctorch._utils\n_rebuild_tensor_v2\n";

  @TempDir Path folder;
  private Path effect;

  @BeforeEach
  void nameTheEffect() {
    effect = folder.resolve("executed");
  }

  @ParameterizedTest
  @CsvSource({
    "posix, system",
    "os, system",
    "nt, system",
    "builtins, eval",
    "builtins, exec",
    "__builtin__, getattr",
    "subprocess, Popen",
    "torch, load",
    "torch, _utils._rebuild_tensor_v2",
    "torch.storage, _load_from_bytes",
    "torch._utils, _rebuild_tensor_v2.__globals__",
    "collections, OrderedDict.fromkeys",
    "java.lang, Runtime",
    "io.github.resshift.weights, TorchCheckpoint"
  })
  void refusesEveryOtherNameAndRunsNothing(String module, String name) {
    String command = "touch " + effect;
    String classic = "c" + module + "\n" + name + "\n" + text(command) + "\u0085R.";
    String fromStack = text(module) + text(name) + "\u0093" + text(command) + "\u0085R.";
    for (String pickle : List.of(classic, fromStack, "}" + text("x") + classic)) {
      assertThatThrownBy(() -> read("\u0080\u0002" + pickle))
          .isExactlyInstanceOf(CheckpointException.class)
          .hasMessageContainingAll("test.pth", module + "." + name, "nothing was run");
      assertThat(effect).doesNotExist();
      assertThat(ProcessHandle.current().children()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"i", "o", "\u0092", "\u0082", "P", "S", "I", "V", "F", "0", "2", "\u0097"})
  void refusesInstructionsThatWeightsDoNotNeed(String opcode) {
    assertThatThrownBy(() -> read("}(" + opcode + "."))
        .isExactlyInstanceOf(CheckpointException.class)
        .hasMessageContainingAll(
            "test.pth", "instruction 0x%02x at byte 2".formatted((int) opcode.charAt(0)));
  }

  @Test
  void readsPlainValues() throws IOException {
    Map<?, ?> map =
        (Map<?, ?>)
            read(
                "\u0080\u0004\u0095\0\0\0\0\0\0\0\0}\u0094("
                    + text("int")
                    + "J\u00ff\u00ff\u00ff\u00ff"
                    + text("long")
                    + "\u008a\u0002\u0000\u0080"
                    + text("zero")
                    + "\u008a\u0000"
                    + text("float")
                    + "G\u003f\u00f8\0\0\0\0\0\0"
                    + text("flags")
                    + "\u0088\u0089\u0086"
                    + text("same")
                    + "]q\u0007(h\u0007K\u0001e"
                    + "u.");
    assertThat(map.get("int")).isEqualTo(-1L);
    assertThat(map.get("long")).isEqualTo(-32768L);
    assertThat(map.get("zero")).isEqualTo(0L);
    assertThat(map.get("float")).isEqualTo(1.5);
    assertThat(map.get("flags")).isEqualTo(new RestrictedUnpickler.Tuple(List.of(true, false)));
    List<?> same = (List<?>) map.get("same");
    assertThat(same.get(0)).isSameAs(same);
    assertThat(same.get(1)).isEqualTo(1L);
  }

  static Stream<Arguments> damagedPickles() {
    return Stream.of(
        Arguments.of(".", "empty stack"),
        Arguments.of("NN.", "more than one value"),
        Arguments.of("(N.", "more than one value"),
        Arguments.of("K\u0001t.", "did not open"),
        Arguments.of("(\u0085.", "empty stack"),
        Arguments.of("N(R.", "empty stack"),
        Arguments.of("h\u0005.", "does not have"),
        Arguments.of("NNs.", "empty stack"),
        Arguments.of("N(NNu.", "not a map"),
        Arguments.of("N(Ne.", "not a list"),
        Arguments.of("}(Nu.", "not a map"),
        Arguments.of("})Ns.", "neither text nor a number"),
        Arguments.of("}]Ns.", "neither text nor a number"),
        Arguments.of("NNR.", "not a function"),
        Arguments.of("N)R.", "not a function"),
        Arguments.of("NNb.", "sets attributes"),
        Arguments.of("NQ.", "unknown way"),
        Arguments.of("N)\u0081.", "something else than a parameter"),
        Arguments.of(")\u0081.", "something else than a parameter"),
        Arguments.of("ccollections\nOrderedDict\n)\u0081.", "something else than a parameter"),
        Arguments.of("ctorch.nn.parameter\nParameter\n)R.", "Parameter is given 0 arguments"),
        Arguments.of("ctorch.nn.parameter\nParameter\nN\u0085R.", "a parameter has no tensor"),
        Arguments.of("\u0080\u0006", "protocol 6"),
        Arguments.of("X\u0001\u0000\u0000\u0000\u00ff.", "not UTF-8"),
        Arguments.of("X\u00ff\u00ff\u00ff\u00ff.", "text of 4294967295 bytes"),
        Arguments.of("X\u00ff\u00ff\u00ff\u0000.", "ends too early"),
        Arguments.of("\u008d\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff.", "text of -1 bytes"),
        Arguments.of("N", "ends too early"),
        Arguments.of("ctorch", "ends too early"));
  }

  @ParameterizedTest
  @MethodSource("damagedPickles")
  void refusesDamagedPickles(String pickle, String why) {
    assertThatThrownBy(() -> read(pickle))
        .isExactlyInstanceOf(CheckpointException.class)
        .hasMessageContainingAll("test.pth", why);
  }

  @Test
  void boundsNestingAndSteps() {
    assertThatThrownBy(() -> read("(".repeat(1000)))
        .isExactlyInstanceOf(CheckpointException.class)
        .hasMessageContaining("nested too deeply");
    assertThatThrownBy(() -> read("N" + "q\0".repeat(5_000_000)))
        .isExactlyInstanceOf(CheckpointException.class)
        .hasMessageContaining("instructions");
    String pairs = "(" + (text("a") + "K\1\u0086").repeat(2000) + "e";
    String same = "ccollections\nOrderedDict\nh\0\u0085R";
    assertThatThrownBy(() -> read("]q\0" + pairs + same.repeat(1000)))
        .isExactlyInstanceOf(CheckpointException.class)
        .hasMessageContaining("containers");
    assertThatThrownBy(() -> read("]".repeat(2_000_000)))
        .isExactlyInstanceOf(CheckpointException.class)
        .hasMessageContaining("containers");
  }

  /** Thirty lists that hold the one before twice are 2^30 values for whoever walks them. */
  @Test
  void doesNotWalkStructuresThatGrowExponentially() throws IOException {
    StringBuilder lists = new StringBuilder("(]q\0");
    for (char i = 1; i < 30; i++) {
      char before = (char) (i - 1);
      lists.append("]q").append(i).append("(h").append(before).append("h").append(before);
      lists.append("e");
    }
    Object root =
        read(
            "}("
                + text("w")
                + tensor("\4", "\0", "(K\2t", "(K\1t")
                + text("plain")
                + "K\7"
                + text("bomb")
                + lists
                + "tu.");
    var state = StateDict.of("test.pth", root);
    assertThat(state.tensors()).containsOnlyKeys("w");
    assertThat(state.extras()).containsExactly(Map.entry("plain", (Object) 7L));
  }

  /**
   * Files of the first versions of PyTorch: tensors are rebuilt from four values, parameters are
   * objects of their class with flags that are set afterwards.
   */
  @Test
  void readsParametersOfTheFirstVersions() throws IOException {
    String modern = tensor("\6", "\0", "(K\2K\3t", "(K\3K\1t");
    String early =
        modern
            .replace("_rebuild_tensor_v2", "_rebuild_tensor")
            .replace("\u0089" + ORDERED_DICT + "tR", "tR");
    assertThat(early).isNotEqualTo(modern.replace("_rebuild_tensor_v2", "_rebuild_tensor"));
    String flags = "(\u0088\u0089" + ORDERED_DICT + "tb";
    String parameter = "ctorch.nn.parameter\nParameter\n";
    Object expected = read(modern + ".");
    assertThat(read(early + ".")).usingRecursiveComparison().isEqualTo(expected);
    assertThat(read(early.replace("ctorch\n", "ctorch.cuda\n") + "."))
        .usingRecursiveComparison()
        .isEqualTo(expected);
    assertThat(read(parameter + early + "\u0085R" + flags + "."))
        .usingRecursiveComparison()
        .isEqualTo(expected);
    assertThat(read(parameter + early + "\u0085\u0081" + flags + "."))
        .usingRecursiveComparison()
        .isEqualTo(expected);
    assertThatThrownBy(() -> read(parameter + early + "\u0085R}b."))
        .hasMessageContaining("sets attributes");
  }

  /** The linear weights of LPIPS are such files. */
  @Test
  void readsOrderedDictionariesOfPython2() throws IOException {
    String call = "ccollections\nOrderedDict\n(";
    assertThat(read(call + "](](" + text("a") + "K\1e" + text("b") + "K\2\u0086etR}b."))
        .isEqualTo(Map.of("a", 1L, "b", 2L));
    for (String wrong : List.of("N", "}", "](Ne", "]((K\1te", "](](K\1K\2K\3ee")) {
      assertThatThrownBy(() -> read(call + wrong + "tR."))
          .isExactlyInstanceOf(CheckpointException.class)
          .hasMessageContaining("something else than");
    }
    assertThatThrownBy(() -> read(call + "](](]K\2eetR."))
        .hasMessageContaining("neither text nor a number");
  }

  static Stream<Arguments> views() {
    return Stream.of(
        Arguments.of("(K\2K\3t", "(K\3K\1t", 6, 0, null),
        Arguments.of("(K\2K\3t", "(K\3K\1t", 5, 0, "beyond its storage"),
        Arguments.of("(K\2K\3t", "(K\3K\1t", 6, 1, "beyond its storage"),
        Arguments.of("(K\2K\3t", "(K\1K\2t", 6, 0, null),
        Arguments.of("(K\2K\3t", "(K\1t", 6, 0, "2 dimensions and 1 strides"),
        Arguments.of("(K\5t", "(K\0t", 1, 0, null),
        Arguments.of(")", ")", 1, 0, null),
        Arguments.of(")", ")", 1, 1, "beyond its storage"),
        Arguments.of("(K\0t", "(K\1t", 0, 0, null),
        Arguments.of("(K\0t", "(K\1t", 0, 1, "beyond its storage"),
        Arguments.of("(J\u00ff\u00ff\u00ff\u00fft", "(K\1t", 6, 0, "negative"),
        Arguments.of("(K\2t", "(J\u00ff\u00ff\u00ff\u00fft", 6, 3, "negative"),
        Arguments.of("(J\0\0\0\u0070J\0\0\0\u0070J\0\0\0\u0070t", "(K\0K\0K\0t", 6, 0, "64 bits"),
        Arguments.of(
            "(J\0\0\0\u0070J\0\0\0\u0070t",
            "(J\0\0\0\u0070J\0\0\0\u0070t",
            6,
            0,
            "beyond its storage"),
        Arguments.of("(J\0\0\0\u0070t", "(K\0t", 6, 0, "repeats its few stored values"),
        Arguments.of("(K\1Nt", "(K\1K\1t", 6, 0, "where a number belongs"),
        Arguments.of("N", "(K\1K\1t", 6, 0, "where sizes belong"));
  }

  @ParameterizedTest
  @MethodSource("views")
  void checksViewsAgainstTheirStorage(
      String sizes, String strides, int length, int offset, String why) throws IOException {
    String pickle = tensor("" + (char) length, "" + (char) offset, sizes, strides) + ".";
    if (why == null) {
      assertThat(read(pickle)).isInstanceOf(StoredTensor.class);
    } else {
      assertThatThrownBy(() -> read(pickle))
          .isExactlyInstanceOf(CheckpointException.class)
          .hasMessageContainingAll("test.pth", why);
    }
  }

  @Test
  void refusesOneStorageOfTwoTypes() {
    String one = tensor("\4", "\0", "(K\2t", "(K\1t");
    String other = one.replace("FloatStorage", "HalfStorage");
    assertThatThrownBy(() -> read("(" + one + other + "t."))
        .isExactlyInstanceOf(CheckpointException.class)
        .hasMessageContaining("two types or lengths");
  }

  /** A BUILD only ever drops attributes: it cannot overwrite what the dictionary holds. */
  @Test
  void ignoresAttributesOfDictionaries() throws IOException {
    assertThat(read(ORDERED_DICT + text("a") + "K\1s}" + text("a") + "K\2sb."))
        .isEqualTo(Map.of("a", 1L));
  }

  /** The sizes are right but the storage is not in the file. */
  @Test
  void nothingReachesTheEngineThatTheFileDoesNotHold() throws IOException {
    Path path = folder.resolve("bare.pth");
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      ZipWriter zip = new ZipWriter(channel, ZipWriter.Limits.STANDARD);
      zip.add("a/data.pkl", bytes("}" + text("w") + tensor("\4", "\0", "(K\4t", "(K\1t") + "s."));
      zip.add("a/data/0", new byte[15]);
      zip.finish();
    }
    assertThatThrownBy(() -> WeightFiles.open(path))
        .isExactlyInstanceOf(CheckpointException.class)
        .hasMessageContainingAll("bare.pth", "15 bytes instead of 16");
  }

  private Object read(String pickle) throws IOException {
    Path path = folder.resolve("p");
    Files.write(path, bytes(pickle));
    try (FileChannel channel = FileChannel.open(path)) {
      return new RestrictedUnpickler("test.pth", new PickleInput(channel, 0, channel.size()))
          .read();
    }
  }

  /** Instructions for a float tensor; numbers are given as the one byte after K. */
  private static String tensor(String length, String offset, String sizes, String strides) {
    return REBUILD
        + "(("
        + text("storage")
        + "ctorch\nFloatStorage\n"
        + text("0")
        + text("cuda:1")
        + "K"
        + length
        + "tQK"
        + offset
        + sizes
        + strides
        + "\u0089"
        + ORDERED_DICT
        + "tR";
  }

  private static String text(String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    var out = new ByteArrayOutputStream();
    out.write('X');
    for (int i = 0; i < 4; i++) {
      out.write(utf8.length >> (8 * i));
    }
    out.writeBytes(utf8);
    return out.toString(StandardCharsets.ISO_8859_1);
  }

  private static byte[] bytes(String latin1) {
    return latin1.getBytes(StandardCharsets.ISO_8859_1);
  }
}
