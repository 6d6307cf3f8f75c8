package io.github.resshift.cli;

import io.github.resshift.jobs.JobSettings;
import io.github.resshift.jobs.ModelFacts;
import io.github.resshift.jobs.PictureMakers;
import io.github.resshift.jobs.RestoreSettings;
import io.github.resshift.jobs.batch.BatchPlan;
import io.github.resshift.jobs.batch.Cancellation;
import io.github.resshift.jobs.batch.FakeMaker;
import io.github.resshift.jobs.batch.PictureMaker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.UUID;

/**
 * The program with work that takes some time and writes as real work does: beside the target, in
 * two pieces, and then moved. Prints the name of every picture that it begins; one whose content is
 * "fails" does.
 */
final class FolderProgram {
  /** The system property with the milliseconds that each step of the work takes. */
  static final String PAUSE = "pause";

  private static final int PAUSE_MILLIS = Integer.getInteger(PAUSE, 8);

  private FolderProgram() {}

  public static void main(String[] args) {
    System.exit(Main.commandLine(new SlowWorks()).execute(args));
  }

  /** Upscales slowly. */
  private static final class SlowWorks implements PictureMakers {
    @Override
    public ModelFacts facts(RestoreSettings settings) {
      return new ModelFacts("slow", 2, "slow");
    }

    @Override
    public PictureMaker open(JobSettings settings, Cancellation cancellation) {
      return new FakeMaker(cancellation) {
        @Override
        public Made process(BatchPlan.Todo picture, Listener steps) throws IOException {
          System.out.println(picture.source().getFileName());
          byte[] content = Files.readAllBytes(picture.source());
          if (new String(content, StandardCharsets.UTF_8).equals("fails")) {
            throw new IllegalStateException("cannot be made");
          }
          pause();
          cancellation.write(() -> write(picture.target(), content));
          pause();
          return new Made(2, 2, List.of());
        }
      };
    }
  }

  private static void write(Path target, byte[] content) throws IOException {
    Path part =
        target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".part");
    Files.writeString(part, "result of ");
    pause();
    Files.write(part, content, StandardOpenOption.APPEND);
    Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
