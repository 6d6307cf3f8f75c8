package io.github.resshift.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;

/**
 * Writes the rows of a task, in files of their own that appear whole: at the end, and from time to
 * time before, so that little is unknown when the task dies. Used by one thread.
 */
final class ManifestWriter implements AutoCloseable {
  private static final int MOST_ROWS = 1000;
  private static final long PAUSE_NANOS = 20_000_000_000L;

  private final Folder folder;
  private final Path rows;
  private final MessageType type = ManifestRow.parquet();
  private final List<ManifestRow> waiting = new ArrayList<>();
  private long since = System.nanoTime();

  ManifestWriter(Folder folder, Path rows) {
    this.folder = folder;
    this.rows = rows;
  }

  void add(ManifestRow row) throws IOException {
    waiting.add(row);
    if (waiting.size() >= MOST_ROWS || System.nanoTime() - since >= PAUSE_NANOS) {
      flush();
    }
  }

  private void flush() throws IOException {
    since = System.nanoTime();
    if (waiting.isEmpty()) {
      return;
    }
    java.nio.file.Path spool = Spool.folder();
    try {
      java.nio.file.Path file = spool.resolve("rows.parquet");
      write(file);
      UUID id = UUID.randomUUID();
      folder.publish(file, new Path(rows, "rows-" + id + ".parquet"), id);
    } finally {
      Spool.delete(spool);
    }
    waiting.clear();
  }

  private void write(java.nio.file.Path file) throws IOException {
    try (ParquetWriter<Group> out =
        ExampleParquetWriter.builder(new LocalOutputFile(file))
            .withType(type)
            .withConf(folder.configuration())
            .withCompressionCodec(CompressionCodecName.SNAPPY)
            .build()) {
      for (ManifestRow row : waiting) {
        Group group = new SimpleGroup(type);
        row.write(
            new ManifestRow.Cells() {
              @Override
              public void text(String name, String value) {
                group.append(name, value);
              }

              @Override
              public void whole(String name, long value) {
                group.append(name, value);
              }

              @Override
              public void number(String name, double value) {
                group.append(name, value);
              }
            });
        out.write(group);
      }
    }
    if (Files.size(file) == 0) {
      throw new IOException("an empty Parquet file was written");
    }
  }

  @Override
  public void close() throws IOException {
    flush();
  }
}
