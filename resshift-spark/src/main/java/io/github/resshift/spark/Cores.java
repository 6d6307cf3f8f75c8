package io.github.resshift.spark;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;

/**
 * How the cluster deals its processors out.
 *
 * @param executor processors of an executor
 * @param task processors of a task
 * @param local whether all is this one process, where tasks cannot ask for more processors
 */
record Cores(int executor, int task, boolean local) {
  private static final Pattern LOCAL = Pattern.compile("local(?:\\[([0-9]+|\\*)(?:,.*)?])?");
  private static final Pattern LOCAL_CLUSTER = Pattern.compile("local-cluster\\[\\d+,(\\d+),\\d+]");

  static Cores of(SparkConf conf) {
    String master = conf.get("spark.master", "local").replace(" ", "");
    int task = conf.getInt("spark.task.cpus", 1);
    int here = Runtime.getRuntime().availableProcessors();
    Matcher local = LOCAL.matcher(master);
    if (local.matches()) {
      String count = local.group(1);
      int cores = count == null ? 1 : count.equals("*") ? here : Integer.parseInt(count);
      return new Cores(cores, task, true);
    }
    Matcher pretended = LOCAL_CLUSTER.matcher(master);
    int usual = pretended.matches() ? Integer.parseInt(pretended.group(1)) : here;
    return new Cores(conf.getInt("spark.executor.cores", usual), task, false);
  }

  /** Pictures that an executor works on at a time. */
  int slots() {
    return Math.max(1, executor / task);
  }

  /** Pictures that the cluster works on at a time. */
  int slots(SparkConf conf, int known) {
    int wanted = conf.getInt("spark.executor.instances", 1) * executor;
    return Math.max(1, Math.max(known, wanted) / task);
  }
}
