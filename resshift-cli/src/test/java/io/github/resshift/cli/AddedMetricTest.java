package io.github.resshift.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resshift.catalog.ModelCatalog;
import io.github.resshift.plugin.Colours;
import io.github.resshift.plugin.Metric;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Measures that are service providers; the services of the test resources name these. */
class AddedMetricTest {
  /** Levels of red at the top left. */
  public static final class Corner implements Metric {
    @Override
    public String name() {
      return "corner";
    }

    @Override
    public Better better() {
      return Better.NEITHER;
    }

    @Override
    public String protocol() {
      return "red at the top left, levels of 255";
    }

    @Override
    public boolean needsTruth() {
      return false;
    }

    @Override
    public double of(Colours picture, Colours none) {
      assertThat(none).isNull();
      return 255 * picture.at(0, 0, 0);
    }
  }

  /** Always fails. */
  public static final class Broken implements Metric {
    @Override
    public String name() {
      return "broken";
    }

    @Override
    public Better better() {
      return Better.LOWER;
    }

    @Override
    public String protocol() {
      return "none";
    }

    @Override
    public double of(Colours picture, Colours truth) {
      throw new IllegalStateException("on purpose");
    }
  }

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int evaluate(String... args) throws IOException {
    BufferedImage image = new BufferedImage(12, 10, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(new Color(200, 10, 20));
    graphics.fillRect(2, 2, 8, 6);
    graphics.dispose();
    Path pictures = Files.createDirectories(folder.resolve("pictures"));
    ImageIO.write(image, "png", pictures.resolve("a.png").toFile());
    CommandLine line =
        new CommandLine(new EvaluateCommand(() -> ModelCatalog.at(folder.resolve("cache"))));
    line.setExecutionExceptionHandler(new Failures());
    line.setParameterExceptionHandler(new Failures());
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(args);
  }

  @Test
  void anAddedMeasureIsMeasuredInsideOfTheBorder() throws IOException {
    Path json = folder.resolve("report.json");
    int code =
        evaluate(
            "--pred",
            folder.resolve("pictures").toString(),
            "--metrics",
            "corner",
            "--border",
            "2",
            "--json",
            json.toString());
    assertThat(code).as(err.toString()).isEqualTo(ExitCode.DONE);
    assertThat(Files.readString(json))
        .contains("red at the top left, levels of 255; added by")
        .contains("Corner");
    assertThat(out.toString()).contains("corner").contains("200");
  }

  @Test
  void oneThatFailsAndOneThatIsNotThereAreNamed() throws IOException {
    String pictures = folder.resolve("pictures").toString();
    assertThat(evaluate("--pred", pictures, "--gt", pictures, "--metrics", "broken"))
        .isEqualTo(ExitCode.FAILED);
    assertThat(err.toString())
        .contains("The added measure 'broken' (" + Broken.class.getName() + ") failed: ")
        .contains("on purpose");
    assertThat(evaluate("--pred", pictures, "--metrics", "broken")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("broken needs true pictures");
    assertThat(evaluate("--pred", pictures, "--metrics", "nose")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("there is no 'nose'").contains("broken, corner");
  }
}
