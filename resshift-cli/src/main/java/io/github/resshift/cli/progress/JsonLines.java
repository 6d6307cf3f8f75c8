package io.github.resshift.cli.progress;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import io.github.resshift.image.FileNames;
import io.github.resshift.jobs.batch.BatchListener;
import io.github.resshift.jobs.batch.BatchPlan;
import io.github.resshift.jobs.batch.PictureMaker;
import io.github.resshift.jobs.batch.PictureResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/**
 * Prints one JSON object a picture, each on a line of its own as soon as the picture is finished.
 * Every object has the same members; what does not apply is null.
 */
public final class JsonLines implements BatchListener {
  // Every terminal and pipe carries ASCII, whatever the locale makes of a file name.
  private final JsonFactory json =
      JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
  private final PrintWriter out;
  private PictureMaker work;

  /** Prints to {@code out}, which is flushed after every line. */
  public JsonLines(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void opened(PictureMaker opened) {
    work = opened;
  }

  @Override
  public void finished(BatchPlan.Item item, PictureResult result) {
    out.println(line(result));
    out.flush();
  }

  private String line(PictureResult result) {
    StringWriter line = new StringWriter();
    try (JsonGenerator generator = json.createGenerator(line)) {
      generator.writeStartObject();
      generator.writeStringField("input", result.input());
      text(generator, "output", result.output().map(FileNames::text).orElse(null));
      generator.writeStringField("status", result.status().toString());
      generator.writeNumberField("seconds", Math.round(result.seconds() * 1000) / 1000.0);
      number(generator, "width", result.made().map(made -> (long) made.width()).orElse(null));
      number(generator, "height", result.made().map(made -> (long) made.height()).orElse(null));
      number(generator, "frames", result.made().map(made -> (long) made.frames()).orElse(null));
      text(generator, "model", work == null ? null : work.model());
      number(generator, "seed", work == null ? null : work.seed());
      number(generator, "steps", work == null ? null : (long) work.steps());
      text(generator, "error", result.error().orElse(null));
      text(generator, "outdated", result.outdated().orElse(null));
      generator.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("a JSON line cannot be made", e);
    }
    return line.toString();
  }

  private static void text(JsonGenerator generator, String name, String value) throws IOException {
    generator.writeFieldName(name);
    if (value == null) {
      generator.writeNull();
    } else {
      generator.writeString(value);
    }
  }

  private static void number(JsonGenerator generator, String name, Long value) throws IOException {
    generator.writeFieldName(name);
    if (value == null) {
      generator.writeNull();
    } else {
      generator.writeNumber(value);
    }
  }
}
