package io.github.resshift.spark;

import io.github.resshift.image.FileNames;
import io.github.resshift.image.PictureFiles;
import io.github.resshift.image.PictureFormat;
import io.github.resshift.jobs.batch.Extras;
import io.github.resshift.spark.Manifest.Past;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/**
 * Finds free names for results, {@code a.png}, {@code a-1.png} and so on, by the rules of the
 * command line's planner. Names that can get into each other's way differ in what is numbered
 * alone, so each such group is settled by itself, on any machine.
 */
final class FreeNames implements Serializable {
  private static final long serialVersionUID = 1;

  /** Above this no number is tried, so that pictures with long numbers are not one group. */
  private static final int MOST = 9999;

  /** What the name of a result or of a folder beside it can end with. */
  private static final Pattern ENDINGS =
      Pattern.compile("(-([1-9]\\d{0,3}|samples|frames|pages))+$");

  private static final Comparator<Wish> ORDER =
      Comparator.comparingInt((Wish wish) -> wish.source.input())
          .thenComparing(wish -> wish.source.place())
          .thenComparing(wish -> wish.source.path());

  private final PictureFormat format;
  private final boolean frames;
  private final int samples;
  private final Look look;
  private final String output;
  private final String settings;

  /**
   * Names for a run.
   *
   * @param extras what is written besides the results
   * @param settings digest of the run's settings
   */
  FreeNames(PictureFormat format, Extras extras, Look look, Path output, String settings) {
    this.format = format;
    this.frames = extras.frames();
    this.samples = extras.samples();
    this.look = look;
    this.output = output.toString();
    this.settings = settings;
  }

  /** A source, or something that has a name already. */
  private sealed interface Claim extends Serializable {}

  /**
   * A source.
   *
   * @param past its last result, or null
   * @param kept names that runs which were cut off had found for it
   */
  private record Wish(Source source, Past past, ArrayList<String> kept) implements Claim {}

  /** A file in the output folder. */
  private record There(String name, long length) implements Claim {}

  /** An input in the output folder. */
  private record Input(String name) implements Claim {}

  /** A folder in the output folder that has files, or will have results. */
  private record Held(String name) implements Claim {}

  /**
   * Gives every source a name.
   *
   * @param there what lies in the output folder
   * @param past of the sources, by their path
   * @param planned by the path of a source, what runs that were cut off were about to make of it
   * @return by the path of the source
   */
  JavaPairRDD<String, Candidate> choose(
      JavaRDD<Source> sources,
      JavaRDD<Source> there,
      JavaPairRDD<String, Past> past,
      JavaPairRDD<String, Item> planned) {
    JavaPairRDD<String, Claim> wishes =
        sources
            .mapToPair(source -> new Tuple2<>(source.path(), source))
            .leftOuterJoin(past)
            .leftOuterJoin(planned.groupByKey())
            .values()
            .map(
                known ->
                    wish(known._1()._1(), known._1()._2().orNull(), known._2().or(List.<Item>of())))
            .mapToPair(wish -> new Tuple2<>(group(wanted(wish.source)), wish));
    JavaPairRDD<String, Claim> claims =
        wishes
            .union(
                there
                    .filter(file -> file.place().endsWith("." + format.suffix()))
                    .mapToPair(
                        file ->
                            new Tuple2<>(
                                group(file.place()), new There(file.place(), file.length()))))
            .union(
                sources
                    .filter(source -> source.path().startsWith(output + "/"))
                    .map(source -> source.path().substring(output.length() + 1))
                    .mapToPair(name -> new Tuple2<>(group(name), new Input(name))));
    if (!extras().equals(Extras.NONE)) {
      claims =
          claims.union(
              there
                  .union(sources)
                  .flatMap(file -> above(file.place()).iterator())
                  .distinct()
                  .mapToPair(name -> new Tuple2<>(withoutEndings(name), new Held(name))));
    }
    return claims.groupByKey().flatMapToPair(group -> settle(group._2()).iterator());
  }

  private Wish wish(Source source, Past past, Iterable<Item> planned) {
    ArrayList<String> kept = new ArrayList<>();
    for (Item item : planned) {
      Source then = item.source();
      boolean done = past != null && !past.ended() && past.target().equals(item.target());
      boolean same = then.length() == source.length() && then.modified() == source.modified();
      if (same && !done && then.place().equals(source.place())) {
        kept.add(item.target());
      }
    }
    kept.sort(Comparator.naturalOrder());
    return new Wish(source, past, kept);
  }

  private Extras extras() {
    return new Extras(frames, samples);
  }

  private String wanted(Source source) {
    return source.target(format.suffix());
  }

  /** What names have in common that one could be changed into. */
  private static String group(String file) {
    int dot = file.lastIndexOf('.');
    return withoutEndings(dot > file.lastIndexOf('/') + 1 ? file.substring(0, dot) : file);
  }

  private static String withoutEndings(String name) {
    int slash = name.lastIndexOf('/') + 1;
    return name.substring(0, slash) + ENDINGS.matcher(name.substring(slash)).replaceFirst("");
  }

  private static List<String> above(String place) {
    List<String> folders = new ArrayList<>();
    for (int slash = place.lastIndexOf('/'); slash > 0; slash = place.lastIndexOf('/', slash - 1)) {
      folders.add(place.substring(0, slash));
    }
    return folders;
  }

  private List<Tuple2<String, Candidate>> settle(Iterable<Claim> claims) throws IOException {
    return new Group(claims).settle();
  }

  /** Names that can get into each other's way. */
  private final class Group {
    private final List<Wish> wishes = new ArrayList<>();
    private final Map<String, Integer> wanted = new HashMap<>();
    private final Map<String, Long> there = new HashMap<>();
    private final Set<String> inputs = new HashSet<>();
    private final Set<String> held = new HashSet<>();
    private final Set<String> taken = new HashSet<>();

    Group(Iterable<Claim> claims) {
      for (Claim claim : claims) {
        if (claim instanceof Wish wish) {
          wishes.add(wish);
          wanted.merge(wanted(wish.source), 1, Integer::sum);
        } else if (claim instanceof There file) {
          there.put(file.name(), file.length());
        } else if (claim instanceof Input input) {
          inputs.add(input.name());
        } else if (claim instanceof Held folder) {
          held.add(folder.name());
        }
      }
      wishes.sort(ORDER);
    }

    List<Tuple2<String, Candidate>> settle() throws IOException {
      Map<Wish, String> names = new HashMap<>();
      for (Wish wish : wishes) {
        if (writesNothing(wish)) {
          names.put(wish, wanted(wish.source));
        } else {
          kept(wish).filter(taken::add).ifPresent(name -> names.put(wish, name));
        }
      }
      List<Tuple2<String, Candidate>> all = new ArrayList<>();
      for (Wish wish : wishes) {
        String name = names.computeIfAbsent(wish, this::free);
        Candidate candidate = new Candidate(wish.source, name, there.get(name));
        all.add(new Tuple2<>(wish.source.path(), candidate));
      }
      return all;
    }

    /**
     * Whether a source cannot be read, if another could have its name. What is no picture at all
     * never takes a name.
     */
    private boolean writesNothing(Wish wish) throws IOException {
      String name = wanted(wish.source);
      boolean clash = inputs.contains(name) || wanted.get(name) > 1;
      String file = new Path(wish.source.path()).getName();
      if (!clash && PictureFiles.hasSuffix(FileNames.path(file))) {
        return false;
      }
      OptionalLong pixels = look.pixels(wish.source);
      return pixels.isEmpty() || clash && pixels.getAsLong() == Look.UNREADABLE;
    }

    /** The free name that a run which was cut off had found. */
    private Optional<String> kept(Wish wish) {
      LinkedHashSet<String> names = new LinkedHashSet<>();
      Past past = wish.past;
      if (past != null && !past.ended() && past.by(settings) && past.of(wish.source)) {
        Long length = there.get(past.target());
        if (length != null && length == past.bytes()) {
          names.add(past.target());
        }
      }
      names.addAll(wish.kept);
      String group = group(wanted(wish.source));
      return names.stream()
          .filter(name -> group(name).equals(group))
          .filter(name -> !taken.contains(name) && !inputs.contains(name))
          .findFirst();
    }

    private String free(Wish wish) {
      String wanted = wanted(wish.source);
      String stem = wanted.substring(0, wanted.lastIndexOf('.'));
      String name = wanted;
      for (int number = 1; !isFree(name); number++) {
        if (number > MOST) {
          throw new TaskFailure(
              "All names from '" + wanted + "' to '" + name + "' are in use.", null);
        }
        name = stem + "-" + number + "." + format.suffix();
      }
      taken.add(name);
      return name;
    }

    private boolean isFree(String name) {
      return !taken.contains(name)
          && !there.containsKey(name)
          && !inputs.contains(name)
          && (held.isEmpty()
              || extras().possible(FileNames.path(name), format).stream()
                  .noneMatch(folder -> held.contains(FileNames.text(folder))));
    }
  }
}
