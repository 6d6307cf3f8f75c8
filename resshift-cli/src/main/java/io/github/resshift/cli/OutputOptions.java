package io.github.resshift.cli;

import io.github.resshift.image.PictureFormat;
import io.github.resshift.jobs.batch.Existing;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where and how results are written; shared by the commands that make pictures. */
final class OutputOptions {
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
    folders.check(ranges);
  }
}
