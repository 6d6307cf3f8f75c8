package example;

import io.github.resshift.ResShiftException;
import io.github.resshift.restore.Restorer;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** {@code curl --data-binary @small.jpg -H 'Content-Type: image/jpeg' localhost:8080/enlarge}. */
@RestController
class EnlargeController {
  private final Restorer restorer;

  EnlargeController(Restorer restorer) {
    this.restorer = restorer;
  }

  @PostMapping(path = "/enlarge", produces = MediaType.IMAGE_PNG_VALUE)
  byte[] enlarge(@RequestBody byte[] picture) throws IOException {
    BufferedImage small = ImageIO.read(new ByteArrayInputStream(picture));
    if (small == null) {
      throw new ResShiftException("The body is not a picture that can be read.");
    }
    ByteArrayOutputStream large = new ByteArrayOutputStream();
    ImageIO.write(restorer.restore(small), "png", large);
    return large.toByteArray();
  }

  /** What the caller can put right: one sentence that says how. */
  @ExceptionHandler
  @ResponseStatus(HttpStatus.BAD_REQUEST)
  String refused(ResShiftException e) {
    return e.getMessage();
  }
}
