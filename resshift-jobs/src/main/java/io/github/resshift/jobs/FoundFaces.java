package io.github.resshift.jobs;

import io.github.resshift.face.Face;
import io.github.resshift.face.FaceDetector;
import io.github.resshift.face.FaceSearch;
import io.github.resshift.image.Picture;
import java.util.List;

/**
 * Looks for the faces of pictures and says when there are none. The detector is opened for the
 * first picture. Thread-safe.
 */
final class FoundFaces implements AutoCloseable {
  private final FaceSearch search;
  private FaceDetector detector;

  FoundFaces(FaceSearch search) {
    this.search = search;
  }

  /** The faces of a picture, the largest first. */
  List<Face> in(Picture picture, Aside aside) {
    List<Face> faces = detector().find(picture, search);
    if (faces.isEmpty()) {
      aside.note("no face was found, so none is restored");
    }
    return faces;
  }

  private synchronized FaceDetector detector() {
    if (detector == null) {
      detector = FaceDetector.open();
    }
    return detector;
  }

  @Override
  public synchronized void close() {
    if (detector != null) {
      detector.close();
    }
  }
}
