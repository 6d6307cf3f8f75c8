package io.github.resshift.jobs;

import io.github.resshift.ResShiftException;
import io.github.resshift.catalog.ModelCatalog;
import io.github.resshift.catalog.ResolvedModel;
import io.github.resshift.catalog.Task;
import io.github.resshift.image.Limits;
import io.github.resshift.image.Picture;
import io.github.resshift.image.PictureFormat;
import io.github.resshift.image.PictureHeader;
import io.github.resshift.image.PictureReader;
import io.github.resshift.image.PictureSequence;
import io.github.resshift.image.PictureSequence.Kind;
import io.github.resshift.image.PictureShape;
import io.github.resshift.image.PictureStream;
import io.github.resshift.image.PictureWriter;
import io.github.resshift.image.SequenceWriter;
import io.github.resshift.image.SourcePicture;
import io.github.resshift.image.meta.Metadata;
import io.github.resshift.image.meta.Provenance;
import io.github.resshift.jobs.batch.BatchPlan;
import io.github.resshift.jobs.batch.Cancellation;
import io.github.resshift.jobs.batch.Extras;
import io.github.resshift.jobs.batch.PictureMaker;
import io.github.resshift.restore.RestoreListener;
import io.github.resshift.restore.Restorer;
import io.github.resshift.restore.RestorerBuilder;
import io.github.resshift.tensor.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads a picture, restores it with a network, writes it. */
final class RestoringMaker implements PictureMaker {
  private static final double NANOS = 1e9;

  private static final String PROGRAM = "ResShift for the JVM " + ProgramVersion.text();

  private final Restorer restorer;
  private final Restoration restoration;
  private final long kept;
  private final ResultSettings results;
  private final Cancellation cancellation;
  private final List<String> warnings;
  private final String description;
  private final PictureReader reader;

  private RestoringMaker(
      Restorer restorer,
      Restoration restoration,
      long kept,
      ResultSettings results,
      Cancellation cancellation,
      List<String> warnings,
      String description) {
    this.restorer = restorer;
    this.restoration = restoration;
    this.kept = kept;
    this.results = results;
    this.reader = new PictureReader(new Limits(results.maxPixels()), results.damaged());
    this.cancellation = cancellation;
    this.warnings = List.copyOf(warnings);
    this.description = description;
  }

  /**
   * Loads the model of a job.
   *
   * @param restoration closed with the maker, or here if it cannot be opened
   * @param kept a plain result of more samples is never whole in memory
   * @param pinning what is the same on all machines, if there are several
   * @throws ResShiftException if it is for something else or cannot be loaded
   */
  static RestoringMaker open(
      JobSettings job,
      Restoration restoration,
      long kept,
      Optional<Pinning> pinning,
      Cancellation cancellation) {
    try {
      return loaded(job, restoration, kept, pinning, cancellation);
    } catch (RuntimeException | Error e) {
      restoration.close();
      throw e;
    }
  }

  private static RestoringMaker loaded(
      JobSettings job,
      Restoration restoration,
      long kept,
      Optional<Pinning> pinning,
      Cancellation cancellation) {
    long start = System.nanoTime();
    RestoreSettings settings = job.restore();
    ResolvedModel model = resolve(settings.model(), job.task());
    Restorer restorer = restorer(settings, model, pinning);
    List<String> warnings = new ArrayList<>(model.warnings());
    Engine.allocatorHint().ifPresent(warnings::add);
    String description =
        String.format(
            Locale.ROOT,
            "model %s, %d steps, realism %.2f, seed %d, on %s in %s, loaded in %.1f s",
            restorer.modelName(),
            restorer.steps(),
            restorer.realism(),
            restorer.seed(),
            restorer.device(),
            restorer.precision(),
            (System.nanoTime() - start) / NANOS);
    return new RestoringMaker(
        restorer, restoration, kept, job.result(), cancellation, warnings, description);
  }

  /** The model of this name or path, which must be for the task. */
  static ResolvedModel resolve(String name, Task task) {
    ResolvedModel model = ModelCatalog.standard().resolve(name);
    requireTask(name, model.description().task(), task);
    return model;
  }

  /** Loads a model. */
  static Restorer restorer(
      RestoreSettings settings, ResolvedModel model, Optional<Pinning> pinning) {
    RestorerBuilder builder =
        Restorer.builder()
            .model(model)
            .seed(settings.seed())
            .tiling(settings.tiling())
            .device(settings.device())
            .precision(settings.precision())
            .threads(settings.threads())
            .batch(settings.batch())
            .ensemble(settings.ensemble());
    settings.steps().ifPresent(builder::steps);
    settings.realism().ifPresent(builder::realism);
    settings.tile().ifPresent(builder::tile);
    settings.memory().ifPresent(builder::memory);
    settings.overlap().ifPresent(builder::overlap);
    pinning.ifPresent(
        same ->
            builder
                .device(same.device())
                .precision(same.precision())
                .threads(same.threads())
                .steady(true));
    return builder.build();
  }

  private static void requireTask(String model, Task actual, Task expected) {
    if (actual != expected) {
      throw new ResShiftException(
          "The model '"
              + model
              + "' is for "
              + actual.label()
              + "; use 'resshift "
              + JobSettings.command(actual)
              + "', or choose another with --model ('resshift models list' shows them).");
    }
  }

  @Override
  public Made process(BatchPlan.Todo work, Listener steps) throws IOException {
    Collection<String> notes = new LinkedHashSet<>();
    if (results.frames() == Frames.ALL) {
      Optional<PictureSequence> several = reader.sequence(work.source(), notes::add);
      if (several.isPresent()) {
        try (PictureSequence pictures = several.get()) {
          return sequence(work, pictures, steps, notes);
        }
      }
    }
    SourcePicture source = reader.load(work.source(), notes::add);
    RestoreListener listener = new PictureListener(steps);
    Writing writing = new Writing(work, source, notes, Extras.samples(work.target()));
    PictureShape shape = restorer.shape(source.picture());
    if (restoration == Restoration.PLAIN && shape.samples() > kept) {
      writing.stream(shape, listener, steps);
      return new Made(shape.width(), shape.height(), List.copyOf(notes));
    }
    Picture result =
        steps.compute(() -> restoration.run(restorer, source.picture(), listener, writing));
    writing.write(work.target(), result, work.format(), restorer.seed());
    return new Made(result.width(), result.height(), List.copyOf(notes));
  }

  /** Frames or pages, of which one is in memory at a time. The noise is the same for all. */
  private Made sequence(
      BatchPlan.Todo work, PictureSequence pictures, Listener steps, Collection<String> notes)
      throws IOException {
    PictureHeader header = pictures.header();
    String noun = pictures.kind().noun();
    try (SequenceWriter out =
        SequenceWriter.open(pictures, work.target(), work.format(), results.quality())) {
      FrameProgress progress = new FrameProgress(steps, header.count(), noun, System::nanoTime);
      PictureShape first = null;
      for (int n = 1; pictures.hasNext(); n++) {
        Listener part = new FrameListener(steps, n, header.count(), noun);
        SourcePicture source = FrameListener.next(pictures, n);
        Path samples =
            Extras.samples(work.target()).resolve(String.format(Locale.ROOT, "%s-%04d", noun, n));
        Writing writing = new Writing(work, source, notes, samples);
        PictureShape shape = frame(writing, out, new PictureListener(part), part);
        first = first == null ? shape : first;
        progress.done(n);
      }
      cancellation.write(() -> notes.addAll(out.commit()));
      if (pictures.kind() == Kind.ANIMATION && work.format() == PictureFormat.PNG) {
        notes.add(
            "%s: all %d frames are in %s; programs that do not know animated PNG show the first"
                .formatted(work.input(), header.count(), work.target()));
      }
      return new Made(first.width(), first.height(), header.count(), List.copyOf(notes));
    }
  }

  private PictureShape frame(
      Writing writing, SequenceWriter out, RestoreListener listener, Listener steps)
      throws IOException {
    Picture picture = writing.source.picture();
    PictureShape shape = restorer.shape(picture);
    if (restoration == Restoration.PLAIN && shape.samples() > kept) {
      Metadata metadata = writing.metadata(shape, restorer.seed());
      steps.compute(
          () -> {
            restorer.restore(picture, listener, same -> out.next(same, metadata));
            return out;
          });
      return shape;
    }
    Picture result = steps.compute(() -> restoration.run(restorer, picture, listener, writing));
    out.next(result.shape(), writing.metadata(result.shape(), restorer.seed())).rows(result);
    return result.shape();
  }

  /** Writes the pictures that come of one source. */
  private final class Writing implements Aside {
    private final BatchPlan.Todo work;
    private final SourcePicture source;
    private final Collection<String> notes;
    private final Path samples;

    Writing(BatchPlan.Todo work, SourcePicture source, Collection<String> notes, Path samples) {
      this.samples = samples;
      this.work = work;
      this.source = source;
      this.notes = notes;
    }

    @Override
    public void note(String text) {
      notes.add(work.input() + ": " + text);
    }

    @Override
    public PictureFormat format() {
      return work.format();
    }

    @Override
    public void write(String name, Picture picture, PictureFormat format, long seed)
        throws IOException {
      Files.createDirectories(samples);
      write(samples.resolve(name + "." + format.suffix()), picture, format, seed);
    }

    private void write(Path file, Picture picture, PictureFormat format, long seed)
        throws IOException {
      Metadata metadata = metadata(picture.shape(), seed);
      cancellation.write(
          () ->
              notes.addAll(
                  PictureWriter.write(picture, metadata, file, format, results.quality())));
    }

    /** Writes a large result while it is computed. */
    void stream(PictureShape shape, RestoreListener listener, Listener steps) throws IOException {
      Metadata metadata = metadata(shape, restorer.seed());
      try (PictureStream stream =
          PictureStream.open(shape, metadata, work.target(), work.format(), results.quality())
              .deletedOnExit()) {
        steps.compute(
            () -> {
              restorer.restore(source.picture(), listener, same -> stream);
              return stream;
            });
        cancellation.write(() -> notes.addAll(stream.commit()));
      }
    }

    private Metadata metadata(PictureShape shape, long seed) {
      Provenance made = new Provenance(PROGRAM, restorer.modelName(), seed, restorer.steps());
      return source
          .metadata()
          .forResult(
              results.metadata(),
              Optional.of(made).filter(wanted -> results.provenance()),
              shape.width(),
              shape.height(),
              this::note);
    }
  }

  @Override
  public String model() {
    return restorer.modelName();
  }

  @Override
  public long seed() {
    return restorer.seed();
  }

  @Override
  public int steps() {
    return restorer.steps();
  }

  @Override
  public String device() {
    return restorer.device();
  }

  @Override
  public String precision() {
    return restorer.precision();
  }

  @Override
  public long bytes(int width, int height) {
    return restorer.bytes(width, height);
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  public List<String> warnings() {
    return warnings;
  }

  @Override
  public void close() {
    restoration.close();
    restorer.close();
  }
}
