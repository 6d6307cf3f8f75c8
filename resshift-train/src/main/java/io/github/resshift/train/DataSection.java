package io.github.resshift.train;

import io.github.resshift.Internal;
import io.github.resshift.config.ConfigNode;
import io.github.resshift.train.data.Crops;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads the section {@code data} of a configuration. Stateless. */
@Internal
public final class DataSection {
  private static final String PLACE = "dir_path";
  private static final int DEFAULT_CROP = 256;

  private DataSection() {}

  /** {@code data.train.params.dir_path}, one or a list of them; none if it is absent. */
  public static List<Path> photographs(ConfigNode root) {
    return params(root, "train")
        .filter(params -> params.has(PLACE))
        .map(params -> params.texts(PLACE).stream().map(Path::of).toList())
        .orElse(List.of());
  }

  /** {@code data.val.params.dir_path}. */
  public static Optional<Path> validation(ConfigNode root) {
    return params(root, "val").map(params -> params.text(PLACE, null)).map(Path::of);
  }

  /**
   * Side of the clean crops: {@code data.train.params.gt_size}.
   *
   * @param multiple of which it must be one
   * @param of what wants that, for the message
   */
  public static int cropSize(ConfigNode root, int multiple, String of) {
    int size =
        params(root, "train").map(p -> p.integer("gt_size", DEFAULT_CROP)).orElse(DEFAULT_CROP);
    if (size < multiple || size % multiple != 0) {
      throw root.problem(
          "data.train.params.gt_size must be a multiple of "
              + multiple
              + " for this "
              + of
              + ", not "
              + size
              + ".");
    }
    return size;
  }

  /** Sentences about keys that nothing has read. */
  public static List<String> withoutEffect(ConfigNode root) {
    return root.unusedKeys().stream()
        .map(key -> root.origin() + ": the key " + key + " has no effect here.")
        .toList();
  }

  /**
   * The clean crops: {@code data.train.params} with {@code gt_size}, {@code use_hflip}, {@code
   * use_rot} and {@code rescale_gt}.
   *
   * @param multiple of which the size must be one
   * @param of what wants that, for the message
   */
  public static Crops crops(ConfigNode root, int multiple, String of) {
    int size = cropSize(root, multiple, of);
    Optional<ConfigNode> params = params(root, "train");
    return new Crops(
        size,
        params.map(p -> p.flag("use_hflip", true)).orElse(true),
        params.map(p -> p.flag("use_rot", true)).orElse(true),
        params.map(p -> p.flag("rescale_gt", false)).orElse(false));
  }

  private static Optional<ConfigNode> params(ConfigNode root, String which) {
    return root.find("data")
        .flatMap(data -> data.find(which))
        .flatMap(section -> section.find("params"));
  }
}
