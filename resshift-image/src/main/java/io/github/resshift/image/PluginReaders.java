package io.github.resshift.image;

import io.github.resshift.Plugins;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.ImageInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Readers that the user added, for formats that the program does not know: service providers of
 * Java's ImageIO on the class path, and those in the JAR files of the folder {@code plugins} in
 * {@code RESSHIFT_HOME}. Thread-safe.
 */
final class PluginReaders {
  private static final Logger LOG = LoggerFactory.getLogger(PluginReaders.class);

  /** What comes with Java and with the program: its formats are known, or are none for pictures. */
  private static final List<String> OWN =
      List.of(
          "com.sun.",
          "com.twelvemonkeys.imageio.plugins.jpeg.",
          "com.twelvemonkeys.imageio.plugins.tiff.",
          "com.twelvemonkeys.imageio.plugins.bmp.",
          "com.luciad.");

  private final Path folder;
  private List<ImageReaderSpi> inFolder;

  /** The readers of this machine, made at first use. */
  private static final class Shared {
    static final PluginReaders READERS = new PluginReaders(Plugins.folder().orElse(null));
  }

  /**
   * Readers of the class path and of a folder.
   *
   * @param folderOrNull it need not exist
   */
  PluginReaders(Path folderOrNull) {
    this.folder = folderOrNull;
  }

  static PluginReaders shared() {
    return Shared.READERS;
  }

  /** The first that takes a file; the position of the stream is its start afterwards. */
  Optional<ImageReaderSpi> find(ImageInputStream in) throws IOException {
    for (ImageReaderSpi provider : all()) {
      if (takes(provider, in)) {
        in.seek(0);
        return Optional.of(provider);
      }
    }
    in.seek(0);
    return Optional.empty();
  }

  /** A provider that cannot even look at a file does not take it. */
  private static boolean takes(ImageReaderSpi provider, ImageInputStream in) {
    if (!Arrays.asList(provider.getInputTypes()).contains(ImageInputStream.class)) {
      return false;
    }
    try (PatchedInput view = view(in)) {
      return provider.canDecodeInput(view);
    } catch (IOException | RuntimeException | LinkageError e) {
      LOG.debug("{} failed", provider.getClass(), e);
      return false;
    }
  }

  private static PatchedInput view(ImageInputStream in) {
    return new PatchedInput(in, new TreeMap<>());
  }

  private synchronized List<ImageReaderSpi> all() {
    List<ImageReaderSpi> all = new ArrayList<>();
    IIORegistry.getDefaultInstance()
        .getServiceProviders(ImageReaderSpi.class, true)
        .forEachRemaining(all::add);
    all.removeIf(p -> OWN.stream().anyMatch(p.getClass().getName()::startsWith));
    if (inFolder == null) {
      inFolder = folder == null ? List.of() : Plugins.inFolder(ImageReaderSpi.class, folder);
    }
    all.addAll(inFolder);
    return all;
  }

  /** Width and height of the first picture. */
  PictureHeader header(String name, ImageInputStream in) throws IOException {
    return reading(
        name,
        in,
        reader ->
            PictureHeader.still(reader.getWidth(0), reader.getHeight(0), Orientation.UPRIGHT));
  }

  /** The first picture of a file that {@link #find} knows. */
  Decoded decode(String name, ImageInputStream in, Limits limits, Consumer<String> notes)
      throws IOException {
    return reading(
        name,
        in,
        reader -> {
          limits.check(name, reader.getWidth(0), reader.getHeight(0));
          Decoded decoded = BufferedImages.decoded(name, reader.read(0));
          notes.accept(
              String.format(
                  "%s: read by the added reader %s; its metadata and further pictures are not used",
                  name, reader.getOriginatingProvider().getClass().getName()));
          return decoded;
        });
  }

  /** Something that is asked of a reader. */
  private interface Question<T> {
    T of(ImageReader reader) throws IOException;
  }

  private <T> T reading(String name, ImageInputStream in, Question<T> question) throws IOException {
    ImageReaderSpi provider =
        find(in).orElseThrow(() -> new PictureException(name + " is known to no reader any more."));
    ImageReader reader = null;
    try (PatchedInput view = view(in)) {
      reader = provider.createReaderInstance();
      reader.setInput(view);
      return question.of(reader);
    } catch (PictureException e) {
      throw e;
    } catch (IOException | RuntimeException | LinkageError e) {
      throw new PictureException(
          String.format(
              "%s cannot be decoded by the added reader %s (%s).",
              name, provider.getClass().getName(), words(e)),
          e);
    } finally {
      if (reader != null) {
        reader.dispose();
      }
    }
  }

  private static String words(Throwable e) {
    return e.getMessage() == null
        ? e.getClass().getSimpleName()
        : e.getMessage().lines().findFirst().orElse("");
  }
}
