package io.github.resshift.face;

import io.github.resshift.image.Picture;
import io.github.resshift.tensor.CallGate;
import io.github.resshift.tensor.Engine;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import io.github.resshift.weights.Parameters;
import io.github.resshift.weights.Placement;
import io.github.resshift.weights.WeightFiles;
import io.github.resshift.weights.WeightLoader;
import io.github.resshift.weights.WeightScope;
import io.github.resshift.weights.WeightSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Finds the faces of pictures (see the package). Works in float32 on the processor: 16 bytes of
 * memory for each pixel while it searches, and some 100 MB. Thread-safe; it owns native memory
 * until it is closed, which waits for calls in flight.
 */
public final class FaceDetector implements AutoCloseable {
  private static final String WEIGHTS = "mtcnn.safetensors";

  private static final double REFINE_LEAST = 0.7;
  private static final double OVERLAP = 0.7;

  /**
   * Pixels below which one thread does everything: the networks' work on each level is over before
   * several have met, and on a busy machine their meetings cost many times as much as the work.
   */
  private static final long SMALL = 2_000_000;

  /** Squares that are looked at together: their activations take some 100 MB at most. */
  private static final int BATCH = 128;

  /** After two the landmarks hardly change any more. */
  private static final int CLOSER_LOOKS = 2;

  private final Parameters parameters;
  private final Proposals proposals;
  private final RefineNet refine;
  private final OutputNet output;
  private final CallGate gate = new CallGate("This face detector");

  private FaceDetector(WeightSource weights) {
    WeightLoader loader =
        new WeightLoader(weights, new Placement("cpu", ScalarType.Float, false, false));
    WeightScope root = loader.root();
    this.proposals = new Proposals(new ProposalNet(root.at("pnet")));
    this.refine = new RefineNet(root.at("rnet"));
    this.output = new OutputNet(root.at("onet"));
    this.parameters = loader.finish();
  }

  /** A detector with the weights that come with the program. */
  public static FaceDetector open() {
    URL weights = FaceDetector.class.getResource(WEIGHTS);
    if (weights == null) {
      throw new IllegalStateException("the build has no " + WEIGHTS);
    }
    try {
      if ("file".equals(weights.getProtocol())) {
        return open(Path.of(weights.toURI()));
      }
      // Weights are mapped from files; these are copied, small as they are, for as long as that
      // takes.
      Path copy = Files.createTempFile("resshift-mtcnn", ".safetensors");
      try (InputStream in = weights.openStream()) {
        Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
        return open(copy);
      } finally {
        Files.deleteIfExists(copy);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the weights of the face detector cannot be read", e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * A detector with other weights of the same networks.
   *
   * @param weights a file with the published tensor names below {@code pnet}, {@code rnet} and
   *     {@code onet}
   * @throws io.github.resshift.ResShiftException if it does not hold them
   */
  public static FaceDetector open(Path weights) {
    Engine.start();
    try (var scope = Scope.open();
        WeightSource source = WeightFiles.open(weights)) {
      return new FaceDetector(source);
    }
  }

  /** The faces of a picture, the largest first. The same picture gives the same faces. */
  public List<Face> find(Picture picture, FaceSearch search) {
    return gate.call(() -> searched(picture, search));
  }

  private List<Face> searched(Picture picture, FaceSearch search) {
    int threads = Engine.threads();
    boolean small = (long) picture.width() * picture.height() < SMALL;
    Engine.threads(small ? 1 : threads);
    try {
      return found(picture, search);
    } finally {
      Engine.threads(threads);
    }
  }

  private List<Face> found(Picture picture, FaceSearch search) {
    try (var scope = Scope.open();
        var guard = new NoGradGuard()) {
      Halvings halvings = new Halvings(picture);
      List<Candidate> boxes = refined(halvings, proposals.find(halvings, search.smallest()));
      List<Face> faces = new ArrayList<>();
      for (Candidate box : judged(halvings, boxes, search.confidence())) {
        if (box.height() >= search.smallest()) {
          List<Point> landmarks = box.landmarks();
          for (int i = 0; i < CLOSER_LOOKS; i++) {
            landmarks = lookedAtUpright(halvings, landmarks);
          }
          faces.add(
              new Face(
                  box.left(), box.top(), box.right(), box.bottom(), box.confidence(), landmarks));
        }
      }
      faces.sort(Comparator.comparingDouble((Face f) -> f.width() * f.height()).reversed());
      return List.copyOf(faces);
    }
  }

  private List<Candidate> refined(Halvings picture, List<Candidate> squares) {
    List<Candidate> likely = new ArrayList<>();
    for (List<Candidate> some : batches(squares)) {
      try (var scope = Scope.open()) {
        var result = refine.forward(picture.cut(frames(some), RefineNet.SIDE));
        float[] faces = Tensors.floats(result.faces());
        for (int i = 0; i < faces.length; i++) {
          if (faces[i] >= REFINE_LEAST) {
            likely.add(some.get(i).judged(faces[i], row(result.shifts(), i), List.of()));
          }
        }
      }
    }
    return Suppression.UNION.of(likely, OVERLAP).stream()
        .map(box -> box.shifted().square())
        .toList();
  }

  private List<Candidate> judged(Halvings picture, List<Candidate> squares, double least) {
    List<Candidate> sure = new ArrayList<>();
    for (List<Candidate> some : batches(squares)) {
      try (var scope = Scope.open()) {
        var result = output.forward(picture.cut(frames(some), OutputNet.SIDE));
        float[] faces = Tensors.floats(result.faces());
        for (int i = 0; i < faces.length; i++) {
          if (faces[i] >= least) {
            Candidate square = some.get(i);
            List<Point> points = landmarks(square.frame(), row(result.landmarks(), i));
            sure.add(square.judged(faces[i], row(result.shifts(), i), points).shifted());
          }
        }
      }
    }
    return Suppression.SMALLER.of(sure, OVERLAP);
  }

  private static List<List<Candidate>> batches(List<Candidate> squares) {
    List<List<Candidate>> parts = new ArrayList<>();
    for (int from = 0; from < squares.size(); from += BATCH) {
      parts.add(squares.subList(from, Math.min(from + BATCH, squares.size())));
    }
    return parts;
  }

  /**
   * The landmarks again, from the face turned upright: the network was trained on upright faces,
   * and tells too little of the turn of others.
   */
  private List<Point> lookedAtUpright(Halvings picture, List<Point> landmarks) {
    try (var scope = Scope.open()) {
      Similarity frame = FaceTemplate.closeUp(landmarks);
      var result = output.forward(picture.cut(List.of(frame), OutputNet.SIDE));
      return landmarks(frame, row(result.landmarks(), 0));
    }
  }

  private static List<Similarity> frames(List<Candidate> squares) {
    return squares.stream().map(Candidate::frame).toList();
  }

  private static List<Point> landmarks(Similarity frame, float[] parts) {
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < Face.LANDMARKS; i++) {
      points.add(frame.apply(parts[i], parts[Face.LANDMARKS + i]));
    }
    return points;
  }

  private static float[] row(Tensor table, int row) {
    return Tensors.floats(table.select(0, row));
  }

  @Override
  public void close() {
    gate.close(parameters::close);
  }
}
