package io.github.resshift.jobs;

import io.github.resshift.catalog.ModelCatalog;
import io.github.resshift.catalog.ResolvedModel;
import io.github.resshift.catalog.Task;
import io.github.resshift.image.Picture;
import io.github.resshift.image.PictureFormat;
import io.github.resshift.image.PictureReader;
import io.github.resshift.jobs.batch.Cancellation;
import io.github.resshift.jobs.batch.PictureMaker;
import io.github.resshift.restore.Enlarger;
import io.github.resshift.restore.HoleMask;
import io.github.resshift.restore.Inpainter;
import io.github.resshift.restore.Posterior;
import io.github.resshift.restore.RestoreListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** The real work: networks of the core. */
public final class RestoringMakers implements PictureMakers {
  /**
   * 16 million pixels in colour. Smaller results are whole in memory, so that the next picture can
   * be computed while they are written.
   */
  private static final long KEPT = 48L << 20;

  private final long kept;
  private final Optional<Pinning> pinning;

  /** Works with the models of the standard catalog. */
  public RestoringMakers() {
    this(KEPT);
  }

  /** Works whose results do not depend on the machine. */
  public RestoringMakers(Pinning pinning) {
    this(KEPT, Optional.of(pinning));
  }

  /**
   * Works of another measure.
   *
   * @param kept samples of a plain result that may be whole in memory
   */
  public RestoringMakers(long kept) {
    this(kept, Optional.empty());
  }

  private RestoringMakers(long kept, Optional<Pinning> pinning) {
    this.kept = kept;
    this.pinning = pinning;
  }

  @Override
  public ModelFacts facts(RestoreSettings settings) {
    return ModelFacts.of(ModelCatalog.standard().resolve(settings.model()));
  }

  @Override
  public PictureMaker open(JobSettings settings, Cancellation cancellation) {
    return RestoringMaker.open(settings, restoration(settings), kept, pinning, cancellation);
  }

  private Restoration restoration(JobSettings settings) {
    if (settings.treatment() instanceof EnlargeSettings enlarge) {
      Restoration whole = enlarging(enlarge);
      return enlarge
          .faces()
          .map(faces -> withFaces(settings.restore(), faces, whole))
          .orElse(whole);
    }
    return settings.treatment() instanceof InpaintSettings inpaint
        ? filling(inpaint)
        : new FaceRestoration((FaceSettings) settings.treatment());
  }

  private Restoration withFaces(RestoreSettings settings, OverlaidFaces faces, Restoration whole) {
    ResolvedModel model = RestoringMaker.resolve(faces.model(), Task.FACE);
    return new FacesOver(
        whole,
        RestoringMaker.restorer(settings.forOtherModel(faces.model()), model, pinning),
        new FoundFaces(faces.search()));
  }

  private static Restoration enlarging(EnlargeSettings enlarge) {
    if (enlarge.samples() == 1 && enlarge.result().equals(Enlarger.Settings.PLAIN)) {
      return Restoration.PLAIN;
    }
    return (restorer, picture, listener, aside) -> {
      Enlarger enlarger = new Enlarger(restorer, enlarge.result());
      return enlarge.samples() == 1
          ? enlarger.restore(picture, listener)
          : sampled(restorer.seed(), enlarge.samples(), enlarger, picture, listener, aside);
    };
  }

  private static Picture sampled(
      long seed,
      int count,
      Enlarger enlarger,
      Picture picture,
      RestoreListener listener,
      Aside aside) {
    Posterior posterior =
        Posterior.of(
            (drawn, part) -> enlarger.restore(picture, drawn, part),
            seed,
            count,
            (n, sample) -> write(aside, "" + n, sample, aside.format(), seed + n - 1),
            listener);
    write(aside, "uncertainty", posterior.map(), PictureFormat.PNG, seed);
    return posterior.mean();
  }

  private static void write(
      Aside aside, String name, Picture picture, PictureFormat format, long seed) {
    try {
      aside.write(name, picture, format, seed);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Restoration filling(InpaintSettings inpaint) {
    Optional<Picture> mask = inpaint.mask().map(new PictureReader()::read);
    return (restorer, picture, listener, aside) -> {
      HoleMask hole = hole(inpaint, mask, picture).with(inpaint.boxes());
      if (hole.isEmpty()) {
        aside.note("the mask has no white part, so nothing was filled");
      }
      Picture filled =
          new Inpainter(restorer, inpaint.dilate(), inpaint.feather())
              .fill(picture, hole, listener);
      // What was not opaque is filled now.
      return inpaint.alpha() ? filled.opaque() : filled;
    };
  }

  private static HoleMask hole(InpaintSettings inpaint, Optional<Picture> mask, Picture picture) {
    return inpaint.alpha()
        ? HoleMask.transparent(picture)
        : mask.map(HoleMask::bright)
            .orElseGet(() -> HoleMask.none(picture.width(), picture.height()));
  }
}
