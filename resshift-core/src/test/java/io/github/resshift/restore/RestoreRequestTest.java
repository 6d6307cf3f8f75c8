package io.github.resshift.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.resshift.ResShiftException;
import io.github.resshift.catalog.Task;
import io.github.resshift.image.Picture;
import io.github.resshift.image.PictureFormat;
import io.github.resshift.image.PictureReader;
import io.github.resshift.image.PictureWriter;
import io.github.resshift.image.Profiles;
import io.github.resshift.image.SourcePicture;
import io.github.resshift.image.meta.Density;
import io.github.resshift.image.meta.Metadata;
import io.github.resshift.image.meta.MetadataPolicy;
import java.awt.color.ICC_ColorSpace;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every kind of input and output of the API, with what a picture carries. */
class RestoreRequestTest {
  private static final byte[] P3 = Profiles.displayP3();
  private static final int PROFILE_HEADER = 128;
  private static final Density DENSITY = new Density(118.11, 118.11, true);

  @TempDir Path folder;
  private Restorer restorer;
  private Picture picture;
  private Path file;

  @BeforeEach
  void open() throws IOException {
    restorer =
        Restorer.builder()
            .model(TinyModels.superResolution(folder))
            .precision("fp32")
            .device("cpu")
            .threads(1)
            .build();
    picture = NoisyPictures.picture(8, 8, 16, false, true);
    file = folder.resolve("small.png");
    Metadata metadata = Metadata.NONE.withIcc(P3).withDensity(DENSITY);
    PictureWriter.write(picture, metadata, file, PictureFormat.PNG, 95);
  }

  @AfterEach
  void close() {
    restorer.close();
  }

  @Test
  void allInputsAndOutputsGiveTheSamePictureWithWhatItCarries() throws IOException {
    Picture expected = restorer.restore(picture);
    byte[] content = Files.readAllBytes(file);
    List<RestoreRequest> requests = new ArrayList<>();
    requests.add(restorer.from(file));
    requests.add(restorer.from(content));
    try (InputStream in = new ByteArrayInputStream(content)) {
      requests.add(restorer.from(in));
    }
    byte[] first = requests.get(0).toBytes(PictureFormat.PNG);
    for (RestoreRequest request : requests) {
      requireWhole(request.toPicture(), expected);
      assertThat(request.toBytes(PictureFormat.PNG)).isEqualTo(first);
    }
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    assertThat(requests.get(0).to(stream, PictureFormat.TIFF)).isEmpty();
    requireWhole(new PictureReader().load("tiff", stream.toByteArray(), note -> {}), expected);
    Path large = folder.resolve("large.png");
    requests.get(0).to(large);
    assertThat(Files.readAllBytes(large)).isEqualTo(first);
    assertThat(new String(first, StandardCharsets.ISO_8859_1)).contains("ResShift for the JVM");
  }

  private static void requireWhole(SourcePicture made, Picture expected) {
    assertThat(made.picture()).isEqualTo(expected);
    assertThat(made.picture().depth()).isEqualTo(16);
    requireP3(made.metadata().icc().orElseThrow());
    assertThat(made.metadata().density()).contains(DENSITY);
  }

  /** Java fills in what the header of a profile leaves open. */
  private static void requireP3(byte[] profile) {
    assertThat(Arrays.copyOfRange(profile, PROFILE_HEADER, profile.length))
        .isEqualTo(Arrays.copyOfRange(P3, PROFILE_HEADER, P3.length));
  }

  @Test
  void anImageOfJavaKeepsDepthAlphaAndColourSpace() {
    Picture expected = restorer.restore(picture);
    BufferedImage image = new SourcePicture(picture, Metadata.NONE.withIcc(P3)).toBufferedImage();
    BufferedImage large = restorer.restore(image);
    assertThat(large.getColorModel().getComponentSize()).containsOnly(16).hasSize(4);
    ICC_ColorSpace space = (ICC_ColorSpace) large.getColorModel().getColorSpace();
    requireP3(space.getProfile().getData());
    assertThat(SourcePicture.of(large).picture()).isEqualTo(expected);
    Picture gray = NoisyPictures.picture(8, 8, 8, true, false);
    BufferedImage plain = restorer.restore(gray.toBufferedImage());
    assertThat(plain.getType()).isEqualTo(BufferedImage.TYPE_INT_RGB);
  }

  @Test
  void sizeColoursConsistencyAndDrawsAreAskedForHere() {
    RestoreRequest wanted =
        restorer
            .from(file)
            .size(new TargetSize.Times(2.5))
            .colorFix(ColorFix.MEAN_STD)
            .consistent(true)
            .seed(7);
    Picture large = wanted.toPicture().picture();
    assertThat(large.width()).isEqualTo(20);
    Enlarger.Settings settings =
        new Enlarger.Settings(new TargetSize.Times(2.5), ColorFix.MEAN_STD, true);
    assertThat(large)
        .isEqualTo(new Enlarger(restorer, settings).restore(picture, 7, RestoreListener.NONE));

    List<SourcePicture> drawn = new ArrayList<>();
    Posterior posterior = wanted.draws(3, (n, each) -> drawn.add(each));
    assertThat(drawn).hasSize(3);
    assertThat(drawn.get(0).picture()).isEqualTo(large);
    assertThat(drawn.get(1).picture())
        .isNotEqualTo(large)
        .isEqualTo(wanted.seed(8).toPicture().picture());
    assertThat(drawn.get(1).metadata().provenance().orElseThrow().seed()).isEqualTo(8);
    requireP3(wanted.metadataOf(posterior.mean()).metadata().icc().orElseThrow());
    assertThat(wanted.provenance(false).toPicture().metadata().provenance()).isEmpty();
    requireP3(wanted.metadata(MetadataPolicy.STRIP).toPicture().metadata().icc().orElseThrow());
  }

  @Test
  void nothingReachesAStreamOfAPictureThatIsNotFinished() {
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    RestoreListener ends =
        new RestoreListener() {
          private boolean begun;

          @Override
          public void progress(int done, int total) {
            begun = true;
          }

          @Override
          public boolean cancelled() {
            return begun;
          }
        };
    RestoreRequest request = restorer.from(file).listener(ends);
    assertThatThrownBy(() -> request.to(stream, PictureFormat.PNG))
        .isInstanceOf(CancelledException.class);
    assertThat(stream.size()).isZero();
  }

  @Test
  void whatAFormatCannotHoldIsSaidAndAStreamThatFailsIsToldSo() {
    RestoreRequest request = restorer.from(file).quality(80);
    assertThat(request.to(OutputStream.nullOutputStream(), PictureFormat.JPEG))
        .hasSize(2)
        .allMatch(note -> note.startsWith("the result: JPEG has"));
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("pipe closed");
          }
        };
    assertThatThrownBy(() -> request.to(full, PictureFormat.PNG))
        .isInstanceOf(ResShiftException.class)
        .hasMessageContaining("the result")
        .hasMessageContaining("pipe closed");
    assertThatThrownBy(() -> request.quality(0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aMaskIsForModelsThatFillHoles() throws IOException {
    Picture mask = NoisyPictures.picture(8, 8, 8, true, false);
    assertThatThrownBy(() -> restorer.from(file).mask(mask).toPicture())
        .hasMessageContaining("does not fill holes");
    String model = TinyModels.restoring(Files.createDirectory(folder.resolve("i")), Task.INPAINT);
    try (Restorer filler =
        Restorer.builder().model(model).precision("fp32").device("cpu").threads(1).build()) {
      RestoreRequest request = filler.from(file);
      assertThatThrownBy(request::toPicture).hasMessageContaining("needs a mask");
      assertThat(request.mask(mask).toPicture().picture())
          .isEqualTo(filler.inpaint(picture, mask, RestoreListener.NONE));
      assertThatThrownBy(
              () -> request.mask(mask).colorFix(ColorFix.MEAN_STD).to(folder.resolve("x.png")))
          .isInstanceOf(ResShiftException.class);
    }
  }
}
