package io.github.resshift.jobs.journal;

import io.github.resshift.image.FileNames;
import io.github.resshift.jobs.journal.JournalText.Event;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** What earlier runs left in an output folder, seen from a run with certain settings. */
public final class Past {
  private final Path folder;
  private final Records records;
  private final RunSettings settings;

  /** Whether a digest of settings stands for such as these. */
  private final Map<String, Boolean> same = new ConcurrentHashMap<>();

  Past(Path folder, Records records, RunSettings settings) {
    this.folder = folder;
    this.records = records;
    this.settings = settings;
  }

  /** For a run without a journal: nothing is known. */
  public static Past none() {
    return new Past(Path.of("").toAbsolutePath(), new Records(), new RunSettings(new TreeMap<>()));
  }

  /** How an existing result stands to what this run would make. */
  public sealed interface Standing {
    /** It is what this run would make. */
    record Current() implements Standing {}

    /** The journal does not know it. */
    record Unknown() implements Standing {}

    /**
     * This run would make another one.
     *
     * @param reason what has changed, as the end of a sentence
     */
    record Outdated(String reason) implements Standing {}
  }

  /** Compares an existing result with what this run would make of {@code source}. */
  public Standing standing(Path target, Path source) {
    Entry entry =
        records.done.isEmpty() ? null : records.done.get(Journal.relative(folder, target));
    if (entry == null) {
      return new Standing.Unknown();
    }
    if (!entry.made().matches(target)) {
      return new Standing.Outdated("it is not as it was written");
    }
    if (!sameSettings(entry)) {
      Map<String, String> before = records.settings.getOrDefault(entry.settings(), Map.of());
      return new Standing.Outdated(
          before.isEmpty()
              ? "it was made with other settings"
              : "it was made with other settings: " + settings.changesSince(before));
    }
    if (!entry.source().equals(Journal.absolute(source)) && !entry.from().matches(source)) {
      return new Standing.Outdated("it was made from " + entry.source());
    }
    return entry.from().matches(source)
        ? new Standing.Current()
        : new Standing.Outdated("the source has changed since");
  }

  /**
   * The result of {@code source} if a run that was cut off has finished it with the same settings,
   * and it is still there as it was written and the source as it was.
   */
  public Optional<Path> finished(Path source) {
    Entry entry = records.resumable.get(Journal.absolute(source));
    if (entry == null || !sameSettings(entry)) {
      return Optional.empty();
    }
    Path target = FileNames.resolve(folder, entry.target()).normalize();
    boolean whole =
        target.startsWith(folder) && entry.from().matches(source) && entry.made().matches(target);
    return whole ? Optional.of(target) : Optional.empty();
  }

  private boolean sameSettings(Entry entry) {
    return same.computeIfAbsent(
        entry.settings(),
        digest ->
            digest.equals(settings.digest())
                || records.settings.containsKey(digest)
                    && settings.sameAs(records.settings.get(digest)));
  }

  /**
   * The name under which a run that was cut off was about to write the result of {@code source}
   * when there was no file of that name yet. If there is one now, it is that run's, but nothing
   * more is known of it.
   */
  public Optional<Path> inFlight(Path source) {
    String name = Journal.absolute(source);
    for (Event.Start start : records.begun.values()) {
      Path target = FileNames.resolve(folder, start.target()).normalize();
      if (start.source().equals(name) && !start.existed() && target.startsWith(folder)) {
        return Optional.of(target);
      }
    }
    return Optional.empty();
  }
}
