import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;

/**
 * Makes charts of flat patches of any colour, which photographs do not have: {@code resshift models
 * calibrate} should see such ones besides.
 */
public final class FlatColours {
  private static final int SIDE = 64;

  private FlatColours() {}

  /** FOLDER COUNT. */
  public static void main(String[] args) throws Exception {
    Path folder = Files.createDirectories(Path.of(args[0]));
    int count = Integer.parseInt(args[1]);
    Random random = new Random(23);
    for (int n = 0; n < count; n++) {
      BufferedImage picture = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
      Graphics2D pen = picture.createGraphics();
      int cell = 16 << n % 2;
      for (int y = 0; y < SIDE; y += cell) {
        for (int x = 0; x < SIDE; x += cell) {
          pen.setColor(new Color(random.nextInt(256), random.nextInt(256), random.nextInt(256)));
          pen.fillRect(x, y, cell, cell);
        }
      }
      pen.dispose();
      ImageIO.write(picture, "png", folder.resolve("flat-%03d.png".formatted(n)).toFile());
    }
  }
}
