package io.github.resshift.train;

import io.github.resshift.Internal;
import io.github.resshift.config.Canonical;
import io.github.resshift.config.FormerText;
import io.github.resshift.train.data.BatchSource;
import io.github.resshift.train.optimiser.LearningRate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What checkpoints record of the settings, so that a resumed run is the same run. How long it goes
 * on and how often it reports may change on the way.
 *
 * @param values texts by name: {@link Canonical} ones, plain numbers, and the digest of the data
 * @param formerly the same as checkpoints of the formats 1 and 2 have it
 */
@Internal
public record RunFacts(Map<String, String> values, Map<String, String> formerly) {
  /** Copies the texts. */
  public RunFacts {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    formerly = Collections.unmodifiableMap(new LinkedHashMap<>(formerly));
  }

  /** Facts that never had another form. */
  public static RunFacts of(Map<String, String> values) {
    return new RunFacts(values, values);
  }

  /** The facts of settings and data, to which those of what is trained are added. */
  public static Builder of(TrainSettings settings, BatchSource data) {
    Builder facts = new Builder();
    LearningRate rate = settings.rate();
    facts.add(
        "learning_rate",
        rate.text(),
        "%s to %s, %s, warm-up %d"
            .formatted(rate.base(), rate.minimum(), rate.shape(), rate.warmup()));
    facts.add("step", settings.stepOptions());
    facts.add("batch", settings.batch());
    facts.add("weight_decay", settings.weightDecay());
    facts.add("ema_rate", settings.emaRate());
    facts.add("seed", settings.seed());
    facts.add("data", data.digest(), data.formerDigest());
    return facts;
  }

  /** Collects facts. */
  public static final class Builder {
    private final Map<String, String> values = new LinkedHashMap<>();
    private final Map<String, String> formerly = new LinkedHashMap<>();

    private Builder() {}

    /** Adds settings: a record or a number. */
    public Builder add(String name, Object settings) {
      return add(name, Canonical.text(settings), FormerText.of(settings));
    }

    /** Adds settings that had a text of their own. */
    public Builder add(String name, String value, String former) {
      values.put(name, value);
      formerly.put(name, former);
      return this;
    }

    /** The facts. */
    public RunFacts build() {
      return new RunFacts(values, formerly);
    }
  }
}
