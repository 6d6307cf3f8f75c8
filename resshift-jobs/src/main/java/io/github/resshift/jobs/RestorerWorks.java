package io.github.resshift.jobs;

import io.github.resshift.catalog.ModelCatalog;
import io.github.resshift.catalog.Task;
import io.github.resshift.image.Picture;
import io.github.resshift.image.PictureFormat;
import io.github.resshift.image.PictureReader;
import io.github.resshift.jobs.batch.Cancellation;
import io.github.resshift.jobs.batch.PictureWork;
import io.github.resshift.restore.Box;
import io.github.resshift.restore.Enlarger;
import io.github.resshift.restore.FacePaster;
import io.github.resshift.restore.HoleMask;
import io.github.resshift.restore.Inpainter;
import io.github.resshift.restore.Posterior;
import io.github.resshift.restore.RestoreListener;
import io.github.resshift.restore.Restorer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/** The real work: networks of the core. */
public final class RestorerWorks implements PictureWorks {
  /**
   * 16 million pixels in colour. Smaller results are whole in memory, so that the next picture can
   * be computed while they are written.
   */
  private static final long KEPT = 48L << 20;

  private final long kept;

  /** Works with the models of the standard catalog. */
  public RestorerWorks() {
    this(KEPT);
  }

  /**
   * Works of another measure.
   *
   * @param kept samples of a plain result that may be whole in memory
   */
  public RestorerWorks(long kept) {
    this.kept = kept;
  }

  @Override
  public ModelFacts facts(RestoreSettings settings) {
    return ModelFacts.of(ModelCatalog.standard().resolve(settings.model()));
  }

  @Override
  public PictureWork upscale(
      RestoreSettings settings,
      EnlargeSettings enlarge,
      ResultSettings results,
      Cancellation cancellation) {
    Restoration enlarged =
        (restorer, picture, listener, aside) -> {
          Enlarger enlarger = new Enlarger(restorer, enlarge.result());
          return enlarge.samples() == 1
              ? enlarger.restore(picture, listener)
              : sampled(restorer.seed(), enlarge.samples(), enlarger, picture, listener, aside);
        };
    boolean plain = enlarge.samples() == 1 && enlarge.result().equals(Enlarger.Settings.PLAIN);
    return RestorerWork.open(
        settings,
        Task.SUPER_RESOLUTION,
        plain ? Restoration.PLAIN : enlarged,
        kept,
        results,
        cancellation);
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

  @Override
  public PictureWork inpaint(
      RestoreSettings settings,
      InpaintSettings inpaint,
      ResultSettings results,
      Cancellation cancellation) {
    Optional<Picture> mask = inpaint.mask().map(new PictureReader()::read);
    return RestorerWork.open(
        settings,
        Task.INPAINT,
        (restorer, picture, listener, aside) -> {
          HoleMask hole = hole(inpaint, mask, picture).with(inpaint.boxes());
          if (hole.isEmpty()) {
            aside.note("the mask has no white part, so nothing was filled");
          }
          Picture filled =
              new Inpainter(restorer, inpaint.dilate(), inpaint.feather())
                  .fill(picture, hole, listener);
          // What was not opaque is filled now.
          return inpaint.alpha() ? filled.opaque() : filled;
        },
        kept,
        results,
        cancellation);
  }

  private static HoleMask hole(InpaintSettings inpaint, Optional<Picture> mask, Picture picture) {
    return inpaint.alpha()
        ? HoleMask.transparent(picture)
        : mask.map(HoleMask::bright)
            .orElseGet(() -> HoleMask.none(picture.width(), picture.height()));
  }

  @Override
  public PictureWork face(
      RestoreSettings settings,
      List<Box> faces,
      ResultSettings results,
      Cancellation cancellation) {
    return RestorerWork.open(
        settings,
        Task.FACE,
        (restorer, picture, listener, aside) ->
            faces.isEmpty()
                ? aligned(restorer, picture, listener, aside)
                : new FacePaster(restorer).restore(picture, faces, listener),
        kept,
        results,
        cancellation);
  }

  private static Picture aligned(
      Restorer restorer, Picture picture, RestoreListener listener, Aside aside) {
    int side = FacePaster.SIDE;
    if (picture.width() != side || picture.height() != side) {
      aside.note(
          picture.width()
              + " x "
              + picture.height()
              + " pixels, but the model knows aligned faces of 512 x 512; there is no search for"
              + " faces, so name those of a whole photograph with --box left,top,width,height");
    }
    return restorer.restore(picture, listener);
  }
}
