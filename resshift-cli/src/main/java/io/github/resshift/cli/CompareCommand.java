package io.github.resshift.cli;

import io.github.resshift.ResShiftException;
import io.github.resshift.cli.progress.Plain;
import io.github.resshift.cli.report.PictureSet;
import io.github.resshift.cli.report.Sheet;
import io.github.resshift.image.FileNames;
import io.github.resshift.image.Picture;
import io.github.resshift.image.PictureFormat;
import io.github.resshift.image.PictureReader;
import io.github.resshift.image.PictureWriter;
import io.github.resshift.jobs.batch.LeftOut;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code resshift compare}: sheets of several versions of a picture. */
@Command(
    name = "compare",
    sortOptions = false,
    description = {
      "Puts versions of a picture side by side into one PNG, with a zoomed part of each below.",
      "Smaller versions are enlarged by repeating pixels. Folders give a sheet for every picture"
          + " that all of them have, by name."
    },
    footer = {
      "",
      "Examples:",
      "  resshift compare input=a.jpg ours=a4.png -o sheet.png --zoom auto",
      "  resshift compare lq/ bicubic=b/ ours=o/ truth=gt/ -o sheets/ --zoom 64,32,48,48"
    })
final class CompareCommand implements Callable<Integer> {
  private static final Pattern PART = Pattern.compile("\\d{1,6}(,\\d{1,6}){3}|auto|none");

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "2..*",
      paramLabel = "[LABEL=]PATH",
      description = "Two or more pictures, or two or more folders.")
  private List<String> inputs;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "PATH",
      description = "The sheet, a .png file; for folders a folder.")
  private Path output;

  @Option(
      names = "--labels",
      split = ",",
      paramLabel = "TEXT",
      description = "Labels, separated by commas. Default: LABEL, else the names of the inputs.")
  private List<String> labels;

  @Option(names = "--no-labels", description = "Write no labels.")
  private boolean unnamed;

  @Option(
      names = "--zoom",
      paramLabel = "X,Y,W,H|auto|none",
      defaultValue = "auto",
      description =
          "The part to zoom, in pixels of the largest version; auto is where the versions differ"
              + " most. Default: ${DEFAULT-VALUE}.")
  private String zoom;

  @Mixin private ExcludeOption exclude;
  @Mixin private CommonOptions common;

  @Override
  public Integer call() throws IOException {
    Ranges ranges = new Ranges(spec.commandLine());
    ranges.matches("--zoom", zoom, PART, "X,Y,W,H, auto or none");
    List<Labelled> versions = inputs.stream().map(Labelled::parse).toList();
    if (labels != null && labels.size() != versions.size()) {
      throw ranges.refuse(
          "--labels has " + labels.size() + " labels for " + versions.size() + " inputs.");
    }
    List<String> names = labels != null ? labels : versions.stream().map(Labelled::label).toList();
    long folders = versions.stream().filter(v -> Files.isDirectory(v.path())).count();
    if (folders != 0 && folders != versions.size()) {
      throw ranges.refuse("The inputs must be all pictures or all folders.");
    }
    if (folders == 0) {
      if (!output.toString().toLowerCase(Locale.ROOT).endsWith(".png")) {
        throw ranges.refuse("--output '" + output + "' must be a .png file.");
      }
      write(names, versions.stream().map(Labelled::path).toList(), output);
      return ExitCode.DONE;
    }
    return compareFolders(names, versions);
  }

  private int compareFolders(List<String> names, List<Labelled> versions) throws IOException {
    List<PictureSet> sets = versions.stream().map(this::set).toList();
    Set<String> shared = new TreeSet<>(sets.get(0).pictures().keySet());
    sets.forEach(set -> shared.retainAll(set.pictures().keySet()));
    if (shared.isEmpty()) {
      throw new ResShiftException(
          "The folders have no picture in common; names must agree but for their suffixes.");
    }
    PrintWriter err = spec.commandLine().getErr();
    if (!common.quiet) {
      for (PictureSet set : sets) {
        LeftOut.describe(set.leftOut(), common.verbose)
            .forEach(line -> err.println(Plain.line(set.label() + ": " + line)));
      }
    }
    int failed = 0;
    for (String picture : shared) {
      try {
        List<Path> files = sets.stream().map(set -> set.pictures().get(picture)).toList();
        write(names, files, FileNames.resolve(output, picture + ".png"));
      } catch (ResShiftException e) {
        failed++;
        err.println("resshift: " + picture + ": " + e.getMessage());
      }
    }
    int left = sets.stream().mapToInt(set -> set.pictures().size()).max().orElse(0) - shared.size();
    if (!common.quiet) {
      err.println(
          (shared.size() - failed)
              + " sheets in "
              + output
              + (left > 0 ? "; " + left + " pictures are not in all folders" : ""));
    }
    return ExitCode.ofBatch(failed, shared.size());
  }

  private PictureSet set(Labelled version) {
    return PictureSet.of(version.label(), version.path(), exclude.read(spec.commandLine()));
  }

  private void write(List<String> names, List<Path> files, Path target) throws IOException {
    List<Picture> pictures =
        files.stream().map(file -> new PictureReader().read(file, note -> {})).toList();
    Sheet sheet = new Sheet(names, pictures);
    Optional<Sheet.Part> part =
        switch (zoom) {
          case "none" -> Optional.empty();
          case "auto" -> Optional.of(sheet.busiest());
          default -> Optional.of(part(zoom));
        };
    Files.createDirectories(target.toAbsolutePath().getParent());
    PictureWriter.write(
        sheet.draw(part, !unnamed), target, PictureFormat.PNG, PictureWriter.DEFAULT_QUALITY);
  }

  private static Sheet.Part part(String text) {
    int[] n = Stream.of(text.split(",")).mapToInt(Integer::parseInt).toArray();
    return new Sheet.Part(n[0], n[1], n[2], n[3]);
  }
}
