package io.github.resshift.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.resshift.ResShiftException;
import io.github.resshift.catalog.Task;
import io.github.resshift.image.PictureFormat;
import io.github.resshift.image.PictureHeader;
import io.github.resshift.jobs.JobSettings;
import io.github.resshift.jobs.PictureService;
import io.github.resshift.jobs.RestoringMakers;
import io.github.resshift.jobs.batch.PictureMaker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server makes of a picture is what the command line makes of it. */
class PictureServiceTest {
  private static final Path PICTURES = Path.of("../resshift-image/src/test/resources/pictures");

  @TempDir Path dir;
  private String model;

  @BeforeEach
  void makeModel() throws IOException {
    model = TinyModel.write(dir.resolve("model"), Task.SUPER_RESOLUTION).toString();
  }

  @Test
  void filesAndBytesAreThoseOfTheCommandLine() throws IOException {
    Path input = PICTURES.resolve("tagged.jpg");
    for (PictureFormat format : List.of(PictureFormat.PNG, PictureFormat.JPEG)) {
      Path wanted = dir.resolve("wanted." + format.suffix());
      String[] command = {
        "upscale",
        input.toString(),
        "-o",
        wanted.toString(),
        "-m",
        model,
        "--seed",
        "7",
        "--steps",
        "1",
        "--scale",
        "3",
        "--quality",
        "80",
        "--precision",
        "fp32"
      };
      assertThat(Main.commandLine(new RestoringMakers()).execute(command)).isZero();
      Map<String, String> values =
          Map.of("seed", "7", "steps", "1", "scale", "3", "quality", "80", "precision", "fp32");
      try (PictureService service = PictureService.open(settings(values))) {
        Path target = dir.resolve("made." + format.suffix());
        List<Integer> heard = new ArrayList<>();
        PictureMaker.Made made = service.restore(input, target, format, listener(heard, false));
        assertThat(target).hasSameBinaryContentAs(wanted);
        assertThat(heard).isNotEmpty();
        PictureHeader expected =
            PictureService.expect(service.settings(), service.model(), "x", input, format);
        assertThat(List.of(made.width(), made.height()))
            .isEqualTo(List.of(expected.width(), expected.height()));
        assertThat(
                service
                    .restore(Files.readAllBytes(input), format, listener(heard, false))
                    .content())
            .isEqualTo(Files.readAllBytes(wanted));
      }
    }
  }

  @Test
  void whoListensCanEndIt() throws IOException {
    try (PictureService service = PictureService.open(settings(Map.of()))) {
      Path target = dir.resolve("made.png");
      assertThatThrownBy(
              () ->
                  service.restore(
                      PICTURES.resolve("tagged.jpg"),
                      target,
                      PictureFormat.PNG,
                      listener(new ArrayList<>(), true)))
          .isInstanceOf(CancellationException.class);
      assertThat(target).doesNotExist();
      try (var files = Files.list(dir)) {
        assertThat(files).containsExactly(dir.resolve("model"));
      }
    }
  }

  @Test
  void limitsAreSaidFromTheHeader() {
    JobSettings small = settings(Map.of("max-pixels", "10"));
    assertThatThrownBy(
            () ->
                PictureService.expect(
                    small,
                    new RestoringMakers().facts(small.restore()),
                    "upload",
                    PICTURES.resolve("bomb.png"),
                    PictureFormat.PNG))
        .isInstanceOf(ResShiftException.class)
        .hasMessageContaining("upload");
  }

  @Test
  void pagesThatBecomeFilesDoNotFitIntoBytes() throws IOException {
    byte[] pages = Files.readAllBytes(PICTURES.resolve("two-pages.tif"));
    try (PictureService service = PictureService.open(settings(Map.of()))) {
      PictureMaker.Listener listener = listener(new ArrayList<>(), false);
      assertThat(service.restore(pages, PictureFormat.TIFF, listener).made().frames()).isEqualTo(2);
      assertThatThrownBy(() -> service.restore(pages, PictureFormat.PNG, listener))
          .hasMessageContaining("2 pictures");
    }
  }

  private JobSettings settings(Map<String, String> values) {
    Map<String, List<String>> all = new LinkedHashMap<>();
    values.forEach((key, text) -> all.put(key, List.of(text)));
    all.put("model", List.of(model));
    return JobSettings.of(Task.SUPER_RESOLUTION, all, key -> key);
  }

  private static PictureMaker.Listener listener(List<Integer> heard, boolean end) {
    return new PictureMaker.Listener() {
      @Override
      public void progress(int done, int total) {
        heard.add(done);
      }

      @Override
      public boolean cancelled() {
        return end;
      }
    };
  }
}
