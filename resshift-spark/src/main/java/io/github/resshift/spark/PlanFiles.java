package io.github.resshift.spark;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InvalidClassException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import scala.Tuple2;

/**
 * Pictures on the disk of the cluster, a file for each partition. Not a table: for that Spark's
 * compiler of queries would have to start, which takes longer than to plan thousands of pictures.
 */
final class PlanFiles implements Serializable {
  private static final long serialVersionUID = 1;

  /** Objects after which the stream forgets what it has written, so that it does not grow. */
  private static final int FORGET = 1000;

  private static final String PART = "part-";

  private final Folder folder;
  private final String at;

  PlanFiles(Folder folder, Path at) {
    this.folder = folder;
    this.at = at.toString();
  }

  /** Writes the file of a partition, which appears whole; writing it again replaces it. */
  void write(int partition, Iterator<Item> items) throws IOException {
    java.nio.file.Path spool = Spool.folder();
    try {
      java.nio.file.Path file = spool.resolve("plan");
      try (ObjectOutputStream out =
          new ObjectOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
        for (int count = 1; items.hasNext(); count++) {
          out.writeObject(items.next());
          if (count % FORGET == 0) {
            out.reset();
          }
        }
        out.writeObject(null);
      }
      folder.publish(file, path(partition), UUID.randomUUID());
    } finally {
      Spool.delete(spool);
    }
  }

  /** The pictures of these partitions; the same whenever they are computed. */
  JavaRDD<Item> read(JavaSparkContext spark, List<Integer> partitions) {
    if (partitions.isEmpty()) {
      return spark.emptyRDD();
    }
    return spark
        .parallelize(partitions, partitions.size())
        .flatMap(partition -> items(folder, path(partition)));
  }

  private static Iterator<Item> items(Folder folder, Path plan) throws IOException {
    List<Item> items = new ArrayList<>();
    try (InputStream file = folder.open(plan);
        ObjectInputStream in = new PlanInput(new BufferedInputStream(file))) {
      for (Item item = (Item) in.readObject(); item != null; item = (Item) in.readObject()) {
        items.add(item);
      }
    } catch (ClassNotFoundException e) {
      throw new IOException("the plan was written by another version of the program", e);
    }
    return items.iterator();
  }

  /** What the files of such folders have, by the path of the source; files appear whole. */
  static JavaPairRDD<String, Item> all(JavaSparkContext spark, Folder folder, List<Path> plans)
      throws IOException {
    List<String> files = new ArrayList<>();
    for (Path plan : plans) {
      for (FileStatus file : folder.system(plan).listStatus(plan)) {
        if (file.getPath().getName().startsWith(PART)) {
          files.add(file.getPath().toString());
        }
      }
    }
    JavaRDD<Item> items =
        files.isEmpty()
            ? spark.emptyRDD()
            : spark
                .parallelize(files, Math.min(files.size(), spark.defaultParallelism()))
                .flatMap(file -> items(folder, new Path(file)));
    return items.mapToPair(item -> new Tuple2<>(item.source().path(), item));
  }

  private Path path(int partition) {
    return new Path(at, PART + partition);
  }

  /**
   * Finds our classes where Spark has loaded them from, which Java's own search does not, and no
   * others: a stream of objects may ask for any, and others may be able to write where the plan is.
   */
  private static final class PlanInput extends ObjectInputStream {
    PlanInput(InputStream in) throws IOException {
      super(in);
    }

    @Override
    protected Class<?> resolveClass(java.io.ObjectStreamClass type)
        throws IOException, ClassNotFoundException {
      if (!type.getName().startsWith(PlanFiles.class.getPackageName() + ".")) {
        throw new InvalidClassException(type.getName(), "is no part of a plan");
      }
      return Class.forName(type.getName(), false, PlanFiles.class.getClassLoader());
    }
  }
}
