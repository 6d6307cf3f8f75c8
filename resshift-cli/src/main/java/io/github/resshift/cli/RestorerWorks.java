package io.github.resshift.cli;

import io.github.resshift.catalog.ModelCatalog;
import io.github.resshift.catalog.Task;
import io.github.resshift.cli.batch.Cancellation;
import io.github.resshift.cli.batch.PictureWork;
import io.github.resshift.image.Picture;
import io.github.resshift.image.PictureReader;
import java.nio.file.Path;

/** The real work: networks of the core. */
final class RestorerWorks implements PictureWorks {
  /** Side of the crops that the face models were trained on. */
  private static final int FACE_SIDE = 512;

  @Override
  public ModelFacts facts(RestoreSettings settings) {
    return ModelFacts.of(ModelCatalog.standard().resolve(settings.model()));
  }

  @Override
  public PictureWork upscale(
      RestoreSettings settings, ResultSettings results, Cancellation cancellation) {
    return RestorerWork.open(
        settings,
        Task.SUPER_RESOLUTION,
        (restorer, picture, listener, name, notes) -> restorer.restore(picture, listener),
        results,
        cancellation);
  }

  @Override
  public PictureWork inpaint(
      RestoreSettings settings, Path mask, ResultSettings results, Cancellation cancellation) {
    Picture hole = new PictureReader().read(mask);
    return RestorerWork.open(
        settings,
        Task.INPAINT,
        (restorer, picture, listener, name, notes) -> restorer.inpaint(picture, hole, listener),
        results,
        cancellation);
  }

  @Override
  public PictureWork face(
      RestoreSettings settings, ResultSettings results, Cancellation cancellation) {
    return RestorerWork.open(
        settings,
        Task.FACE,
        (restorer, picture, listener, name, notes) -> {
          if (picture.width() != FACE_SIDE || picture.height() != FACE_SIDE) {
            notes.add(
                name
                    + ": "
                    + picture.width()
                    + " x "
                    + picture.height()
                    + " pixels, but the model knows aligned faces of 512 x 512");
          }
          return restorer.restore(picture, listener);
        },
        results,
        cancellation);
  }
}
