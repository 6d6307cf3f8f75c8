package io.github.resshift.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/**
 * Opens weights of any known format. The content decides, never the name; only ncnn's format has no
 * signature and goes by its suffix and the list of layers beside it. Stateless.
 */
public final class WeightFiles {
  private static final int SIGNATURE_BYTES = 9;
  private static final int ZIP_SIGNATURE = 0x4b50;
  private static final int PICKLE_START = 0x80;
  private static final int PICKLE_PROTOCOLS = 5;
  private static final long JSON_LIMIT = 1L << 40;

  /** The formats that a weights file may have. */
  enum Kind {
    SAFETENSORS,
    ZIP,
    PICKLE
  }

  private WeightFiles() {}

  /**
   * Opens a {@code .safetensors} file or a checkpoint of {@code torch.save}, under clean names: out
   * of a {@code state_dict} wrapper, without {@code module.} and {@code _orig_mod.}; or a {@code
   * .bin} file of ncnn with its {@code .param} beside it.
   *
   * @return the file, to be closed by the caller
   * @throws CheckpointException if it is none of them, damaged or unsafe
   */
  public static WeightSource open(Path path) {
    if (NcnnFile.recognises(path)) {
      return NcnnFile.open(path);
    }
    String origin = path.toString();
    Kind kind;
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      kind = kindOf(origin, channel);
    } catch (IOException e) {
      throw unreadable(origin, e);
    }
    return kind == Kind.SAFETENSORS ? cleaned(Safetensors.open(path)) : TorchCheckpoint.open(path);
  }

  static Kind kindOf(String origin, FileChannel channel) throws IOException {
    ByteBuffer start = ByteBuffer.allocate(SIGNATURE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    while (start.hasRemaining() && channel.read(start, start.position()) > 0) {
      // A read may return less than there is.
    }
    if (start.position() == 0) {
      throw new CheckpointException(origin + " is empty: fetch or copy it again.");
    }
    if (start.get(8) == '{' && start.getLong(0) >= 0 && start.getLong(0) < JSON_LIMIT) {
      return Kind.SAFETENSORS;
    }
    if (start.getShort(0) == ZIP_SIGNATURE) {
      return Kind.ZIP;
    }
    if ((start.get(0) & 0xFF) == PICKLE_START && (start.get(1) & 0xFF) <= PICKLE_PROTOCOLS) {
      return Kind.PICKLE;
    }
    throw new CheckpointException(
        origin
            + " is not a weights file"
            + (isText(start) ? " but text, perhaps a web page or a pointer to the file" : "")
            + ": give a .safetensors file or a .pth file that torch.save wrote.");
  }

  static CheckpointException unreadable(String origin, IOException cause) {
    String why =
        cause instanceof NoSuchFileException ? "there is no such file" : cause.getMessage();
    return new CheckpointException(origin + " cannot be read: " + why + ".", cause);
  }

  private static boolean isText(ByteBuffer start) {
    for (int i = 0; i < start.position(); i++) {
      int c = start.get(i);
      if (c < ' ' && c != '\n' && c != '\r' && c != '\t') {
        return false;
      }
    }
    return true;
  }

  private static WeightSource cleaned(Safetensors file) {
    try {
      Map<String, String> names = StateDict.cleanNames(file.origin(), file.names());
      boolean clean = names.entrySet().stream().allMatch(e -> e.getKey().equals(e.getValue()));
      return clean ? file : new RenamedSource(file, names);
    } catch (CheckpointException e) {
      file.close();
      throw e;
    }
  }
}
