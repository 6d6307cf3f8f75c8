package io.github.resshift.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resshift.cli.progress.DownloadBar;
import io.github.resshift.cli.progress.DownloadLines;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DownloadProgressTest {
  private static final long MEGABYTE = 1_000_000;

  @Test
  void linesComeAtEveryTenth() {
    StringWriter text = new StringWriter();
    DownloadLines lines = new DownloadLines(new PrintWriter(text));
    for (long done = 0; done <= 50; done++) {
      lines.progress("a.pth", done * MEGABYTE, 50 * MEGABYTE);
    }
    lines.progress("b.pth", 3 * MEGABYTE, -1);

    assertThat(text.toString().lines()).hasSize(12).contains("a.pth: 50.0 of 50.0 MB");
    assertThat(text.toString().lines()).last().isEqualTo("b.pth: 3.0 MB");
  }

  @Test
  void theBarEndsAtTheWholeFile() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DownloadBar bar = new DownloadBar(new PrintStream(bytes, true), 100)) {
      bar.progress("a.pth", 10 * MEGABYTE, 50 * MEGABYTE);
      bar.progress("a.pth", 50 * MEGABYTE, 50 * MEGABYTE);
    }
    assertThat(bytes.toString(StandardCharsets.UTF_8)).contains("a.pth", "100%", "50/50 MB");
  }
}
