package io.github.resshift.model;

import io.github.resshift.weights.CheckpointException;
import io.github.resshift.weights.RenamedSource;
import io.github.resshift.weights.WeightSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The names of a guide's tensors in the files that people have: ours ({@code conv_first}, {@code
 * body.N.rdbM.convK}, {@code conv_body}, {@code conv_up1}, {@code conv_up2}, {@code conv_hr},
 * {@code conv_last}), the older ones of ESRGAN ({@code model.0}, {@code
 * model.1.sub.N.RDBM.convK.0}, ...), and none at all but the order of the layers, as in ncnn's
 * files. Stateless.
 */
public final class GuideWeights {
  private static final String BODY = "body.";
  private static final String OLD_BODY = "model.1.sub.";
  private static final int DENSE_BLOCKS = 3;
  private static final int CONVOLUTIONS = 5;

  /** Ours to ESRGAN's; the convolution after the body has the number of the last block plus one. */
  private static final Map<String, String> OLD_NAMES =
      Map.of(
          "conv_first", "model.0",
          "conv_up1", "model.3",
          "conv_up2", "model.6",
          "conv_hr", "model.8",
          "conv_last", "model.10");

  private GuideWeights() {}

  /**
   * Whether a source has the tensors of such a network under one of the known names.
   *
   * @param source a weights file
   */
  public static boolean recognises(WeightSource source) {
    Set<String> names = source.names();
    return names.contains("body.0.rdb1.conv1.weight")
        || names.contains("model.1.sub.0.RDB1.conv1.0.weight")
        || blocksOfNcnn(names) > 0;
  }

  /**
   * The whole network of a source under our names.
   *
   * @throws CheckpointException if the source has no such network
   */
  public static WeightSource named(WeightSource source) {
    Set<String> stored = source.names();
    if (stored.contains("body.0.rdb1.conv1.weight")) {
      return source;
    }
    Map<String, String> names = new LinkedHashMap<>();
    int oldBlocks = count(stored, OLD_BODY, ".RDB1.conv1.0.weight");
    if (oldBlocks > 0) {
      layers(oldBlocks).forEach(layer -> put(names, layer, oldName(layer, oldBlocks)));
    } else if (blocksOfNcnn(stored) > 0) {
      List<String> layers = layers(blocksOfNcnn(stored));
      List<String> inFile =
          stored.stream()
              .filter(name -> name.endsWith(".weight"))
              .map(GuideWeights::layer)
              .toList();
      for (int i = 0; i < layers.size(); i++) {
        put(names, layers.get(i), inFile.get(i));
      }
    } else {
      throw new CheckpointException(
          source.origin()
              + " holds no network of the ESRGAN family (residual dense blocks, x4): name another"
              + " file.");
    }
    return new RenamedSource(source, names);
  }

  /** The blocks of a whole network under our names. */
  public static int blocks(WeightSource named) {
    return count(named.names(), BODY, ".rdb1.conv1.weight");
  }

  /** Those tensors of a source that a guide of such settings has, under our names. */
  static WeightSource needed(GuideConfig config, WeightSource source) {
    WeightSource named = named(source);
    Map<String, String> names = new LinkedHashMap<>();
    for (String name : named.names()) {
      boolean wanted =
          name.startsWith(BODY)
              ? Integer.parseInt(name.split("\\.")[1]) < config.blocks()
              : config.picture() || name.startsWith("conv_first.");
      if (wanted) {
        names.put(name, name);
      }
    }
    return new RenamedSource(named, names);
  }

  /** The layers of a network in the order in which they run. */
  private static List<String> layers(int blocks) {
    List<String> layers = new ArrayList<>(List.of("conv_first"));
    for (int block = 0; block < blocks; block++) {
      for (int dense = 1; dense <= DENSE_BLOCKS; dense++) {
        for (int i = 1; i <= CONVOLUTIONS; i++) {
          layers.add(BODY + block + ".rdb" + dense + ".conv" + i);
        }
      }
    }
    layers.addAll(List.of("conv_body", "conv_up1", "conv_up2", "conv_hr", "conv_last"));
    return layers;
  }

  private static String oldName(String layer, int blocks) {
    if (layer.equals("conv_body")) {
      return OLD_BODY + blocks;
    }
    String old = OLD_NAMES.get(layer);
    return old != null
        ? old
        : OLD_BODY + layer.substring(BODY.length()).replace(".rdb", ".RDB") + ".0";
  }

  private static void put(Map<String, String> names, String layer, String inFile) {
    names.put(layer + ".weight", inFile + ".weight");
    names.put(layer + ".bias", inFile + ".bias");
  }

  private static String layer(String weight) {
    return weight.substring(0, weight.length() - ".weight".length());
  }

  private static int count(Set<String> names, String prefix, String suffix) {
    return (int) names.stream().filter(n -> n.startsWith(prefix) && n.endsWith(suffix)).count();
  }

  /** How many blocks a file of ncnn with that many convolutions can hold; 0 if it is another's. */
  private static int blocksOfNcnn(Set<String> names) {
    int outside = layers(0).size();
    int convolutions = count(names, "Conv", ".weight");
    int inBlocks = convolutions - outside;
    int inBlock = DENSE_BLOCKS * CONVOLUTIONS;
    return 2 * convolutions == names.size() && inBlocks > 0 && inBlocks % inBlock == 0
        ? inBlocks / inBlock
        : 0;
  }
}
