package io.github.resshift.train.stage;

import io.github.resshift.catalog.AuthorsConfig;
import io.github.resshift.image.AtomicFile;
import io.github.resshift.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * A trained first stage as files: {@code first_stage.safetensors}, the averaged weights in float32
 * under their published names, and {@code autoencoder.yaml}, the section of a training
 * configuration that uses them.
 */
final class StageFiles {
  private static final String WEIGHTS = "first_stage.safetensors";

  private StageFiles() {}

  static void write(Path folder, StageConfig config, StageState state, Map<String, String> facts)
      throws IOException {
    Files.createDirectories(folder);
    Map<String, String> record = new LinkedHashMap<>(facts);
    record.put("iterations", Long.toString(state.iteration()));
    Path weights = folder.resolve(WEIGHTS);
    Safetensors.write(weights, state.ema().averages(), record);
    Map<String, Object> section = AuthorsConfig.section(config.stage(), weights.toString());
    DumpSettings settings =
        DumpSettings.builder()
            .setSchema(new CoreSchema())
            .setDefaultFlowStyle(FlowStyle.AUTO)
            .build();
    AtomicFile.write(
        folder.resolve("autoencoder.yaml"),
        new Dump(settings).dumpToString(Map.of("autoencoder", section)));
  }
}
