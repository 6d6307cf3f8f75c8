package io.github.resshift.image;

import java.util.function.Consumer;

/**
 * Colours by the code points of ITU-T H.273, as the cICP chunk of PNG has them (third edition,
 * 11.3.2.6).
 */
final class CodedColour {
  private static final int LENGTH = 4;
  private static final int UNSPECIFIED = 2;
  private static final int PQ = 16;
  private static final int HLG = 18;
  private static final double[] D65 = {0.3127, 0.3290};
  private static final double[] C = {0.310, 0.316};

  private CodedColour() {}

  /**
   * What the chunk says.
   *
   * @param depth bits a sample, for pictures with video levels
   * @throws PictureException for colours that are not known here: they would come out wrong
   */
  static DeclaredColour of(String name, byte[] chunk, int depth, Consumer<String> notes) {
    if (chunk.length != LENGTH) {
      throw new PictureException(name + " is damaged: its cICP chunk has a wrong length.");
    }
    Chromaticities primaries = primaries(chunk[0] & 0xFF);
    ToneCurve curve = curve(chunk[1] & 0xFF);
    if (primaries == null || curve == null || chunk[2] != 0 || chunk[3] < 0 || chunk[3] > 1) {
      throw new PictureException(
          String.format(
              "%s has colours that are not known here (cICP %d/%d/%d/%d); convert it to sRGB.",
              name, chunk[0] & 0xFF, chunk[1] & 0xFF, chunk[2] & 0xFF, chunk[3] & 0xFF));
    }
    if (chunk[1] == PQ || chunk[1] == HLG) {
      notes.accept(
          String.format(
              "%s: it is HDR (%s); what is brighter than white (%.0f cd/m²) is cut off in the result",
              name, chunk[1] == PQ ? "PQ" : "HLG", ToneCurve.HDR_WHITE));
    }
    return new DeclaredColour(primaries, chunk[3] == 1 ? curve : curve.narrow(depth));
  }

  /** Table 2 of H.273; null for what has no primaries of its own or is not known. */
  private static Chromaticities primaries(int code) {
    return switch (code) {
      case 1, UNSPECIFIED -> Chromaticities.SRGB;
      case 4 -> Chromaticities.of(C, 0.67, 0.33, 0.21, 0.71, 0.14, 0.08);
      case 5 -> Chromaticities.of(D65, 0.64, 0.33, 0.29, 0.60, 0.15, 0.06);
      case 6, 7 -> Chromaticities.of(D65, 0.630, 0.340, 0.310, 0.595, 0.155, 0.070);
      case 8 -> Chromaticities.of(C, 0.681, 0.319, 0.243, 0.692, 0.145, 0.049);
      case 9 -> Chromaticities.REC_2020;
      case 11 ->
          Chromaticities.of(new double[] {0.314, 0.351}, 0.68, 0.32, 0.265, 0.69, 0.15, 0.06);
      case 12 -> Chromaticities.DISPLAY_P3;
      case 22 -> Chromaticities.of(D65, 0.630, 0.340, 0.295, 0.605, 0.155, 0.077);
      default -> null;
    };
  }

  /** Table 3 of H.273. Curves of video are those of displays for it (ITU-R BT.1886). */
  private static ToneCurve curve(int code) {
    return switch (code) {
      case 1, 6, 11, 12, 14, 15 -> ToneCurve.power(2.4);
      case UNSPECIFIED, 13 -> ToneCurve.SRGB;
      case 4 -> ToneCurve.power(2.2);
      case 5 -> ToneCurve.power(2.8);
      case 8 -> ToneCurve.power(1);
      case PQ -> ToneCurve.PQ;
      case 17 -> ToneCurve.CINEMA;
      case HLG -> ToneCurve.HLG;
      default -> null;
    };
  }
}
