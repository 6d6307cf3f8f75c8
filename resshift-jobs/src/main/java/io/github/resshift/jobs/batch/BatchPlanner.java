package io.github.resshift.jobs.batch;

import io.github.resshift.ResShiftException;
import io.github.resshift.image.FileNames;
import io.github.resshift.jobs.batch.BatchPlan.Item;
import io.github.resshift.jobs.batch.BatchPlan.Skip;
import io.github.resshift.jobs.batch.BatchPlan.Todo;
import io.github.resshift.jobs.batch.BatchPlan.Unusable;
import io.github.resshift.jobs.batch.Inputs.Source;
import io.github.resshift.jobs.journal.Past;
import io.github.resshift.jobs.journal.Past.Standing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Gives every picture the name of its result and settles all clashes of names beforehand. */
public final class BatchPlanner {
  /** No number is tried above this: where a folder is another result's no name in it is free. */
  private static final int MOST_NUMBERS = 9999;

  private static final boolean CASE_INSENSITIVE =
      System.getProperty("os.name").startsWith("Windows")
          || System.getProperty("os.name").startsWith("Mac");

  private final OutputTarget output;
  private final Existing existing;
  private final Past past;
  private final Naming naming;
  private final int before;
  private final Folders folders;
  private final Optional<Shard> shard;
  private final Map<String, Source> taken = new HashMap<>();
  private final Set<String> inputKeys = new HashSet<>();

  private BatchPlanner(
      OutputTarget output,
      Existing existing,
      Past past,
      Naming naming,
      int before,
      Extras extras,
      Optional<Shard> shard) {
    this.shard = shard;
    this.folders = new Folders(extras, output.format());
    this.naming = naming;
    this.before = before;
    this.output = output;
    this.existing = existing;
    this.past = past;
  }

  /**
   * Plans a run. What a run that was cut off has finished is passed over and what it was writing is
   * written again under the same name, whatever {@code existing} says.
   *
   * @param past what earlier runs left
   * @param naming of results in a folder
   * @param before how many pictures this run has planned already
   * @param extras what is written besides
   * @throws UsageException if two pictures would be written to one file, or one over an input, and
   *     {@code existing} does not say to find another name
   * @throws ResShiftException if results are there already and {@code existing} says to fail
   */
  public static BatchPlan plan(
      Inputs inputs,
      OutputTarget output,
      Existing existing,
      Past past,
      Naming naming,
      int before,
      Extras extras) {
    return plan(inputs, output, existing, past, naming, before, extras, Optional.empty());
  }

  /**
   * The same for a part of the work. All names are settled, so that clashes between parts are found
   * as well; in the plan are the pictures of this part, and what cannot be worked on at all.
   */
  public static BatchPlan plan(
      Inputs inputs,
      OutputTarget output,
      Existing existing,
      Past past,
      Naming naming,
      int before,
      Extras extras,
      Optional<Shard> shard) {
    return new BatchPlanner(output, existing, past, naming, before, extras, shard).plan(inputs);
  }

  private BatchPlan plan(Inputs inputs) {
    Map<Source, String> unreadable = unreadable(inputs.pictures());
    for (Source source : inputs.pictures()) {
      inputKeys.add(key(source.file()));
      inputKeys.add(text(RealPath.ofFile(source.file())));
      folders.hold(source.file());
    }
    List<Item> items = new ArrayList<>();
    List<Path> there = new ArrayList<>();
    int index = before;
    for (Source source : inputs.pictures()) {
      Path file = source.file();
      index++;
      boolean mine = shard.map(part -> part.covers(source.place())).orElse(true);
      if (unreadable.containsKey(source)) {
        if (mine) {
          items.add(new Unusable(FileNames.text(file), unreadable.get(source)));
        }
        continue;
      }
      Path target = target(source, index);
      if (!mine) {
        continue;
      }
      boolean cutOff = past.inFlight(file).filter(sameFile(target)).isPresent();
      if (past.finished(file).filter(sameFile(target)).isPresent()) {
        items.add(new Skip(file, target));
      } else if (!cutOff && existing == Existing.FAIL && folders.occupied(file, target)) {
        there.add(target);
      } else if (cutOff || !Files.exists(target)) {
        items.add(new Todo(file, target, output.format()));
      } else {
        items.add(existing(file, target));
        if (existing == Existing.FAIL) {
          there.add(target);
        }
      }
    }
    if (!there.isEmpty()) {
      throw new ResShiftException(
          "The output "
              + quoted(there.get(0))
              + (there.size() == 1 ? " exists" : " and " + (there.size() - 1) + " more exist")
              + "; nothing was done (--existing fail).");
    }
    inputs.problems().forEach(p -> items.add(new Unusable(p.input(), p.reason())));
    return new BatchPlan(items);
  }

  /**
   * Why sources cannot give a result, of those whose results would have the name of another's or of
   * an input: what is not written clashes with nothing. Others are not looked at, which takes time.
   */
  private Map<Source, String> unreadable(List<Source> sources) {
    Map<String, List<Source>> wanted = new HashMap<>();
    Set<String> files = new HashSet<>();
    int index = before;
    for (Source source : sources) {
      String key = key(wanted(source, ++index));
      wanted.computeIfAbsent(key, name -> new ArrayList<>()).add(source);
      files.add(key(source.file()));
      files.add(text(RealPath.ofFile(source.file())));
    }
    Map<Source, String> reasons = new HashMap<>();
    wanted.forEach(
        (name, all) -> {
          if (all.size() > 1 || files.contains(name)) {
            all.forEach(
                source ->
                    Readability.problem(source.file())
                        .ifPresent(reason -> reasons.put(source, reason)));
          }
        });
    return reasons;
  }

  private Item existing(Path source, Path target) {
    Todo work = new Todo(source, target, output.format());
    if (existing != Existing.SKIP && existing != Existing.UPDATE) {
      return work;
    }
    Standing standing = past.standing(target, source);
    if (standing instanceof Standing.Current) {
      return new Skip(source, target);
    }
    if (existing == Existing.UPDATE) {
      return work;
    }
    return standing instanceof Standing.Outdated outdated
        ? new Skip(source, target, Optional.of(outdated.reason()))
        : new Skip(source, target);
  }

  private static Predicate<Path> sameFile(Path target) {
    String key = key(target);
    return other -> key(other).equals(key);
  }

  private Path target(Source source, int index) {
    Path wanted = wanted(source, index);
    Optional<Path> resumed = resumed(source);
    if (resumed.isPresent()) {
      take(source, resumed.get());
      return resumed.get();
    }
    for (int attempt = 0; ; attempt++) {
      Path target = attempt == 0 ? wanted : numbered(wanted, attempt);
      String key = key(target);
      if (existing != Existing.RENAME) {
        refuseClash(source, target, key);
      }
      boolean free =
          !taken.containsKey(key)
              && !inputKeys.contains(key)
              && folders.clash(source.file(), target).isEmpty();
      boolean there = Files.exists(target) || folders.occupied(source.file(), target);
      if (free && (existing != Existing.RENAME || !there)) {
        take(source, target);
        return target;
      }
      if (attempt == MOST_NUMBERS) {
        String reason =
            folders
                .clash(source.file(), target)
                .orElse("All names from " + quoted(wanted) + " to " + quoted(target) + " are used");
        throw new UsageException(reason + "; rename the input or choose another --output.");
      }
    }
  }

  private void take(Source source, Path target) {
    taken.put(key(target), source);
    folders.take(source.file(), target);
  }

  /** The free name that a run which was cut off had found. */
  private Optional<Path> resumed(Source source) {
    if (existing != Existing.RENAME) {
      return Optional.empty();
    }
    return past.finished(source.file())
        .or(() -> past.inFlight(source.file()))
        .filter(path -> !taken.containsKey(key(path)) && !inputKeys.contains(key(path)));
  }

  private void refuseClash(Source source, Path target, String key) {
    Source other = taken.get(key);
    if (other != null) {
      throw new UsageException(
          quoted(other.file())
              + " and "
              + quoted(source.file())
              + " would both be written to "
              + quoted(target)
              + "; rename one of them or use --existing rename.");
    }
    if (inputKeys.contains(key)) {
      throw new UsageException(
          "The result of "
              + quoted(source.file())
              + " would be written over the input "
              + quoted(target)
              + "; choose another --output or use --existing rename.");
    }
    folders
        .clash(source.file(), target)
        .ifPresent(
            clash -> {
              throw new UsageException(clash + "; rename one of them or use --existing rename.");
            });
  }

  private Path wanted(Source source, int index) {
    if (output instanceof OutputTarget.File file) {
      return file.path();
    }
    if (output instanceof OutputTarget.Beside beside) {
      return beside.of(source.file());
    }
    Path place = source.place();
    String name = naming.name(place, index, output.format().suffix());
    Path folder = place.getParent();
    Path base = folder == null ? output.path() : output.path().resolve(folder);
    return FileNames.resolve(base, name);
  }

  private static Path numbered(Path target, int number) {
    String name = PictureNames.stem(target) + "-" + number + "." + PictureNames.suffix(target);
    return FileNames.sibling(target, name);
  }

  /** What tells two files apart on this system. */
  static String key(Path file) {
    return text(RealPath.ofPlace(file));
  }

  private static String text(Path real) {
    String path = FileNames.text(real);
    return CASE_INSENSITIVE ? path.toLowerCase(Locale.ROOT) : path;
  }

  private static String quoted(Path path) {
    return "'" + path + "'";
  }
}
