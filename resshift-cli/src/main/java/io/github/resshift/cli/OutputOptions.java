package io.github.resshift.cli;

import io.github.resshift.image.Damaged;
import io.github.resshift.image.PictureFormat;
import io.github.resshift.image.meta.MetadataPolicy;
import io.github.resshift.jobs.Frames;
import io.github.resshift.jobs.ResultSettings;
import io.github.resshift.jobs.batch.Existing;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where and how results are written; shared by the commands that make pictures. */
final class OutputOptions {
  private static final int DEFAULT_QUALITY = 95;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "OUT",
      description = {
        "Where results go. A name that ends in .png, .jpg, .tif or .webp is a file, for a single picture;"
            + " anything else is a folder, made when needed, in which the tree of an input folder"
            + " is mirrored. The folders above a file are made too. '-' is the standard output."
            + " Default: beside the input, under its name and _x4 (or another scale), _filled or"
            + " _restored; never over a file of the user's."
      })
  Path output;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = {
        "Format of the results: png, jpeg, tiff or webp. Default: png in a folder, else what the name of"
            + " OUT says."
      })
  PictureFormat format;

  @Option(
      names = "--quality",
      paramLabel = "N",
      defaultValue = "" + DEFAULT_QUALITY,
      description =
          "Quality of JPEG and WebP results, 1 (small) to 100 (best; WebP loses nothing then); PNG"
              + " and TIFF lose nothing. Default:"
              + " ${DEFAULT-VALUE}.")
  int quality;

  @Option(
      names = "--metadata",
      paramLabel = "WHAT",
      defaultValue = "private",
      description = {
        "What of the input's EXIF, XMP and IPTC data goes into the result: keep takes all that is"
            + " still true; private only what says nothing about where, with which device and whose:"
            + " no positions and place names, faces, serial numbers, owners and maker's notes; strip leaves out all. Colour profile and resolution are always"
            + " kept. Default: ${DEFAULT-VALUE}."
      })
  MetadataPolicy metadata;

  @Option(
      names = "--no-provenance",
      description = "Do not write program, model, seed and steps into the metadata of the result.")
  boolean noProvenance;

  @Option(
      names = "--max-pixels",
      paramLabel = "N",
      defaultValue = "100000000",
      description =
          "Refuse inputs of more pixels than this, before anything is decoded. Default:"
              + " ${DEFAULT-VALUE}.")
  long maxPixels;

  @Option(
      names = "--damaged",
      paramLabel = "WHAT",
      defaultValue = "refuse",
      description = {
        "What to do with files whose image data is damaged or ends too early: refuse them, or take what is"
            + " there of JPEG, PNG, TIFF, BMP and GIF, with a note that says how much; the rest is"
            + " gray. Default: ${DEFAULT-VALUE}."
      })
  Damaged damaged;

  @Option(
      names = "--frames",
      paramLabel = "WHICH",
      defaultValue = "all",
      description = {
        "Of an animation (GIF, PNG, WebP) or a TIFF file with several pages: all works on each, one"
            + " after the other and with the same seed, so that what does not move does not flicker;"
            + " first takes the first one alone. An animation becomes an animated PNG, pages become"
            + " a TIFF file of as many; for other formats there is a folder NAME-frames or NAME-pages"
            + " beside the result, which is the first. Default: ${DEFAULT-VALUE}."
      })
  Frames frames;

  @Option(
      names = "--existing",
      paramLabel = "WHAT",
      defaultValue = "skip",
      description = {
        "What to do where a result exists already: skip the picture; update, which makes it again"
            + " only if the source or the settings have changed since; overwrite the file when"
            + " the new one is complete; rename, which takes a free name such as a-1.png; fail before"
            + " any work is done. Default: ${DEFAULT-VALUE}."
      })
  Existing existing;

  @Option(
      names = "--json",
      description = {
        "Print one JSON object a picture on the standard output, each on its own line when the"
            + " picture is finished: input, output, status (done, skipped, failed, cancelled),"
            + " seconds, width, height, frames, model, seed, steps, error, outdated."
      })
  boolean json;

  @Mixin FolderOptions folders;

  Optional<PictureFormat> format() {
    return Optional.ofNullable(format);
  }

  /** Refuses values outside their ranges. */
  void check(Ranges ranges) {
    ranges.between("--quality", quality, 1, 100);
    folders.check(ranges);
    if (maxPixels < 1) {
      throw ranges.refuse("--max-pixels must be at least 1, not " + maxPixels + ".");
    }
  }

  ResultSettings results() {
    return new ResultSettings(frames, quality, metadata, !noProvenance, maxPixels, damaged);
  }
}
