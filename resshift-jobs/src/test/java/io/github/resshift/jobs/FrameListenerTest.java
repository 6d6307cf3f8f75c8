package io.github.resshift.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resshift.jobs.batch.PictureMaker;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrameListenerTest {
  @Test
  void howManyAreDoneIsSaidFromTimeToTime() {
    List<String> said = new ArrayList<>();
    PictureMaker.Listener steps =
        new PictureMaker.Listener() {
          @Override
          public void progress(int done, int total) {
            said.add(done + "/" + total);
          }

          @Override
          public boolean cancelled() {
            return false;
          }

          @Override
          public void say(String sentence) {
            said.add(sentence);
          }
        };
    long[] seconds = {0};
    FrameProgress progress =
        new FrameProgress(steps, 5, "frame", () -> seconds[0] * 1_000_000_000L);
    for (int n = 1; n <= 5; n++) {
      seconds[0] += 20;
      progress.done(n);
    }
    assertThat(said).containsExactly("frame 2 of 5 is done", "frame 4 of 5 is done");
    said.clear();
    FrameListener third = new FrameListener(steps, 3, 4, "page");
    third.progress(1, 2);
    third.progress(2, 2);
    third.say("it is large");
    assertThat(said).containsExactly("2500/4000", "3000/4000", "page 3 of 4: it is large");
  }
}
