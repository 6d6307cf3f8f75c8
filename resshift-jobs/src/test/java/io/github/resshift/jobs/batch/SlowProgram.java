package io.github.resshift.jobs.batch;

import io.github.resshift.image.PictureFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.CancellationException;

/**
 * A program for {@link CancellationTest} to interrupt: says "ready" and then computes or writes for
 * a long time. Arguments: the folder, and compute, deaf (computes without looking at the
 * cancellation) or write.
 */
final class SlowProgram {
  private static final long FOREVER_MILLIS = 120_000;
  private static final int WRITE_MILLIS = 1_500;

  private SlowProgram() {}

  public static void main(String[] args) {
    Path dir = Path.of(args[0]);
    Cancellation cancellation = new Cancellation();
    FakeMaker work =
        new FakeMaker(cancellation) {
          @Override
          public Made process(BatchPlan.Todo picture, Listener steps) throws IOException {
            if (args[1].equals("write")) {
              cancellation.write(() -> writeSlowly(picture.target()));
            } else {
              computeForever(steps, args[1].equals("deaf"));
            }
            return new Made(1, 1, List.of());
          }
        };
    BatchPlan plan =
        new BatchPlan(
            List.of(
                new BatchPlan.Todo(dir, dir.resolve("a.png"), PictureFormat.PNG),
                new BatchPlan.Todo(dir, dir.resolve("b.png"), PictureFormat.PNG)));
    int code = 0;
    try (Cancellation.Guard guard = cancellation.watch(() -> System.out.println("cancelled"))) {
      new BatchRunner(() -> work, List.of(), cancellation, Throwable::toString, Ledger.NONE)
          .run(plan);
      code = cancellation.requested() ? 130 : 0;
    }
    System.exit(code);
  }

  private static void computeForever(PictureMaker.Listener steps, boolean deaf) {
    System.out.println("ready");
    long end = System.currentTimeMillis() + FOREVER_MILLIS;
    while (System.currentTimeMillis() < end) {
      pause(10);
      if (!deaf && steps.cancelled()) {
        throw new CancellationException();
      }
    }
  }

  private static void writeSlowly(Path target) throws IOException {
    Path temporary = target.resolveSibling(target.getFileName() + ".part");
    Files.writeString(temporary, "half");
    System.out.println("ready");
    pause(WRITE_MILLIS);
    Files.writeString(temporary, "whole");
    Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
