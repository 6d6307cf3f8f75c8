package io.github.resshift.face;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Of boxes that mean the same face only the surest one stays. */
enum Suppression {
  /** Overlap is the common area by the area of both together. */
  UNION {
    @Override
    double overlap(double common, Candidate a, Candidate b) {
      return common / (a.area() + b.area() - common);
    }
  },
  /** Overlap is the common area by the smaller one's: a box inside another one overlaps wholly. */
  SMALLER {
    @Override
    double overlap(double common, Candidate a, Candidate b) {
      return common / Math.min(a.area(), b.area());
    }
  };

  /**
   * From surest to least sure; equals by position, so that the result does not depend on chance.
   */
  static final Comparator<Candidate> SUREST =
      Comparator.comparingDouble(Candidate::confidence)
          .reversed()
          .thenComparingDouble(Candidate::top)
          .thenComparingDouble(Candidate::left)
          .thenComparingDouble(Candidate::width);

  abstract double overlap(double common, Candidate a, Candidate b);

  /** The boxes of which no surer one overlaps by more than {@code most}, surest first. */
  List<Candidate> of(List<Candidate> boxes, double most) {
    List<Candidate> sorted = new ArrayList<>(boxes);
    sorted.sort(SUREST);
    List<Candidate> kept = new ArrayList<>();
    for (Candidate box : sorted) {
      if (isFree(box, kept, most)) {
        kept.add(box);
      }
    }
    return kept;
  }

  private boolean isFree(Candidate box, List<Candidate> kept, double most) {
    for (Candidate sure : kept) {
      if (tooNear(sure, box, most)) {
        return false;
      }
    }
    return true;
  }

  private boolean tooNear(Candidate sure, Candidate box, double most) {
    double width = Math.min(sure.right(), box.right()) - Math.max(sure.left(), box.left());
    double height = Math.min(sure.bottom(), box.bottom()) - Math.max(sure.top(), box.top());
    return width > 0 && height > 0 && overlap(width * height, sure, box) > most;
  }
}
