package io.github.resshift.image;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import javax.imageio.stream.ImageInputStream;

/**
 * What the samples of a TIFF file's first page mean. What the reader below would take for something
 * else is patched, so that it hands on the bare samples, and is interpreted here.
 */
final class TiffLayout {
  private static final int UNCOMPRESSED = 1;
  private static final int WHITE_IS_ZERO = 0;
  private static final int BLACK_IS_ZERO = 1;
  private static final int RGB = 2;
  private static final int PALETTE = 3;
  private static final int CMYK = 5;
  private static final int CIE_LAB = 8;
  private static final int ICC_LAB = 9;
  private static final int ASSOCIATED_ALPHA = 1;
  private static final int UNASSOCIATED_ALPHA = 2;
  private static final int STRIP_OFFSETS = 273;
  private static final int STRIP_BYTES = 279;
  private static final int TILE_OFFSETS = 324;
  private static final int TILE_BYTES = 325;
  private static final Set<Long> READ =
      Set.of(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 32771L, 32773L, 32946L);

  /** Compressions that are not read, by the numbers that libtiff and others list. */
  private static final Map<Long, String> COMPRESSIONS =
      Map.ofEntries(
          Map.entry(9L, "JBIG"),
          Map.entry(10L, "JBIG"),
          Map.entry(32766L, "NeXT"),
          Map.entry(32809L, "ThunderScan"),
          Map.entry(32895L, "IT8"),
          Map.entry(32896L, "IT8"),
          Map.entry(32897L, "IT8"),
          Map.entry(32898L, "IT8"),
          Map.entry(32908L, "PixarFilm"),
          Map.entry(32909L, "PixarLog"),
          Map.entry(32947L, "Kodak DCS"),
          Map.entry(33003L, "JPEG 2000"),
          Map.entry(33004L, "JPEG 2000"),
          Map.entry(33005L, "JPEG 2000"),
          Map.entry(34661L, "JBIG"),
          Map.entry(34676L, "SGI Log"),
          Map.entry(34677L, "SGI Log"),
          Map.entry(34712L, "JPEG 2000"),
          Map.entry(34715L, "JBIG2"),
          Map.entry(34887L, "LERC"),
          Map.entry(34892L, "lossy JPEG of DNG"),
          Map.entry(34925L, "LZMA"),
          Map.entry(34926L, "Zstandard"),
          Map.entry(34927L, "WebP"),
          Map.entry(34933L, "PNG"),
          Map.entry(34934L, "JPEG XR"),
          Map.entry(50000L, "Zstandard"),
          Map.entry(50001L, "WebP"),
          Map.entry(50002L, "JPEG XL"),
          Map.entry(52546L, "JPEG XL"));

  private final TiffDirectory directory;
  private final boolean little;
  private final int photometric;
  private final int samples;
  private final int colours;
  private final long[] extras;

  private TiffLayout(TiffDirectory directory, boolean little) {
    this.directory = directory;
    this.little = little;
    this.photometric = (int) directory.number(TiffDirectory.PHOTOMETRIC, -1);
    this.samples = (int) directory.number(TiffDirectory.SAMPLES, 1);
    int least =
        switch (photometric) {
          case WHITE_IS_ZERO, BLACK_IS_ZERO, PALETTE -> 1;
          case CMYK -> 4;
          case -1 -> samples < 3 ? 1 : 3; // a guess, which is what the reader below does
          default -> 3;
        };
    this.colours = Math.min(samples, least);
    this.extras = Arrays.copyOf(directory.numbers(TiffDirectory.EXTRA_SAMPLES), samples - colours);
  }

  /**
   * Reads it; the byte order of the stream stays.
   *
   * @throws PictureException for samples that are not read, with what they are
   */
  static TiffLayout of(String name, ImageInputStream in) throws IOException {
    ByteOrder before = in.getByteOrder();
    try {
      boolean big = TiffDirectory.big(in);
      TiffDirectory first = TiffDirectory.read(in, TiffDirectory.first(in, big), big);
      long samples = first.number(TiffDirectory.SAMPLES, 1);
      if (samples < 1 || samples > 1 << 8) {
        throw new PictureException(
            String.format("%s has %d samples a pixel, which is not supported.", name, samples));
      }
      TiffLayout layout = new TiffLayout(first, in.getByteOrder() == ByteOrder.LITTLE_ENDIAN);
      layout.check(name);
      return layout;
    } catch (EOFException e) {
      throw new PictureException(
          name + " is damaged or incomplete: it has no directory that says what is in it.", e);
    } finally {
      in.setByteOrder(before);
    }
  }

  private void check(String name) {
    long compression = directory.number(TiffDirectory.COMPRESSION, UNCOMPRESSED);
    if (!READ.contains(compression)) {
      String known = COMPRESSIONS.get(compression);
      throw new PictureException(
          String.format(
              "%s is compressed with %s, which is not read here; save it with LZW or Deflate.",
              name, known == null ? "an unknown method (number " + compression + ")" : known));
    }
    long format = directory.number(TiffDirectory.SAMPLE_FORMAT, 1);
    if (format == 2 || format == 5 || format == 6) {
      throw new PictureException(
          String.format(
              "%s has %s samples; convert it to unsigned ones of 8 or 16 bits.",
              name, format == 2 ? "signed" : "complex"));
    }
    String kind =
        switch (photometric) {
          case -1, 0, 1, 2, 5, 6, CIE_LAB, ICC_LAB -> null;
          case PALETTE -> samples == 1 ? null : "a palette and further samples";
          case 4 -> "a mask instead of a picture";
          case 10 -> "colours in ITU-T L*a*b*";
          case 32844, 32845 -> "colours in SGI's LogLuv";
          default ->
              "samples of an unknown meaning (photometric interpretation " + photometric + ")";
        };
    if (kind != null) {
      throw new PictureException(
          String.format("%s has %s, which is not read here; convert it to RGB.", name, kind));
    }
    if (photometric == CMYK && directory.number(TiffDirectory.INK_SET, 1) != 1) {
      throw new PictureException(
          name + " has inks other than cyan, magenta, yellow and black; convert it to RGB.");
    }
    if (isLab() && samples < 3) {
      throw new PictureException(
          String.format("%s has Lab colours of %d channels; convert it to RGB.", name, samples));
    }
  }

  /** Whether a profile in the file says nothing about the colours that come out of here. */
  boolean isLab() {
    return photometric == CIE_LAB || photometric == ICC_LAB;
  }

  /** The file with samples that mean what the reader below takes them for. */
  ImageInputStream content(ImageInputStream in) {
    TreeMap<Long, Byte> patches = new TreeMap<>();
    if (isLab()) {
      patch(patches, TiffDirectory.PHOTOMETRIC, 0, RGB);
    }
    if (photometric == WHITE_IS_ZERO && extras.length > 0) {
      patch(patches, TiffDirectory.PHOTOMETRIC, 0, BLACK_IS_ZERO);
    }
    for (int i = 0; i < directory.numbers(TiffDirectory.EXTRA_SAMPLES).length; i++) {
      patch(patches, TiffDirectory.EXTRA_SAMPLES, i, 0);
    }
    return patches.isEmpty() ? in : new PatchedInput(in, patches);
  }

  /** Both tags have numbers of 16 bits. */
  private void patch(TreeMap<Long, Byte> patches, int tag, int index, int value) {
    long at = directory.places().get(tag) + 2L * index;
    patches.put(at, (byte) (little ? value : 0));
    patches.put(at + 1, (byte) (little ? 0 : value));
  }

  /** The picture of the reader's samples; says what is left out. */
  Decoded decoded(String name, BufferedImage image, Consumer<String> notes) {
    if (extras.length == 0 && !isLab()) {
      return BufferedImages.decoded(name, image);
    }
    int alpha = 0;
    while (alpha < extras.length
        && extras[alpha] != ASSOCIATED_ALPHA
        && extras[alpha] != UNASSOCIATED_ALPHA) {
      alpha++;
    }
    Raster raster = image.getRaster();
    boolean has = alpha < extras.length && colours + alpha < raster.getNumBands();
    int left = extras.length - (has ? 1 : 0);
    if (left > 0) {
      notes.accept(
          String.format(
              "%s: %s left out, because it does not say that %s transparency",
              name,
              left == 1
                  ? "one of its " + samples + " samples a pixel was"
                  : left + " of its " + samples + " samples a pixel were",
              left == 1 ? "it is" : "they are"));
    }
    Picture picture =
        BufferedImages.fromBands(
            name,
            raster,
            colours,
            has ? colours + alpha : -1,
            has && extras[alpha] == ASSOCIATED_ALPHA);
    if (photometric == WHITE_IS_ZERO) {
      invert(picture);
    }
    return isLab() ? LabColour.toRgb(picture, photometric == CIE_LAB) : new Decoded(picture, null);
  }

  private static void invert(Picture picture) {
    Samples gray = picture.colour(0);
    for (int i = 0; i < gray.count(); i++) {
      gray.set(i, picture.white() - gray.get(i));
    }
  }

  /** Where stored samples that are not compressed end; 0 for others. */
  long end() {
    if (directory.number(TiffDirectory.COMPRESSION, UNCOMPRESSED) != UNCOMPRESSED) {
      return 0;
    }
    long end = 0;
    for (int[] tags : new int[][] {{STRIP_OFFSETS, STRIP_BYTES}, {TILE_OFFSETS, TILE_BYTES}}) {
      long[] offsets = directory.numbers(tags[0]);
      long[] bytes = directory.numbers(tags[1]);
      for (int i = 0; i < Math.min(offsets.length, bytes.length); i++) {
        end = Math.max(end, offsets[i] + bytes[i]);
      }
    }
    return end;
  }
}
