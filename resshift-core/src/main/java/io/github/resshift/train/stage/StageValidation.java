package io.github.resshift.train.stage;

import io.github.resshift.ResShiftException;
import io.github.resshift.image.Picture;
import io.github.resshift.image.PictureReader;
import io.github.resshift.metric.Channels;
import io.github.resshift.metric.Psnr;
import io.github.resshift.model.Autoencoder;
import io.github.resshift.tensor.Scope;
import io.github.resshift.train.Validation;
import io.github.resshift.train.data.PhotoList;
import java.io.IOException;
import java.nio.file.Path;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Measures how well an autoencoder gives pictures back: the PSNR of the colours (three planes,
 * rounded to 8 bits). Sides are cut down to multiples of the autoencoder's factor.
 */
final class StageValidation {
  private final PhotoList pictures;

  /** The pictures of a folder; those of its folder {@code gt} or {@code hq} if there is one. */
  StageValidation(Path folder) throws IOException {
    Path clean = Validation.clean(folder);
    this.pictures = PhotoList.read(java.nio.file.Files.isDirectory(clean) ? clean : folder);
    if (pictures.entries().isEmpty()) {
      throw new ResShiftException("There are no pictures in " + folder + ".");
    }
  }

  /** Mean PSNR in dB. */
  double psnr(Autoencoder autoencoder) {
    double sum = 0;
    for (PhotoList.Entry entry : pictures.entries()) {
      sum += psnr(autoencoder, entry.path());
    }
    return sum / pictures.entries().size();
  }

  private static double psnr(Autoencoder autoencoder, Path file) {
    try (var scope = Scope.open();
        var guard = new NoGradGuard()) {
      Tensor whole = new PictureReader().read(file).rgb();
      Tensor clean =
          whole
              .narrow(2, 0, whole.size(2) / autoencoder.factor() * autoencoder.factor())
              .narrow(3, 0, whole.size(3) / autoencoder.factor() * autoencoder.factor())
              .contiguous();
      Tensor back =
          autoencoder
              .decode(autoencoder.encode(clean.mul(new Scalar(2)).sub(new Scalar(1))))
              .add(new Scalar(1))
              .mul(new Scalar(0.5));
      return Psnr.of(Picture.of(back, null, 8, false).rgb(), clean, Channels.RGB, 0);
    }
  }
}
