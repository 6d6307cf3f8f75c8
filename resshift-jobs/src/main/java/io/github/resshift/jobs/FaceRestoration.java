package io.github.resshift.jobs;

import io.github.resshift.image.Picture;
import io.github.resshift.restore.FacePaster;
import io.github.resshift.restore.RestoreListener;
import io.github.resshift.restore.Restorer;

/** Restores aligned faces, or the named or found faces of whole photographs. */
final class FaceRestoration implements Restoration {
  private final FaceSettings settings;
  private final FoundFaces found;

  FaceRestoration(FaceSettings settings) {
    this.settings = settings;
    this.found = new FoundFaces(settings.search());
  }

  @Override
  public Picture run(Restorer restorer, Picture picture, RestoreListener listener, Aside aside) {
    FacePaster paster = new FacePaster(restorer);
    if (!settings.boxes().isEmpty()) {
      return paster.restore(picture, settings.boxes(), listener);
    }
    boolean size = picture.width() == FacePaster.SIDE && picture.height() == FacePaster.SIDE;
    if (settings.mode() == FaceMode.ALIGNED || settings.mode() == FaceMode.AUTO && size) {
      if (!size) {
        aside.note(
            picture.width()
                + " x "
                + picture.height()
                + " pixels, but the model knows aligned faces of 512 x 512; --faces find looks for"
                + " the faces of a whole photograph");
      }
      return restorer.restore(picture, listener);
    }
    return paster.restoreFound(picture, found.in(picture, aside), listener);
  }

  @Override
  public void close() {
    found.close();
  }
}
