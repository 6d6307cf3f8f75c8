package io.github.resshift.face;

import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;

/**
 * Windows that may hold a face, from the first network on a pyramid of the picture. A level is
 * worked through in bands of rows, which give the same windows as the whole: the network needs the
 * 12 rows of a window and no others.
 */
final class Proposals {
  /** From level to level; the value of the paper's program, about half the area. */
  private static final double STEP = 0.709;

  /** Probability from which a window is looked at again: low, because it costs no face then. */
  private static final float LEAST = 0.6f;

  private static final double OVERLAP_IN_LEVEL = 0.5;
  private static final double OVERLAP = 0.7;

  /** Windows of a band, so that its activations take some 100 MB at most. */
  private static final int BAND = 500_000;

  private final ProposalNet net;
  private final int band;
  private final float least;

  Proposals(ProposalNet net) {
    this(net, BAND, LEAST);
  }

  Proposals(ProposalNet net, int band, float least) {
    this.net = net;
    this.band = band;
    this.least = least;
  }

  /** Squares around what may be faces of at least {@code smallest} pixels, surest first. */
  List<Candidate> find(Halvings picture, int smallest) {
    List<Candidate> all = new ArrayList<>();
    double scale = (double) ProposalNet.WINDOW / smallest;
    while (Math.min(picture.width(), picture.height()) * scale >= ProposalNet.WINDOW) {
      try (var scope = Scope.open()) {
        all.addAll(Suppression.UNION.of(windows(picture.level(scale)), OVERLAP_IN_LEVEL));
      }
      scale *= STEP;
    }
    List<Candidate> moved = new ArrayList<>();
    for (Candidate window : Suppression.UNION.of(all, OVERLAP)) {
      moved.add(window.shifted().square());
    }
    return moved;
  }

  /** Windows of one level, in pixels of the picture; the shifts are not yet applied. */
  List<Candidate> windows(Halvings.Level level) {
    List<Candidate> found = new ArrayList<>();
    int height = (int) level.values().size(2);
    int rows = ProposalNet.windows(height);
    int columns = ProposalNet.windows((int) level.values().size(3));
    int most = Math.max(1, band / columns);
    for (int from = 0; from < rows; from += most) {
      int to = Math.min(from + most, rows);
      int top = from * ProposalNet.STEP;
      int bottom = to == rows ? height : (to - 1) * ProposalNet.STEP + ProposalNet.WINDOW;
      try (var scope = Scope.open()) {
        var result = net.forward(level.values().narrow(2, top, bottom - top));
        collect(result, from, level, found);
      }
    }
    return found;
  }

  private void collect(
      ProposalNet.Result result, int firstRow, Halvings.Level level, List<Candidate> found) {
    int rows = (int) result.faces().size(1);
    int columns = (int) result.faces().size(2);
    float[] faces = Tensors.floats(result.faces());
    float[] shifts = Tensors.floats(result.shifts());
    for (int i = 0; i < faces.length; i++) {
      if (faces[i] >= least) {
        double left = i % columns * ProposalNet.STEP;
        double top = (firstRow + i / columns) * ProposalNet.STEP;
        float[] own = new float[4];
        for (int k = 0; k < own.length; k++) {
          own[k] = shifts[k * rows * columns + i];
        }
        found.add(
            new Candidate(
                left * level.factorX(),
                top * level.factorY(),
                (left + ProposalNet.WINDOW) * level.factorX(),
                (top + ProposalNet.WINDOW) * level.factorY(),
                faces[i],
                own,
                List.of()));
      }
    }
  }
}
