package io.github.resshift.cli.report;

import io.github.resshift.ResShiftException;
import io.github.resshift.degrade.MatlabResize;
import io.github.resshift.image.FileNames;
import io.github.resshift.image.Picture;
import io.github.resshift.image.PictureFormat;
import io.github.resshift.image.PictureReader;
import io.github.resshift.image.PictureWriter;
import io.github.resshift.jobs.batch.LeftOut;
import io.github.resshift.jobs.batch.LeftOut.Why;
import io.github.resshift.tensor.Pixels;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Results of plain bicubic interpolation, for others to be compared with. Stateless. */
public final class Baseline {
  /** What reports call it. */
  public static final String LABEL = "bicubic";

  /** How it is made, for protocols. */
  public static final String PROTOCOL =
      "the pictures of --lq by MATLAB's bicubic interpolation (a = -0.5), rounded to 8 bits";

  private Baseline() {}

  /**
   * Enlarges pictures to the size of their results and writes them as PNG.
   *
   * @param inputs the small pictures
   * @param like results of these pictures, which give the sizes
   * @param folder where to write them
   * @param partial whether pictures that are missing or damaged are left out, instead of refused
   * @throws ResShiftException if a size is not a whole multiple of the small picture's
   */
  public static PictureSet bicubic(PictureSet inputs, PictureSet like, Path folder, boolean partial)
      throws IOException {
    Map<String, Path> made = new TreeMap<>();
    List<LeftOut> leftOut = new ArrayList<>();
    for (Map.Entry<String, Path> wanted : like.pictures().entrySet()) {
      String name = wanted.getKey();
      Path small = inputs.pictures().get(name);
      if (small == null && partial) {
        continue; // told as a picture without a partner
      }
      if (small == null) {
        throw new ResShiftException(
            "'" + inputs.folder() + "' has no picture " + name + " to enlarge.");
      }
      Path file = FileNames.resolve(folder, name + ".png");
      Files.createDirectories(file.toAbsolutePath().getParent());
      try {
        PictureWriter.write(
            enlarged(small, wanted.getValue()),
            file,
            PictureFormat.PNG,
            PictureWriter.DEFAULT_QUALITY);
        made.put(name, file);
      } catch (ResShiftException e) {
        if (!partial) {
          throw e;
        }
        leftOut.add(new LeftOut(small, Why.UNUSABLE));
      }
    }
    return new PictureSet(LABEL, folder, made, leftOut);
  }

  private static Picture enlarged(Path file, Path like) {
    PictureReader reader = new PictureReader();
    Picture size = reader.read(like, note -> {});
    Picture small = reader.read(file, note -> {});
    int factor = Math.max(1, size.width() / small.width());
    if (small.width() * factor != size.width() || small.height() * factor != size.height()) {
      throw new ResShiftException(
          String.format(
              "'%s' has %dx%d pixels, which is no whole multiple of the %dx%d of '%s'.",
              like, size.width(), size.height(), small.width(), small.height(), file));
    }
    try (var scope = Scope.open()) {
      return Pixels.picture(
          Tensors.clamp(MatlabResize.apply(Pixels.rgb(small), factor), 0, 1), null, 8, false);
    }
  }
}
