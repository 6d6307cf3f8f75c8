package io.github.resshift.server;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a server is set up.
 *
 * @param host address to listen at
 * @param port 0 for any that is free
 * @param token what requests must show; empty for none
 * @param data the folder of this server alone, made if it is missing
 * @param origins other origins whose requests are taken, such as {@code https://tools.example}
 * @param models names or paths of models that are offered first: requests that name none get the
 *     first one for their task
 * @param restore texts of the settings that are the server's own ({@link ServerOptions#OWN})
 * @param keep how long files are kept after a job's end
 * @param limits what is refused
 */
public record ServerSettings(
    String host,
    int port,
    Optional<String> token,
    Path data,
    List<String> origins,
    List<String> models,
    Map<String, String> restore,
    Duration keep,
    ServerLimits limits) {
  /** Copies the collections. */
  public ServerSettings {
    origins = List.copyOf(origins);
    models = List.copyOf(models);
    restore = Map.copyOf(restore);
  }

  /** On this machine alone, with the usual limits. */
  public static ServerSettings local(Path data) {
    return new ServerSettings(
        "127.0.0.1",
        7860,
        Optional.empty(),
        data,
        List.of(),
        List.of(),
        Map.of(),
        Duration.ofDays(1),
        ServerLimits.DEFAULT);
  }
}
