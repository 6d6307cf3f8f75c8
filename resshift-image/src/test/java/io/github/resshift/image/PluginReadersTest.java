package io.github.resshift.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.twelvemonkeys.imageio.stream.ByteArrayImageInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A reader for a made-up format, as a user adds one. */
class PluginReadersTest {
  /** "HAM", width, height, and a gray value a pixel. */
  private static final String SOURCE =
      """
      package made.up;
      import java.awt.image.BufferedImage;
      import java.io.IOException;
      import java.util.*;
      import javax.imageio.*;
      import javax.imageio.metadata.IIOMetadata;
      import javax.imageio.spi.ImageReaderSpi;
      import javax.imageio.stream.ImageInputStream;
      public class Spi extends ImageReaderSpi {
        public Spi() {
          super("nobody", "1", new String[] {"ham"}, new String[] {"ham"}, null, "made.up.Spi$R",
              new Class<?>[] {ImageInputStream.class}, null, false, null, null, null, null, false,
              null, null, null, null);
        }
        public String getDescription(Locale l) { return "ham"; }
        public boolean canDecodeInput(Object o) throws IOException {
          ImageInputStream in = (ImageInputStream) o;
          byte[] mark = new byte[3];
          in.readFully(mark);
          if (mark[0] == 'B' && mark[1] == 'A') { throw new IllegalStateException("bad"); }
          return new String(mark).equals("HAM");
        }
        public ImageReader createReaderInstance(Object e) { return new R(this); }
        static class R extends ImageReader {
          R(ImageReaderSpi s) { super(s); }
          private int at(int i) throws IOException {
            ImageInputStream in = (ImageInputStream) input;
            in.seek(i);
            return in.readUnsignedByte();
          }
          public int getNumImages(boolean b) { return 1; }
          public int getWidth(int i) throws IOException { return at(3); }
          public int getHeight(int i) throws IOException { return at(4); }
          public Iterator<ImageTypeSpecifier> getImageTypes(int i) { return null; }
          public IIOMetadata getStreamMetadata() { return null; }
          public IIOMetadata getImageMetadata(int i) { return null; }
          public BufferedImage read(int i, ImageReadParam p) throws IOException {
            BufferedImage out = new BufferedImage(at(3), at(4), BufferedImage.TYPE_BYTE_GRAY);
            for (int k = 0; k < at(3) * at(4); k++) {
              out.getRaster().setSample(k % at(3), k / at(3), 0, at(5 + k));
            }
            return out;
          }
        }
      }
      """;

  private static final byte[] HAM = {'H', 'A', 'M', 2, 2, 10, 20, 30, 40};

  @TempDir Path folder;
  private Path classes;
  private final List<String> notes = new ArrayList<>();

  @BeforeEach
  void compile() throws IOException {
    Path source = Files.createDirectories(folder.resolve("made/up")).resolve("Spi.java");
    Files.writeString(source, SOURCE);
    classes = Files.createDirectory(folder.resolve("classes"));
    int rc =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-d", classes.toString(), source.toString());
    assertThat(rc).isZero();
  }

  private Path plugins() throws IOException {
    Path plugins = Files.createDirectory(folder.resolve("plugins"));
    try (OutputStream file = Files.newOutputStream(plugins.resolve("ham.jar"));
        ZipOutputStream jar = new ZipOutputStream(file)) {
      for (String name : List.of("Spi.class", "Spi$R.class")) {
        jar.putNextEntry(new ZipEntry("made/up/" + name));
        jar.write(Files.readAllBytes(classes.resolve("made/up").resolve(name)));
      }
      jar.putNextEntry(new ZipEntry("META-INF/services/" + ImageReaderSpi.class.getName()));
      jar.write("made.up.Missing\nmade.up.Spi\n".getBytes(StandardCharsets.UTF_8));
    }
    Files.writeString(plugins.resolve("broken.jar"), "this is no archive");
    return plugins;
  }

  @Test
  void aReaderInTheFolderIsAskedAndOthersThereDoNoHarm() throws IOException {
    PluginReaders readers = new PluginReaders(plugins());
    try (var in = new ByteArrayImageInputStream(HAM)) {
      assertThat(readers.find(in)).isPresent();
      assertThat(in.getStreamPosition()).isZero();
      assertThat(readers.header("x.ham", in)).isEqualTo(PictureHeader.still(2, 2, 1));
      Picture picture = readers.decode("x.ham", in, Limits.DEFAULT, notes::add).picture();
      assertThat(picture.gray()).isTrue();
      assertThat(picture.colour(0).get(3)).isEqualTo(40);
      assertThat(notes).singleElement().asString().contains("x.ham", "made.up.Spi");
    }
    for (String other : List.of("nothing known", "BAD", "HA")) {
      try (var in = new ByteArrayImageInputStream(Bytes.latin(other))) {
        assertThat(readers.find(in)).as(other).isEmpty();
      }
    }
  }

  @Test
  void itsLimitsAndErrorsAreOurs() throws IOException {
    PluginReaders readers = new PluginReaders(plugins());
    byte[] cut = {'H', 'A', 'M', 9, 9, 10};
    try (var in = new ByteArrayImageInputStream(cut)) {
      assertThatThrownBy(() -> readers.decode("x.ham", in, Limits.DEFAULT, notes::add))
          .isInstanceOf(PictureException.class)
          .hasMessageContaining("x.ham", "made.up.Spi");
      assertThatThrownBy(() -> readers.decode("x.ham", in, new Limits(80), notes::add))
          .isInstanceOf(PictureException.class)
          .hasMessageContaining("limit");
    }
  }

  @Test
  void aReaderOfTheClassPathIsUsedByThePictureReader() throws Exception {
    var loader = new java.net.URLClassLoader(new java.net.URL[] {classes.toUri().toURL()});
    Object provider = loader.loadClass("made.up.Spi").getConstructor().newInstance();
    PictureReader reader = new PictureReader();
    Path file = Files.write(folder.resolve("x.ham"), HAM);
    assertThatThrownBy(() -> reader.load(file)).isInstanceOf(PictureException.class);
    IIORegistry.getDefaultInstance().registerServiceProvider(provider);
    try {
      assertThat(reader.load(file, notes::add).picture().colour(0).get(1)).isEqualTo(20);
      assertThat(reader.header(file).width()).isEqualTo(2);
      assertThat(reader.sequence(file, notes::add)).isEmpty();
      assertThat(reader.read("x", HAM, notes::add).height()).isEqualTo(2);
    } finally {
      IIORegistry.getDefaultInstance().deregisterServiceProvider(provider);
      loader.close();
    }
  }
}
