package io.github.resshift.jobs.batch;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;

/**
 * Copies a picture in four steps through the cancellation, as real work does; a file whose content
 * is "bad" fails, and one whose content is "full" finds no room.
 */
public class FakeMaker implements PictureMaker {
  private static final int STEPS = 4;

  public final List<String> processed = Collections.synchronizedList(new ArrayList<>());
  public boolean closed;
  private final Cancellation cancellation;

  public FakeMaker(Cancellation cancellation) {
    this.cancellation = cancellation;
  }

  @Override
  public Made process(BatchPlan.Todo picture, Listener steps) throws IOException {
    String content = Files.readString(picture.source());
    if (content.equals("bad")) {
      throw new IllegalStateException("bad content");
    }
    if (content.equals("full")) {
      throw new FileSystemException(picture.target().toString(), null, "No space left on device");
    }
    steps.say("takes long");
    for (int step = 1; step <= STEPS; step++) {
      if (steps.cancelled()) {
        throw new CancellationException();
      }
      steps.progress(step, STEPS);
    }
    cancellation.write(() -> Files.writeString(picture.target(), content + " done"));
    processed.add(picture.input());
    return new Made(40, 20, content.equals("odd") ? List.of(picture.input() + ": odd") : List.of());
  }

  @Override
  public String model() {
    return "fake";
  }

  @Override
  public long seed() {
    return 12345;
  }

  @Override
  public int steps() {
    return STEPS;
  }

  @Override
  public String device() {
    return "cpu";
  }

  @Override
  public String precision() {
    return "fp32";
  }

  @Override
  public long bytes(int width, int height) {
    return 0;
  }

  @Override
  public String description() {
    return "fake work";
  }

  @Override
  public List<String> warnings() {
    return List.of("This work is not real.");
  }

  @Override
  public void close() {
    closed = true;
  }
}
