package example;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.client.TestRestTemplate;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.RequestEntity;

@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class EnlargeApplicationTest {
  @Autowired private TestRestTemplate http;

  @Test
  void aPictureComesBackFourTimesAsLarge() throws Exception {
    ByteArrayOutputStream small = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(24, 16, BufferedImage.TYPE_INT_RGB), "png", small);
    var request =
        RequestEntity.post("/enlarge").contentType(MediaType.IMAGE_PNG).body(small.toByteArray());
    var answer = http.exchange(request, byte[].class);
    assertThat(answer.getStatusCode()).isEqualTo(HttpStatus.OK);
    assertThat(answer.getHeaders().getContentType()).isEqualTo(MediaType.IMAGE_PNG);
    BufferedImage large = ImageIO.read(new ByteArrayInputStream(answer.getBody()));
    assertThat(large.getWidth()).isEqualTo(96);
    assertThat(large.getHeight()).isEqualTo(64);
  }

  @Test
  void whatIsNoPictureIsRefusedWithASentence() {
    var request =
        RequestEntity.post("/enlarge").contentType(MediaType.IMAGE_PNG).body(new byte[] {1, 2, 3});
    var answer = http.exchange(request, String.class);
    assertThat(answer.getStatusCode()).isEqualTo(HttpStatus.BAD_REQUEST);
    assertThat(answer.getBody()).contains("not a picture");
  }
}
