package io.github.resshift.jobs;

import io.github.resshift.face.Face;
import io.github.resshift.image.Picture;
import io.github.resshift.restore.FacePaster;
import io.github.resshift.restore.RestoreListener;
import io.github.resshift.restore.Restorer;
import java.util.List;

/** Enlarges pictures, and lays their faces over, which a face model has restored. */
final class FacesOver implements Restoration {
  private final Restoration enlarging;
  private final Restorer faceRestorer;
  private final FoundFaces found;

  /**
   * @param enlarging what is done to the whole picture
   * @param faceRestorer a face model; closed with this
   */
  FacesOver(Restoration enlarging, Restorer faceRestorer, FoundFaces found) {
    this.enlarging = enlarging;
    this.faceRestorer = faceRestorer;
    this.found = found;
  }

  @Override
  public Picture run(Restorer restorer, Picture picture, RestoreListener listener, Aside aside) {
    List<Face> faces = found.in(picture, aside);
    if (faces.isEmpty()) {
      return enlarging.run(restorer, picture, listener, aside);
    }
    // How long a face takes beside the picture is not known; equal parts are near enough.
    int parts = faces.size() + 1;
    Picture large = enlarging.run(restorer, picture, listener.part(0, 1.0 / parts), aside);
    RestoreListener rest = listener.part(1.0 / parts, (parts - 1.0) / parts);
    return new FacePaster(faceRestorer).restoreInto(picture, faces, large, rest);
  }

  @Override
  public void close() {
    found.close();
    faceRestorer.close();
    enlarging.close();
  }
}
