package io.github.resshift.jobs.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.resshift.image.PictureFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputTargetTest {
  @TempDir Path dir;

  @Test
  void aPictureSuffixNamesAFile() {
    assertThat(of("x.png", "a.jpg"))
        .isEqualTo(new OutputTarget.File(dir.resolve("x.png"), PictureFormat.PNG));
    assertThat(of("x.JPEG", "a.jpg").format()).isEqualTo(PictureFormat.JPEG);
    assertThat(of("x.tiff", "a.jpg").format()).isEqualTo(PictureFormat.TIFF);
  }

  @Test
  void anythingElseNamesAFolder() throws IOException {
    assertThat(of("results", "a.jpg")).isInstanceOf(OutputTarget.Folder.class);
    assertThat(of("v1.5", "a.jpg")).isInstanceOf(OutputTarget.Folder.class);
    Files.createDirectory(dir.resolve("odd.png"));
    assertThat(of("odd.png", "a.jpg")).isInstanceOf(OutputTarget.Folder.class);
  }

  @Test
  void oneFileTakesOnePicture() throws IOException {
    refused("x.png", Optional.empty(), "name a folder", "a.jpg", "b.jpg");
    refused("x.png", Optional.empty(), "name a folder", dir.toString());
    refused("x.png", Optional.empty(), "name a folder", "*.jpg");
    Path odd = Files.writeString(dir.resolve("a[1].jpg"), "x");
    assertThat(of("x.png", odd.toString())).isInstanceOf(OutputTarget.File.class);
  }

  @Test
  void nameAndFormatMustAgree() {
    refused("x.png", Optional.of(PictureFormat.JPEG), "--format jpeg", "a.jpg");
    refused("x.gif", Optional.empty(), "not written", "a.jpg");
    assertThat(OutputTarget.of(dir.resolve("x.tif"), List.of("a"), Optional.of(PictureFormat.TIFF)))
        .isInstanceOf(OutputTarget.File.class);
  }

  @Test
  void aFileThatIsNoPictureIsNotReplaced() throws IOException {
    Files.writeString(dir.resolve("thesis.doc"), "x");
    refused("thesis.doc", Optional.empty(), "no picture", "a.jpg");
  }

  private OutputTarget of(String out, String... inputs) {
    return OutputTarget.of(dir.resolve(out), List.of(inputs), Optional.empty());
  }

  private void refused(String out, Optional<PictureFormat> format, String words, String... inputs) {
    assertThatThrownBy(() -> OutputTarget.of(dir.resolve(out), List.of(inputs), format))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith("--output")
        .hasMessageContaining(words);
  }
}
