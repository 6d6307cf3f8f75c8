package io.github.resshift.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.resshift.config.ConfigNode;
import io.github.resshift.image.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code run.json} of a run, {@code "format": "resshift-run/1"}: the configuration after every
 * change, what checkpoints record of it (with the digest of the data), and for each start of the
 * run when, from which iteration, with which code and on what it was. Stateless.
 */
final class RunRecord {
  private static final Logger LOG = LoggerFactory.getLogger(RunRecord.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String STARTS = "starts";

  private RunRecord() {}

  /**
   * Writes the record, with the starts of the one that is there.
   *
   * @param iteration done so far
   * @param circumstances what the starting program knows: machine, version control
   */
  static void write(
      Path file,
      ConfigNode configuration,
      RunFacts facts,
      long iteration,
      Map<String, ?> circumstances)
      throws IOException {
    ObjectNode root = JSON.createObjectNode();
    root.put("format", "resshift-run/1");
    root.set("configuration", JSON.valueToTree(configuration.toMap()));
    ObjectNode recorded = root.putObject("recorded");
    facts.values().forEach(recorded::put);
    ArrayNode starts = root.putArray(STARTS);
    if (Files.exists(file)) {
      earlier(file).forEach(starts::add);
    }
    ObjectNode start = starts.addObject();
    start.put("time", Instant.now().toString());
    start.put("after_iteration", iteration);
    start.put("code", CodeVersion.text());
    circumstances.forEach((name, value) -> start.set(name, JSON.valueToTree(value)));
    AtomicFile.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n");
  }

  /** A file that is no record is laid aside: it only tells, so it does not end a run. */
  private static Iterable<JsonNode> earlier(Path file) throws IOException {
    try {
      return JSON.readTree(file.toFile()).withArray(STARTS);
    } catch (IOException | UnsupportedOperationException e) {
      Path aside = file.resolveSibling(file.getFileName() + ".damaged");
      AtomicFile.move(file, aside);
      LOG.warn("{} is damaged; it was moved to {}, and a new one begins", file, aside);
      return JSON.createArrayNode();
    }
  }
}
