package io.github.resshift.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is written comes back, in a container that other zip readers accept. */
class TorchCheckpointTest {
  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(StorageType.class)
  void roundTripsEveryElementType(StorageType type) throws IOException {
    Path path = folder.resolve("typed.pth");
    try (var scope = Scope.open()) {
      Tensor values = Tensors.of(new float[] {0, 1, 0, 2, 100, 3}, 2, 3).to(type.dtype());
      TorchCheckpoint.write(path, Map.of("x", values), Map.of());
      try (TorchCheckpoint file = TorchCheckpoint.open(path)) {
        assertThat(file.info("x").dtype()).isEqualTo(type.dtype());
        assertThat(file.tensor("x").scalar_type().intern()).isEqualTo(type.dtype());
        requireSame(file.tensor("x"), values);
      }
    }
  }

  @Test
  void keepsShapesOrderAndLayoutIndependentValues() throws IOException {
    Path path = folder.resolve("shapes.pth");
    try (var scope = Scope.open()) {
      Map<String, Tensor> state = new LinkedHashMap<>();
      state.put("z.scalar", torch.zeros(new long[0], new TensorOptions(ScalarType.Double)));
      state.put("a.empty", torch.zeros(new long[] {3, 0, 2}, new TensorOptions(ScalarType.Float)));
      state.put("m.transposed", torch.randn(5, 7).t());
      state.put("k.channelsLast", torch.randn(2, 3, 4, 5).contiguous(MemoryFormat.ChannelsLast));
      state.put("b.repeated", torch.randn(1, 4).expand(6, 4));
      state.put("größe", torch.randn(3));
      TorchCheckpoint.write(path, state, Map.of());
      try (TorchCheckpoint file = TorchCheckpoint.open(path)) {
        assertThat(file.names()).containsExactlyElementsOf(state.keySet());
        assertThat(file.extras()).isEmpty();
        state.forEach((name, tensor) -> requireSame(file.tensor(name), tensor));
      }
    }
  }

  @Test
  void keepsExtrasBesideTheTensors() throws IOException {
    Map<String, Object> extras = new LinkedHashMap<>();
    extras.put("iters_start", 300);
    extras.put("far", 1L << 40);
    extras.put("negative", -5);
    extras.put("rate", 5e-5);
    extras.put("note", "Größe\n");
    extras.put("done", true);
    extras.put("nothing", null);
    extras.put("log_step", Map.of("train", 31L));
    extras.put("list", List.of(1L, List.of("x")));
    Path path = folder.resolve("training.pth");
    try (var scope = Scope.open()) {
      TorchCheckpoint.write(path, Map.of("module._orig_mod.w", torch.ones(2)), extras);
      try (TorchCheckpoint file = TorchCheckpoint.open(path)) {
        assertThat(file.names()).containsExactly("w");
        extras.put("iters_start", 300L);
        extras.put("negative", -5L);
        assertThat(file.extras()).containsExactlyEntriesOf(extras);
      }
    }
  }

  @Test
  void writesStoredAlignedEntriesThatOtherReadersAccept() throws IOException {
    for (var limits : List.of(ZipWriter.Limits.STANDARD, new ZipWriter.Limits(0, 0))) {
      Path path = folder.resolve("container.pth");
      try (var scope = Scope.open()) {
        Map<String, Tensor> state = new LinkedHashMap<>();
        for (int i = 0; i < 20; i++) {
          state.put("w" + i, torch.randn(i, 3));
        }
        new TorchCheckpointWriter(limits).write(path, state, Map.of("n", 1));
        try (TorchCheckpoint file = TorchCheckpoint.open(path)) {
          state.forEach((name, tensor) -> requireSame(file.tensor(name), tensor));
        }
      }
      try (ZipFile zip = new ZipFile(path.toFile())) {
        assertThat(zip.size()).isEqualTo(23);
        assertThat(zip.getInputStream(zip.getEntry("archive/version")).readAllBytes())
            .isEqualTo(new byte[] {'3', '\n'});
        assertThat(zip.stream())
            .allSatisfy(
                entry -> {
                  assertThat(entry.getMethod()).isEqualTo(ZipEntry.STORED);
                  // Reading checks nothing by itself: compare length and checksum.
                  byte[] content = zip.getInputStream(entry).readAllBytes();
                  var crc = new java.util.zip.CRC32();
                  crc.update(content);
                  assertThat(entry.getCrc()).isEqualTo(crc.getValue());
                  assertThat(entry.getSize()).isEqualTo(content.length);
                });
      }
      try (FileChannel channel = FileChannel.open(path)) {
        assertThat(ZipDirectory.read("test", channel).entries().values())
            .allSatisfy(entry -> assertThat(entry.begin() % 64).isZero());
      }
    }
  }

  @Test
  void aFailedWriteLeavesTheOldFileAlone() throws IOException {
    Path path = folder.resolve("old.pth");
    Files.writeString(path, "old");
    try (var scope = Scope.open()) {
      Map<String, Tensor> state = Map.of("w", torch.ones(2));
      Map<String, Tensor> complex = Map.of("c", torch.ones(2).to(ScalarType.ComplexFloat));
      assertThatThrownBy(() -> TorchCheckpoint.write(path, complex, Map.of()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("c has element type");
      assertThatThrownBy(() -> TorchCheckpoint.write(path, state, Map.of("o", new Object())))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("the extra o");
      assertThatThrownBy(() -> TorchCheckpoint.write(path, state, Map.of("state_dict", 1)))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> TorchCheckpoint.write(path, Map.of(), Map.of()))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(Files.readString(path)).isEqualTo("old");
    assertThat(list()).containsExactly("old.pth");
  }

  @Test
  void replacesAFileInOneStepAndLeavesNothingBeside() throws IOException {
    Path path = folder.resolve("w.pth");
    try (var scope = Scope.open()) {
      TorchCheckpoint.write(path, Map.of("w", torch.zeros(4)), Map.of());
      try (TorchCheckpoint old = TorchCheckpoint.open(path)) {
        TorchCheckpoint.write(path, Map.of("w", torch.ones(4)), Map.of());
        assertThat(Tensors.floats(old.tensor("w"))).containsOnly(0);
      }
      try (TorchCheckpoint replaced = TorchCheckpoint.open(path)) {
        assertThat(Tensors.floats(replaced.tensor("w"))).containsOnly(1);
      }
    }
    assertThat(list()).containsExactly("w.pth");
  }

  @Test
  void tensorsOutliveTheFile() throws IOException {
    Path path = folder.resolve("w.pth");
    try (var scope = Scope.open()) {
      TorchCheckpoint.write(path, Map.of("w", torch.ones(1 << 16)), Map.of());
      TorchCheckpoint file = TorchCheckpoint.open(path);
      Tensor w = file.tensor("w");
      file.close();
      assertThat(Tensors.item(w.sum())).isEqualTo(1 << 16);
    }
  }

  @Test
  void noticesChangedBytesByTheirChecksum() throws IOException {
    Path path = folder.resolve("rot.pth");
    try (var scope = Scope.open()) {
      TorchCheckpoint.write(path, Map.of("rotten", torch.ones(1000)), Map.of());
      byte[] bytes = Files.readAllBytes(path);
      bytes[bytes.length / 2] ^= 1;
      Files.write(path, bytes);
      try (TorchCheckpoint file = TorchCheckpoint.open(path)) {
        assertThatThrownBy(() -> file.tensor("rotten"))
            .isInstanceOf(CheckpointException.class)
            .hasMessageContainingAll("rot.pth", "rotten", "checksum");
      }
    }
  }

  @Test
  void refusesBigEndianData() throws IOException {
    Path path = folder.resolve("big.pth");
    try (var scope = Scope.open()) {
      TorchCheckpoint.write(path, Map.of("w", torch.ones(2)), Map.of());
    }
    byte[] bytes = Files.readAllBytes(path);
    byte[] little = "little".getBytes();
    for (int i = 0; i + little.length < bytes.length; i++) {
      if (Arrays.equals(Arrays.copyOfRange(bytes, i, i + little.length), little)) {
        System.arraycopy("big   ".getBytes(), 0, bytes, i, little.length);
      }
    }
    Files.write(path, bytes);
    assertThatThrownBy(() -> WeightFiles.open(path))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContainingAll("big.pth", "big-endian");
  }

  @Test
  void refusesTwoNamesThatBecomeOne() throws IOException {
    Path path = folder.resolve("twice.pth");
    try (var scope = Scope.open()) {
      Tensor w = torch.ones(2);
      TorchCheckpoint.write(path, Map.of("w", w, "module.w", w), Map.of());
    }
    assertThatThrownBy(() -> WeightFiles.open(path))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContainingAll("twice.pth", "module.w");
  }

  private Stream<String> list() throws IOException {
    return Files.list(folder).map(file -> file.getFileName().toString());
  }

  private static void requireSame(Tensor actual, Tensor expected) {
    assertThat(Tensors.shape(actual)).isEqualTo(Tensors.shape(expected));
    assertThat(Tensors.bytes(actual)).isEqualTo(Tensors.bytes(expected));
  }
}
