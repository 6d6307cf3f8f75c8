package io.github.resshift.server;

import io.github.resshift.catalog.Task;
import io.github.resshift.jobs.JobOption;
import io.github.resshift.jobs.JobSettings;
import io.github.resshift.jobs.ValueKind;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Makes settings of a job of what a request says. Ranges and defaults are those of {@link
 * JobOption}; here is only what a stranger may not: choose what the machine is used for, and name
 * files. Thread-safe.
 */
final class JobRules {
  private static final int LONGEST = 200;
  private static final int MOST_BOXES = 100;
  private static final String ALPHA = "alpha";

  private final Offer offer;
  private final Map<String, String> own;
  private final ServerLimits limits;

  /**
   * Rules of a server.
   *
   * @param own the owner's settings by name
   */
  JobRules(Offer offer, Map<String, String> own, ServerLimits limits) {
    this.offer = offer;
    this.own = own;
    this.limits = limits;
  }

  /** How a setting is called in messages. */
  static String spelled(String key) {
    return "'" + key + "'";
  }

  /** The model that the values name, or the usual one. */
  Offer.Model model(Task task, Map<String, List<String>> values) {
    List<String> named = values.getOrDefault(JobOption.MODEL.key(), List.of(offer.usual(task)));
    if (named.size() != 1) {
      throw bad("'model' must be given once.");
    }
    return offer.require(named.get(0), task);
  }

  /**
   * The settings.
   *
   * @param mask the file with the mask that came along
   * @throws Refusal if a value is not for strangers
   * @throws io.github.resshift.jobs.batch.UsageException if it is none
   */
  JobSettings settings(Task task, Map<String, List<String>> values, Optional<Path> mask) {
    Map<String, List<String>> all = new TreeMap<>(values);
    for (JobOption option : JobOption.of(task)) {
      List<String> texts = all.get(option.key());
      if (texts == null) {
        continue;
      }
      if (ServerOptions.OWN.contains(option)) {
        throw bad("'%s' is the server's own setting; leave it out.".formatted(option.key()));
      }
      if (ServerOptions.OF_FOLDERS.contains(option)) {
        throw bad("'%s' is for folders on the command line; leave it out.".formatted(option.key()));
      }
      if (texts.size() > MOST_BOXES || texts.stream().anyMatch(text -> text.length() > LONGEST)) {
        throw bad("'%s' is too long.".formatted(option.key()));
      }
      if (option.kind() instanceof ValueKind.Text text) {
        check(option, text, texts);
      }
    }
    all.put(JobOption.MODEL.key(), List.of(model(task, values).place()));
    faces(task, values)
        .ifPresent(model -> all.put(JobOption.FACE_MODEL.key(), List.of(model.place())));
    mask.ifPresent(
        file -> {
          if (task != Task.INPAINT) {
            throw bad("Only inpainting takes a mask.");
          }
          if (all.put(JobOption.MASK.key(), List.of(file.toString())) != null) {
            throw bad("'mask' must be given once.");
          }
        });
    own.forEach((name, text) -> all.put(name, List.of(text)));
    all.put(JobOption.MAX_PIXELS.key(), List.of(Long.toString(limits.maxPixels())));
    JobSettings settings = JobSettings.of(task, all, JobRules::spelled);
    checkMuch(settings);
    return settings;
  }

  /** Texts are names of models or of files. */
  private static void check(JobOption option, ValueKind.Text kind, List<String> texts) {
    if (kind.file() && !texts.equals(List.of(ALPHA))) {
      throw bad(
          "'%s' must be the word alpha, or a part of the form with a picture."
              .formatted(option.key()));
    }
    if (!kind.file() && option != JobOption.MODEL && option != JobOption.FACE_MODEL) {
      throw bad("'%s' cannot be set over the network.".formatted(option.key()));
    }
  }

  /** The face model that is to be laid over, or none. */
  private Optional<Offer.Model> faces(Task task, Map<String, List<String>> values) {
    boolean wanted =
        task == Task.SUPER_RESOLUTION
            && (values.containsKey(JobOption.FACE_MODEL.key())
                || values.getOrDefault(JobOption.FACES_OVER.key(), List.of()).stream()
                    .anyMatch("find"::equalsIgnoreCase));
    return wanted
        ? Optional.of(
            offer.require(
                values
                    .getOrDefault(JobOption.FACE_MODEL.key(), List.of(offer.usual(Task.FACE)))
                    .get(0),
                Task.FACE))
        : Optional.empty();
  }

  private void checkMuch(JobSettings settings) {
    if (settings.treatment().samples() > limits.samples()) {
      throw bad(
          "'samples' is %d, more than this server's limit of %d."
              .formatted(settings.treatment().samples(), limits.samples()));
    }
  }

  private static Refusal bad(String sentence) {
    return new Refusal(Refusal.BAD_REQUEST, sentence);
  }
}
