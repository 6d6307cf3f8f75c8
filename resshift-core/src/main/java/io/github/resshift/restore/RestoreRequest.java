package io.github.resshift.restore;

import io.github.resshift.ResShiftException;
import io.github.resshift.catalog.Task;
import io.github.resshift.image.Picture;
import io.github.resshift.image.PictureFormat;
import io.github.resshift.image.PictureShape;
import io.github.resshift.image.PictureSink;
import io.github.resshift.image.PictureStream;
import io.github.resshift.image.PictureWriter;
import io.github.resshift.image.SourcePicture;
import io.github.resshift.image.meta.Metadata;
import io.github.resshift.image.meta.MetadataPolicy;
import io.github.resshift.image.meta.Provenance;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One picture and what is to become of it: made by {@link Restorer#from(Path)} and its like,
 * changed by methods that return another request, and carried out by those that begin with {@code
 * to} and by {@link #draws}. Depth, gray, alpha, colour profile and metadata of the input are kept
 * in every kind of result that can hold them; what a format cannot hold is said in the notes.
 *
 * <p>Immutable and thread-safe, as the restorer is, which must be open when a request is carried
 * out.
 */
public final class RestoreRequest {
  private static final Logger LOG = LoggerFactory.getLogger(RestoreRequest.class);
  private static final String SOFTWARE = "ResShift for the JVM";
  private static final String RESULT = "the result";

  private final Restorer restorer;
  private final SourcePicture source;
  private final Options options;

  /** All that can be asked for. Changed only before a request has it. */
  private static final class Options implements Cloneable {
    private TargetSize size = new TargetSize.OfModel();
    private ColorFix colorFix = ColorFix.NONE;
    private boolean consistent;
    private OptionalLong seed = OptionalLong.empty();
    private Optional<Picture> mask = Optional.empty();
    private MetadataPolicy policy = MetadataPolicy.PRIVATE;
    private boolean provenance = true;
    private int quality = PictureWriter.DEFAULT_QUALITY;
    private RestoreListener listener = RestoreListener.NONE;

    private Enlarger.Settings enlarge() {
      return new Enlarger.Settings(size, colorFix, consistent);
    }

    @Override
    protected Options clone() {
      try {
        return (Options) super.clone();
      } catch (CloneNotSupportedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  RestoreRequest(Restorer restorer, SourcePicture source) {
    this(restorer, source, new Options());
  }

  private RestoreRequest(Restorer restorer, SourcePicture source, Options options) {
    this.restorer = restorer;
    this.source = source;
    this.options = options;
  }

  private RestoreRequest with(Consumer<Options> change) {
    Options changed = options.clone();
    change.accept(changed);
    return new RestoreRequest(restorer, source, changed);
  }

  /** Another size than the model's; {@link TargetSize.OfModel} at first. */
  public RestoreRequest size(TargetSize size) {
    return with(changed -> changed.size = size);
  }

  /** Whose colours the result has; {@link ColorFix#NONE} at first. */
  public RestoreRequest colorFix(ColorFix fix) {
    return with(changed -> changed.colorFix = fix);
  }

  /** Whether reducing the result must give the input; not at first. */
  public RestoreRequest consistent(boolean wanted) {
    return with(changed -> changed.consistent = wanted);
  }

  /** Another seed than the restorer's, any number. */
  public RestoreRequest seed(long seed) {
    return with(changed -> changed.seed = OptionalLong.of(seed));
  }

  /**
   * The hole that an inpainting model fills.
   *
   * @param mask of the picture's size; the hole is where it is brighter than half
   */
  public RestoreRequest mask(Picture mask) {
    return with(changed -> changed.mask = Optional.of(mask));
  }

  /** What of the metadata is kept; {@link MetadataPolicy#PRIVATE} at first. */
  public RestoreRequest metadata(MetadataPolicy policy) {
    return with(changed -> changed.policy = policy);
  }

  /** Whether the metadata say how the result was made, as they do at first. */
  public RestoreRequest provenance(boolean wanted) {
    return with(changed -> changed.provenance = wanted);
  }

  /**
   * Quality of JPEG and WebP; {@link PictureWriter#DEFAULT_QUALITY} at first.
   *
   * @param percent 1 to 100
   * @throws IllegalArgumentException if it is not
   */
  public RestoreRequest quality(int percent) {
    if (percent < 1 || percent > 100) {
      throw new IllegalArgumentException("quality must be 1 to 100, not " + percent);
    }
    return with(changed -> changed.quality = percent);
  }

  /** Hears how far the work is, and can end it. */
  public RestoreRequest listener(RestoreListener listener) {
    return with(changed -> changed.listener = listener);
  }

  /**
   * Writes a file, whose suffix decides the format; it appears whole or not at all.
   *
   * @return what was lost on the way, one sentence part each
   * @throws ResShiftException if it cannot be made or written
   * @throws CancelledException if the listener asks for it
   */
  public List<String> to(Path file) {
    PictureFormat format = PictureFormat.of(file);
    List<String> notes = new ArrayList<>();
    write(
        notes,
        (shape, metadata) -> PictureStream.open(shape, metadata, file, format, options.quality));
    return List.copyOf(notes);
  }

  /**
   * Writes into a stream, which stays open. It gets the whole picture when that is finished, or
   * nothing, unless the stream itself fails.
   *
   * @return what was lost on the way, one sentence part each
   * @throws ResShiftException if it cannot be made or written
   * @throws CancelledException if the listener asks for it
   */
  public List<String> to(OutputStream stream, PictureFormat format) {
    List<String> notes = new ArrayList<>();
    write(
        notes,
        (shape, metadata) ->
            PictureStream.open(shape, metadata, stream, RESULT, format, options.quality));
    return List.copyOf(notes);
  }

  /** The content of a file; what was lost on the way goes to the log. */
  public byte[] toBytes(PictureFormat format) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    to(content, format).forEach(note -> LOG.warn("{}", note));
    return content.toByteArray();
  }

  /**
   * Java's image in the colour space of the input's profile, with its depth and alpha; of metadata
   * it can hold nothing else.
   */
  public BufferedImage toBufferedImage() {
    return toPicture().toBufferedImage();
  }

  /** The result with its metadata in memory. */
  public SourcePicture toPicture() {
    Picture picture = made(seed(), options.listener);
    return new SourcePicture(picture, metadata(picture.width(), picture.height(), seed()));
  }

  /**
   * Several draws, which differ in their noise alone; they have the seeds from this request's on.
   *
   * @param count at least {@link Posterior#LEAST}
   * @param each takes the number of a draw, from 1, and its picture with metadata as soon as it is
   *     made
   * @return their mean and how far they differ, without metadata: {@link #metadataOf} makes some
   * @throws CancelledException if the listener asks for it
   */
  public Posterior draws(int count, BiConsumer<Integer, SourcePicture> each) {
    long first = seed();
    return Posterior.of(
        this::made,
        first,
        count,
        (n, picture) ->
            each.accept(
                n,
                new SourcePicture(
                    picture, metadata(picture.width(), picture.height(), first + n - 1))),
        options.listener);
  }

  /** A picture that was made of this request's, such as the mean of draws, with its metadata. */
  public SourcePicture metadataOf(Picture picture) {
    return new SourcePicture(picture, metadata(picture.width(), picture.height(), seed()));
  }

  private long seed() {
    return options.seed.orElse(restorer.seed());
  }

  private boolean plain() {
    return options.enlarge().equals(Enlarger.Settings.PLAIN);
  }

  private Picture made(long seed, RestoreListener listener) {
    requireTask();
    if (options.mask.isPresent()) {
      return restorer.inpaint(source.picture(), options.mask.get(), seed, listener);
    }
    return new Enlarger(restorer, options.enlarge()).restore(source.picture(), seed, listener);
  }

  private void requireTask() {
    if (restorer.task() == Task.INPAINT && options.mask.isEmpty()) {
      throw new ResShiftException(
          "Model " + restorer.modelName() + " fills holes and needs a mask; give one with mask.");
    }
    if (options.mask.isPresent() && !plain()) {
      throw new ResShiftException(
          "A filled picture has the size and the colours of its input; ask for no size, colour fix"
              + " or consistency together with a mask.");
    }
  }

  private Metadata metadata(int width, int height, long seed) {
    Optional<Provenance> made =
        options.provenance
            ? Optional.of(new Provenance(SOFTWARE, restorer.modelName(), seed, restorer.steps()))
            : Optional.empty();
    return source
        .metadata()
        .forResult(options.policy, made, width, height, note -> LOG.warn("{}", note));
  }

  /** Opens what a result is written to. */
  private interface Opener {
    PictureStream open(PictureShape shape, Metadata metadata);
  }

  /** A plain result is never whole in memory. */
  private void write(List<String> notes, Opener opener) {
    if (!plain() || options.mask.isPresent()) {
      SourcePicture result = toPicture();
      try (PictureStream stream = opener.open(result.picture().shape(), result.metadata())) {
        stream.rows(result.picture());
        notes.addAll(stream.commit());
      }
      return;
    }
    requireTask();
    PictureShape shape = restorer.shape(source.picture());
    Metadata metadata = metadata(shape.width(), shape.height(), seed());
    try (PictureStream stream = opener.open(shape, metadata)) {
      PictureSink.Opener rows = same -> stream;
      restorer.restore(source.picture(), seed(), options.listener, rows);
      notes.addAll(stream.commit());
    }
  }
}
