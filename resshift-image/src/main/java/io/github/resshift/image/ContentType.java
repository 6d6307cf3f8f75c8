package io.github.resshift.image;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.imageio.stream.ImageInputStream;

/** What a file is by its first bytes, whatever its name says. */
enum ContentType {
  PNG,
  JPEG,
  TIFF,
  WEBP,
  BMP,
  GIF,
  /** Something that only a reader which the user added knows. */
  OTHER;

  static final int PNG_SIGNATURE_BYTES = 8;
  private static final int MAGIC_BYTES = 16;
  private static final String NO_PICTURE = ", not a picture";
  private static final String UNKNOWN = "is not a picture that can be read";

  /** Where a BMP file tells the length of its information header, and the usual lengths. */
  private static final int BMP_HEADER_AT = 14;

  private static final Set<Integer> BMP_HEADERS = Set.of(12, 16, 40, 52, 56, 64, 108, 124);

  /**
   * Whether a file begins as that of a format that is read, or one that is refused by name. Text
   * may begin with the two letters of BMP, so more of its header is looked at.
   */
  static boolean beginsAsPicture(ImageInputStream in) throws IOException {
    Optional<ContentType> type = of(in);
    if (type.isEmpty()) {
      String words = describeOther(in);
      return in.length() > 0
          && !words.equals(UNKNOWN)
          && !words.endsWith(NO_PICTURE)
          && !words.startsWith("is an icon");
    }
    if (type.get() != BMP) {
      return true;
    }
    if (in.length() < BMP_HEADER_AT + Integer.BYTES) {
      return false;
    }
    in.setByteOrder(ByteOrder.LITTLE_ENDIAN);
    in.seek(BMP_HEADER_AT);
    boolean known = BMP_HEADERS.contains(in.readInt());
    in.seek(0);
    return known;
  }

  /** Looks at the first bytes and goes back to the start. */
  static Optional<ContentType> of(ImageInputStream in) throws IOException {
    byte[] magic = magic(in);
    String text = new String(magic, StandardCharsets.ISO_8859_1);
    if (text.startsWith("\u0089PNG\r\n\u001a\n")) {
      return Optional.of(PNG);
    } else if (text.startsWith("\u00ff\u00d8\u00ff")) {
      return Optional.of(JPEG);
    } else if (text.startsWith("II*\0")
        || text.startsWith("MM\0*")
        || text.startsWith("II+\0")
        || text.startsWith("MM\0+")) {
      return Optional.of(TIFF);
    } else if (text.startsWith("RIFF") && text.startsWith("WEBP", 8)) {
      return Optional.of(WEBP);
    } else if (text.startsWith("BM")) {
      return Optional.of(BMP);
    } else if (text.startsWith("GIF87a") || text.startsWith("GIF89a")) {
      return Optional.of(GIF);
    }
    return PluginReaders.shared().find(in).map(provider -> OTHER);
  }

  /** What an ISO base media file is by its brand. */
  private static final List<String> HEIC =
      List.of("heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1");

  /** The first letters of files that are not read, and what they are. */
  private static final Map<String, String> KNOWN =
      Map.ofEntries(
          Map.entry("8BPS", "is a Photoshop file, which is not supported"),
          Map.entry("gimp xcf", "is a GIMP file, which is not supported"),
          Map.entry("v/1\001", "is an OpenEXR picture, which is not supported"),
          Map.entry("#?RADIANCE", "is a Radiance HDR picture, which is not supported"),
          Map.entry("II\u00bc", "is a JPEG XR picture, which is not supported"),
          Map.entry("DDS ", "is a DirectDraw surface, which is not supported"),
          Map.entry("\u008aMNG", "is an MNG animation, which is not supported"),
          Map.entry("\u008bJNG", "is a JNG picture, which is not supported"),
          Map.entry("SIMPLE  =", "is a FITS file, which is not supported"),
          Map.entry("%PDF", "is a PDF file, not a picture"),
          Map.entry("%!PS", "is a PostScript file, not a picture"),
          Map.entry("\0\0\1\0", "is an icon, which is not supported"),
          Map.entry("\u001aE\u00df\u00a3", "is a video, not a picture"));

  /** Words about a file that is none of these, for the message. */
  static String describeOther(ImageInputStream in) throws IOException {
    byte[] magic = magic(in);
    if (magic.length == 0) {
      return "is empty";
    }
    String text = new String(magic, StandardCharsets.ISO_8859_1);
    Optional<String> raw = RawFiles.byStart(text);
    if (raw.isPresent()) {
      return RawFiles.describe(raw.get());
    }
    if (text.startsWith("ftyp", 4) && HEIC.stream().anyMatch(b -> text.startsWith(b, 8))) {
      return "is a HEIC picture, which is not supported";
    }
    if (text.startsWith("ftypavi", 4)) {
      return "is an AVIF picture, which is not supported";
    }
    if (text.startsWith("\u00ff\n") || text.startsWith("JXL ", 4)) {
      return "is a JPEG XL picture, which is not supported";
    }
    if (text.startsWith("jP  ", 4) || text.startsWith("\u00ffO\u00ffQ")) {
      return "is a JPEG 2000 picture, which is not supported";
    }
    if (text.startsWith("ftyp", 4)) {
      return "is a video, not a picture";
    }
    return KNOWN.entrySet().stream()
        .filter(known -> text.startsWith(known.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(UNKNOWN);
  }

  private static byte[] magic(ImageInputStream in) throws IOException {
    byte[] magic = new byte[MAGIC_BYTES];
    int filled = 0;
    in.seek(0);
    while (filled < magic.length) {
      int n = in.read(magic, filled, magic.length - filled);
      if (n < 0) {
        break;
      }
      filled += n;
    }
    in.seek(0);
    return Arrays.copyOf(magic, filled);
  }
}
