package io.github.resshift.jobs.batch;

import io.github.resshift.ResShiftException;
import io.github.resshift.image.FileNames;
import io.github.resshift.image.Limits;
import io.github.resshift.image.PictureFormat;
import io.github.resshift.image.PictureHeader;
import io.github.resshift.image.PictureReader;
import io.github.resshift.image.PictureSequence.Kind;
import io.github.resshift.image.SequenceWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a run reads besides the first picture of a file and writes besides its result.
 *
 * @param frames whether all frames and pages are worked on
 * @param samples how many draws are written into the folder NAME-samples; 1 for no such folder
 */
public record Extras(boolean frames, int samples) {
  /** Nothing. */
  public static final Extras NONE = new Extras(false, 1);

  /** A plan is no place for refusing: that a picture is too large is said when it is its turn. */
  private static final PictureReader HEADERS = new PictureReader(new Limits(Long.MAX_VALUE));

  /** What is worked on, as the file's header says; empty if there is none that can be read. */
  Optional<PictureHeader> header(Path source) {
    try {
      PictureHeader header = HEADERS.header(source);
      return Optional.of(frames ? header : header.first());
    } catch (ResShiftException e) {
      return Optional.empty();
    }
  }

  /** The folder of the draws. */
  public static Path samples(Path target) {
    return FileNames.sibling(target, PictureNames.stem(target) + "-samples");
  }

  /** Folders that may be filled beside a result, whatever its source is. */
  public List<Path> possible(Path target, PictureFormat format) {
    List<Path> folders = new ArrayList<>();
    if (samples > 1) {
      folders.add(samples(target));
    }
    if (frames) {
      for (Kind kind : Kind.values()) {
        SequenceWriter.folder(kind, target, format).ifPresent(folders::add);
      }
    }
    return folders;
  }

  /** Whether such a folder is filled; looks at the source, which takes some time. */
  boolean fills(Path folder, Path source, Path target, PictureFormat format) {
    if (samples > 1 && folder.equals(samples(target))) {
      return true;
    }
    return header(source)
        .flatMap(PictureHeader::kind)
        .flatMap(kind -> SequenceWriter.folder(kind, target, format))
        .filter(folder::equals)
        .isPresent();
  }

  /**
   * What is written besides the result of a work, each as the end of a sentence.
   *
   * @param result its header, if known
   */
  List<String> describe(BatchPlan.Todo work, Optional<PictureHeader> result) {
    List<String> words = new ArrayList<>();
    result
        .flatMap(PictureHeader::kind)
        .ifPresent(
            kind ->
                words.add(
                    "%d %ss%s"
                        .formatted(
                            result.get().count(),
                            kind.noun(),
                            SequenceWriter.folder(kind, work.target(), work.format())
                                .map(folder -> " in " + folder)
                                .orElse(""))));
    if (samples > 1) {
      words.add("%d samples and a map in %s".formatted(samples, samples(work.target())));
    }
    return words;
  }
}
