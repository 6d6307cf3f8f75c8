package io.github.resshift.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.resshift.ResShiftException;
import io.github.resshift.cli.progress.Plain;
import io.github.resshift.face.Face;
import io.github.resshift.face.FaceDetector;
import io.github.resshift.face.FaceSearch;
import io.github.resshift.face.FaceTemplate;
import io.github.resshift.face.Point;
import io.github.resshift.image.FileNames;
import io.github.resshift.image.Limits;
import io.github.resshift.image.Picture;
import io.github.resshift.image.PictureReader;
import io.github.resshift.jobs.EnlargeSettings;
import io.github.resshift.jobs.FaceSettings;
import io.github.resshift.jobs.JobSettings;
import io.github.resshift.jobs.Treatment;
import io.github.resshift.jobs.batch.InputFinder;
import io.github.resshift.jobs.batch.Inputs;
import io.github.resshift.jobs.batch.LeftOut;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;

/**
 * Tells the faces of pictures, a line of JSON for each picture; of animations and pages only the
 * first.
 */
final class FaceLister {
  private static final List<String> LANDMARKS =
      List.of("left_eye", "right_eye", "nose", "left_mouth", "right_mouth");

  private static final ObjectMapper JSON = new ObjectMapper();

  private final CommandLine command;
  private final OutputOptions options;
  private final CommonOptions common;

  FaceLister(CommandLine command, OutputOptions options, CommonOptions common) {
    this.command = command;
    this.options = options;
    this.common = common;
  }

  /** Looks through everything that {@code given} means; gives the exit code. */
  int run(List<String> given, JobSettings settings) {
    options.check(new Ranges(command));
    // The results are no pictures, so none goes to the standard output.
    try (StandardStreams streams = new StandardStreams(command, given, Path.of("."), options)) {
      List<String> inputs = streams.inputs();
      int dash = given.indexOf(StandardStreams.DASH);
      return list(inputs, dash < 0 ? Optional.empty() : Optional.of(inputs.get(dash)), settings);
    }
  }

  /**
   * Lists faces.
   *
   * @param stream the file that stands for the standard input, which the user does not know
   */
  private int list(List<String> inputs, Optional<String> stream, JobSettings settings) {
    FaceSearch search = search(settings.treatment());
    Inputs found = InputFinder.find(inputs, options.folders.exclude.read(command));
    if (!common.quiet) {
      LeftOut.describe(found.leftOut(), common.verbose)
          .forEach(line -> command.getErr().println(Plain.line(line)));
    }
    found.problems().forEach(p -> tell(p.input(), p.reason()));
    int failed = found.problems().size();
    PictureReader reader =
        new PictureReader(new Limits(settings.result().maxPixels()), settings.result().damaged());
    try (FaceDetector detector = FaceDetector.open()) {
      for (Inputs.Source source : found.pictures()) {
        String file = FileNames.text(source.file());
        try {
          Picture picture = reader.read(source.file());
          String name = stream.filter(file::equals).map(same -> StandardStreams.DASH).orElse(file);
          command.getOut().println(line(name, picture, detector.find(picture, search)));
          command.getOut().flush();
        } catch (ResShiftException e) {
          failed++;
          tell(file, e.getMessage());
        }
      }
    }
    return ExitCode.ofBatch(failed, found.pictures().size() + found.problems().size());
  }

  private static FaceSearch search(Treatment treatment) {
    return treatment instanceof EnlargeSettings enlarge
        ? enlarge.faces().orElseThrow().search()
        : ((FaceSettings) treatment).search();
  }

  private void tell(String input, String reason) {
    String words = reason.startsWith(input) ? reason : input + ": " + reason;
    command.getErr().println("resshift: " + Plain.line(words));
  }

  private static String line(String input, Picture picture, List<Face> faces) {
    ObjectNode root = JSON.createObjectNode();
    root.put("input", input).put("width", picture.width()).put("height", picture.height());
    ArrayNode list = root.putArray("faces");
    for (Face face : faces) {
      ObjectNode node = list.addObject();
      node.putArray("box")
          .add(rounded(face.left(), 10))
          .add(rounded(face.top(), 10))
          .add(rounded(face.width(), 10))
          .add(rounded(face.height(), 10));
      node.put("confidence", rounded(face.confidence(), 10_000));
      node.put("degrees", rounded(FaceTemplate.toPicture(face).degrees(), 10));
      ObjectNode places = node.putObject("landmarks");
      for (int i = 0; i < LANDMARKS.size(); i++) {
        Point point = face.landmarks().get(i);
        places.putArray(LANDMARKS.get(i)).add(rounded(point.x(), 10)).add(rounded(point.y(), 10));
      }
    }
    return root.toString();
  }

  private static double rounded(double value, double parts) {
    return Math.round(value * parts) / parts;
  }
}
