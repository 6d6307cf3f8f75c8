import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.ImageIO;

/** Makes small pictures in folders for bench/cluster.sh; every 25th is cut off or none at all. */
public final class ClusterPictures {
  private ClusterPictures() {}

  /** FOLDER COUNT. */
  public static void main(String[] args) throws Exception {
    Path root = Path.of(args[0]);
    int count = Integer.parseInt(args[1]);
    Random random = new Random(5);
    for (int n = 0; n < count; n++) {
      Path folder = Files.createDirectories(root.resolve("set" + n % 7).resolve("deep" + n % 3));
      String format = n % 4 == 0 ? "jpg" : "png";
      BufferedImage picture = picture(12 + random.nextInt(21), 12 + random.nextInt(21), random);
      ByteArrayOutputStream content = new ByteArrayOutputStream();
      ImageIO.write(picture, format, content);
      byte[] bytes = content.toByteArray();
      if (n % 25 == 3) {
        bytes = n % 2 == 0 ? new byte[] {1, 2, 3, 4} : Arrays.copyOf(bytes, bytes.length / 2);
      }
      Files.write(folder.resolve((n % 11 == 0 ? "_p " : "p") + n + "." + format), bytes);
    }
    Files.writeString(root.resolve("readme.txt"), "no picture");
  }

  private static BufferedImage picture(int width, int height, Random random) {
    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    int start = random.nextInt();
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        picture.setRGB(x, y, start + x * 0x050301 + y * 0x010907 + x * y);
      }
    }
    return picture;
  }
}
