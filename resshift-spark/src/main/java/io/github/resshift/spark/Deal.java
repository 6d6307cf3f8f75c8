package io.github.resshift.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import scala.Tuple2;

/**
 * Deals pictures out: sorted by their work, the largest first, and cut into tasks of about the same
 * work. So tasks of many small pictures come last and nothing large is begun at the end. Only names
 * and numbers move between machines.
 */
final class Deal {
  /** Tasks for each picture that can be worked on at a time: the last ones end close together. */
  private static final int TASKS_A_SLOT = 16;

  /**
   * A task that fails is done again; this much is lost at most, but for a single larger picture.
   */
  private static final double MOST = 64e6;

  private static final int MOST_TASKS = 100_000;
  private static final int SORTED = 20_000;

  private Deal() {}

  /** Of the same work the name decides, so that tasks do not depend on the listing. */
  private record Rank(long cost, String path) implements Comparable<Rank>, Serializable {
    @Override
    public int compareTo(Rank other) {
      int first = Long.compare(other.cost, cost);
      return first != 0 ? first : path.compareTo(other.path);
    }
  }

  /**
   * Pictures in as many partitions as there are tasks.
   *
   * @param items that come out the same whenever they are computed
   * @param slots pictures that the cluster works on at a time
   */
  static JavaRDD<Item> tasks(JavaRDD<Item> items, long count, int slots) {
    JavaRDD<Item> sorted = items.sortBy(Deal::rank, true, (int) (1 + count / SORTED));
    List<Double> sums = sums(sorted);
    double all = sums.stream().mapToDouble(sum -> sum).sum();
    double size = size(all, slots);
    int tasks = (int) Math.min(Math.ceil(all / size), count);
    List<Double> before = before(sums);
    JavaPairRDD<Integer, Item> dealt =
        sorted
            .mapPartitionsWithIndex(
                (index, part) -> dealt(part, before.get(index), size, tasks), true)
            .mapToPair(pair -> pair);
    return dealt.partitionBy(new ByTask(tasks)).values();
  }

  /** The same of pictures that the driver knows, without a shuffle. */
  static JavaRDD<Item> tasks(JavaSparkContext spark, List<Item> items, int slots) {
    List<Item> sorted = sorted(items);
    double all = sorted.stream().mapToDouble(Item::cost).sum();
    double size = size(all, slots);
    List<ArrayList<Item>> tasks = new ArrayList<>();
    double sum = 0;
    int last = -1;
    for (Item item : sorted) {
      int task = (int) (sum / size);
      sum += item.cost();
      if (task != last) {
        tasks.add(new ArrayList<>());
        last = task;
      }
      tasks.get(tasks.size() - 1).add(item);
    }
    return spark.parallelize(tasks, tasks.size()).flatMap(List::iterator);
  }

  private static List<Item> sorted(List<Item> items) {
    List<Item> sorted = new ArrayList<>(items);
    sorted.sort(Comparator.comparing(Deal::rank));
    return sorted;
  }

  /** Work of a task. */
  private static double size(double all, int slots) {
    return Math.max(Math.min(all / (slots * TASKS_A_SLOT), MOST), all / MOST_TASKS);
  }

  private static List<Double> sums(JavaRDD<Item> sorted) {
    return sorted
        .mapPartitions(
            part -> {
              double sum = 0;
              while (part.hasNext()) {
                sum += part.next().cost();
              }
              return List.of(sum).iterator();
            })
        .collect();
  }

  private static List<Double> before(List<Double> sums) {
    List<Double> before = new ArrayList<>();
    double sum = 0;
    for (double each : sums) {
      before.add(sum);
      sum += each;
    }
    return before;
  }

  private static Iterator<Tuple2<Integer, Item>> dealt(
      Iterator<Item> part, double before, double size, int tasks) {
    return new Iterator<>() {
      private double sum = before;

      @Override
      public boolean hasNext() {
        return part.hasNext();
      }

      @Override
      public Tuple2<Integer, Item> next() {
        Item item = part.next();
        int task = (int) Math.min(sum / size, tasks - 1);
        sum += item.cost();
        return new Tuple2<>(task, item);
      }
    };
  }

  /** One task a picture, the largest first. */
  static JavaRDD<Item> single(JavaSparkContext spark, List<Item> items) {
    return spark.parallelize(sorted(items), items.size());
  }

  private static Rank rank(Item item) {
    return new Rank(item.cost(), item.source().path());
  }

  /** Keys are numbers of partitions. */
  private static final class ByTask extends Partitioner {
    private static final long serialVersionUID = 1;
    private final int tasks;

    ByTask(int tasks) {
      this.tasks = tasks;
    }

    @Override
    public int numPartitions() {
      return tasks;
    }

    @Override
    public int getPartition(Object key) {
      return (Integer) key;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof ByTask same && same.tasks == tasks;
    }

    @Override
    public int hashCode() {
      return tasks;
    }
  }
}
