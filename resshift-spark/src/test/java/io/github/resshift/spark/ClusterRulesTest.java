package io.github.resshift.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.resshift.jobs.batch.Existing;
import io.github.resshift.jobs.batch.UsageException;
import io.github.resshift.spark.Decision.Action;
import io.github.resshift.spark.Manifest.Past;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

/** What is decided from the cluster's settings and from what is there. */
class ClusterRulesTest {
  private static SparkConf conf(String... pairs) {
    SparkConf conf = new SparkConf(false);
    for (int i = 0; i < pairs.length; i += 2) {
      conf.set(pairs[i], pairs[i + 1]);
    }
    return conf;
  }

  @Test
  void processorsAreDealtAsTheClusterSays() {
    assertThat(Cores.of(conf("spark.master", "local[3]"))).isEqualTo(new Cores(3, 1, true));
    assertThat(Cores.of(conf("spark.master", "local[4,2]", "spark.task.cpus", "2")).slots())
        .isEqualTo(2);
    assertThat(Cores.of(conf("spark.master", "local-cluster[2,5,2048]")))
        .isEqualTo(new Cores(5, 1, false));
    Cores pods = Cores.of(conf("spark.master", "k8s://https://x", "spark.executor.cores", "8"));
    assertThat(pods).isEqualTo(new Cores(8, 1, false));
    assertThat(pods.slots(conf("spark.executor.instances", "10"), 2)).isEqualTo(80);
  }

  @Test
  void aContainerThatWouldBeKilledIsRefused() {
    MemoryNeed need = new MemoryNeed(1L << 30, 1L << 30, 3);
    assertThat(need.megabytes()).isEqualTo((long) (1.15 * 4096));
    SparkConf pods = conf("spark.master", "k8s://https://x", "spark.executor.memory", "4g");
    assertThat(MemoryNeed.overhead(pods)).isEqualTo(409);
    assertThatThrownBy(() -> need.check(pods))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("--conf spark.executor.memoryOverhead=4710m");
    assertThatCode(() -> need.check(pods.set("spark.executor.memoryOverhead", "5g")))
        .doesNotThrowAnyException();
    assertThatCode(() -> need.check(conf("spark.master", "spark://x:7077")))
        .as("a standalone cluster has no such limit")
        .doesNotThrowAnyException();
  }

  @Test
  void decisionsAreThoseOfTheJournal() {
    Source source = new Source("file:/in/a.png", "a.png", 10, 20, 0);
    Past cutOff = past(10, 20, "now", false);
    Past ended = past(10, 20, "now", true);
    for (Existing existing : Existing.values()) {
      assertThat(decide(existing, source, 5L, cutOff)).as("goes on").isEqualTo(Action.SKIP);
      assertThat(decide(existing, source, null, cutOff)).as("deleted").isEqualTo(Action.TODO);
    }
    assertThat(decide(Existing.OVERWRITE, source, 5L, ended)).isEqualTo(Action.TODO);
    assertThat(decide(Existing.FAIL, source, 5L, ended)).isEqualTo(Action.THERE);
    assertThat(decide(Existing.SKIP, source, 5L, null)).isEqualTo(Action.SKIP);
    assertThat(decide(Existing.UPDATE, source, 5L, null)).isEqualTo(Action.TODO);
    assertThat(decide(Existing.UPDATE, source, 5L, ended)).isEqualTo(Action.SKIP);
    assertThat(decide(Existing.UPDATE, source, 6L, ended)).as("changed").isEqualTo(Action.TODO);
    assertThat(decide(Existing.UPDATE, source, 5L, past(10, 21, "now", true)))
        .isEqualTo(Action.TODO);
    assertThat(decide(Existing.UPDATE, source, 5L, past(10, 20, "then", false)))
        .isEqualTo(Action.TODO);
  }

  private static Past past(long length, long modified, String settings, boolean ended) {
    return new Past("file:/in/a.png", length, modified, settings, "a.png", 5, "fp32", 1, ended, 1);
  }

  private static Action decide(Existing existing, Source source, Long there, Past past) {
    return new Decision(existing, "now").of(source, "a.png", there, past).action();
  }
}
