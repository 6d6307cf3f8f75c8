package io.github.resshift.spark;

import io.github.resshift.jobs.batch.PictureResult.Status;
import java.io.Serializable;
import java.util.List;
import java.util.function.Function;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * What became of one picture, as the manifest has it; what does not apply is null. The first twelve
 * columns are those of {@code --json}.
 *
 * @param made the picture that was made, if one was
 * @param by who worked on it
 * @param target the result below the output folder
 * @param bytes length of the result
 */
record ManifestRow(
    Source source,
    String output,
    Status status,
    double seconds,
    Made made,
    String error,
    String outdated,
    By by,
    String sha256,
    String target,
    Long bytes,
    String outputSha256) {
  /** Size of a result, and how the network was set up for it. */
  record Made(long width, long height, long frames, String notes) {}

  /**
   * The run, the settings and the machine.
   *
   * @param settings digest of the settings, that of the folder's journal
   * @param processor its kind
   * @param attempt of Spark's task
   * @param finished milliseconds since 1970
   */
  record By(
      String model,
      long seed,
      long steps,
      String settings,
      String precision,
      String device,
      String processor,
      long threads,
      String host,
      String executor,
      long attempt,
      String run,
      long finished)
      implements Serializable {
    /** What is known of a run before its tasks are dealt out. */
    static By of(
        String model,
        long seed,
        long steps,
        String settings,
        String precision,
        String device,
        long threads,
        String run) {
      return new By(
          model, seed, steps, settings, precision, device, null, threads, null, null, 0, run, 0);
    }

    /** The same in a task, on this machine and now. */
    By here(TaskContext context) {
      return new By(
          model,
          seed,
          steps,
          settings,
          precision,
          device,
          Machine.processor(),
          threads,
          Machine.name(),
          SparkEnv.get().executorId(),
          context.attemptNumber(),
          run,
          System.currentTimeMillis());
    }
  }

  private enum Kind {
    TEXT,
    WHOLE,
    NUMBER
  }

  /** A column: its name, what it holds, and its value in a row. */
  private record Column(String name, Kind kind, Function<ManifestRow, Object> value) {}

  private static final List<Column> COLUMNS =
      List.of(
          text("input", row -> Folder.shown(row.source.path())),
          text("output", ManifestRow::output),
          text("status", row -> row.status.toString()),
          new Column("seconds", Kind.NUMBER, ManifestRow::seconds),
          whole("width", row -> row.made == null ? null : row.made.width),
          whole("height", row -> row.made == null ? null : row.made.height),
          whole("frames", row -> row.made == null ? null : row.made.frames),
          text("model", row -> row.by.model),
          whole("seed", row -> row.by.seed),
          whole("steps", row -> row.by.steps),
          text("error", ManifestRow::error),
          text("outdated", ManifestRow::outdated),
          text("notes", row -> row.made == null ? null : row.made.notes),
          text("path", row -> row.source.path()),
          whole("length", row -> row.source.length()),
          whole("modified", row -> row.source.modified()),
          text("sha256", ManifestRow::sha256),
          text("target", ManifestRow::target),
          whole("output_bytes", ManifestRow::bytes),
          text("output_sha256", ManifestRow::outputSha256),
          text("settings", row -> row.by.settings),
          text("precision", row -> row.by.precision),
          text("device", row -> row.by.device),
          text("processor", row -> row.by.processor),
          whole("threads", row -> row.by.threads),
          text("host", row -> row.by.host),
          text("executor", row -> row.by.executor),
          whole("attempt", row -> row.by.attempt),
          text("run", row -> row.by.run),
          whole("finished", row -> row.by.finished));

  private static Column text(String name, Function<ManifestRow, Object> value) {
    return new Column(name, Kind.TEXT, value);
  }

  private static Column whole(String name, Function<ManifestRow, Object> value) {
    return new Column(name, Kind.WHOLE, value);
  }

  /** The columns as Spark has them. */
  static StructType schema() {
    StructType schema = new StructType();
    for (Column column : COLUMNS) {
      DataType type =
          switch (column.kind) {
            case TEXT -> DataTypes.StringType;
            case WHOLE -> DataTypes.LongType;
            case NUMBER -> DataTypes.DoubleType;
          };
      schema = schema.add(column.name, type, true);
    }
    return schema;
  }

  /** The columns as Parquet has them. */
  static MessageType parquet() {
    Types.MessageTypeBuilder message = Types.buildMessage();
    for (Column column : COLUMNS) {
      switch (column.kind) {
        case TEXT ->
            message
                .optional(PrimitiveTypeName.BINARY)
                .as(LogicalTypeAnnotation.stringType())
                .named(column.name);
        case WHOLE -> message.optional(PrimitiveTypeName.INT64).named(column.name);
        case NUMBER -> message.optional(PrimitiveTypeName.DOUBLE).named(column.name);
      }
    }
    return message.named("picture");
  }

  /** Takes the values that there are. */
  interface Cells {
    void text(String name, String value);

    void whole(String name, long value);

    void number(String name, double value);
  }

  void write(Cells cells) {
    for (Column column : COLUMNS) {
      Object value = column.value.apply(this);
      if (value == null) {
        continue;
      }
      switch (column.kind) {
        case TEXT -> cells.text(column.name, value.toString());
        case WHOLE -> cells.whole(column.name, ((Number) value).longValue());
        case NUMBER -> cells.number(column.name, ((Number) value).doubleValue());
      }
    }
  }
}
