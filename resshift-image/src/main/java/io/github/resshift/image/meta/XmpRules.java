package io.github.resshift.image.meta;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which properties of an XMP packet may stay. */
final class XmpRules {
  static final String EXIF = "http://ns.adobe.com/exif/1.0/";
  static final String TIFF = "http://ns.adobe.com/tiff/1.0/";
  static final String PANORAMA = "http://ns.google.com/photos/1.0/panorama/";
  private static final String DC = "http://purl.org/dc/elements/1.1/";
  private static final String PHOTOSHOP = "http://ns.adobe.com/photoshop/1.0/";
  private static final String GOOGLE = "http://ns.google.com/photos/1.0/";

  /** Pictures inside the picture, and pointers to data that a result does not have. */
  private static final Set<String> STALE = Set.of("HasExtendedXMP", "Thumbnails");

  /** How the source's samples were stored, which is not how those of the result are. */
  private static final Map<String, Set<String>> STALE_OF =
      Map.of(
          DC, Set.of("format"),
          EXIF, Set.of("Gamma"),
          PHOTOSHOP, Set.of("ICCProfile", "ColorMode"),
          TIFF,
              Set.of(
                  "BitsPerSample",
                  "Compression",
                  "PhotometricInterpretation",
                  "SamplesPerPixel",
                  "PlanarConfiguration",
                  "YCbCrSubSampling",
                  "YCbCrPositioning",
                  "TransferFunction",
                  "WhitePoint",
                  "PrimaryChromaticities",
                  "YCbCrCoefficients",
                  "ReferenceBlackWhite"));

  /** Gain maps, depth maps, sounds and films that were hidden behind the picture or in its XMP. */
  private static final List<String> STALE_SPACES =
      List.of(
          XmpPacket.NAMESPACE,
          "http://ns.adobe.com/hdr-gain-map/",
          "http://ns.apple.com/HDRGainMap/",
          "http://ns.apple.com/pixeldatainfo/",
          GOOGLE);

  /**
   * What may stay under {@link MetadataPolicy#PRIVATE}, a line of names for each namespace. It is a
   * list of what stays, because every maker has names of its own for the position and for numbers
   * of devices. Descriptions that people wrote are in it; places in words, faces, addresses,
   * identifiers and histories are not.
   */
  private static final Map<String, Set<String>> PUBLIC = new HashMap<>();

  static {
    allow(DC, "contributor creator date description language publisher rights subject title type");
    allow(
        "http://ns.adobe.com/xap/1.0/",
        "CreateDate CreatorTool Label MetadataDate ModifyDate Rating");
    allow("http://ns.adobe.com/xap/1.0/rights/", "Marked UsageTerms WebStatement");
    allow(
        PHOTOSHOP,
        "AuthorsPosition CaptionWriter Category Credit DateCreated Headline Instructions Source"
            + " SupplementalCategories Urgency");
    allow(
        TIFF,
        "Artist Copyright DateTime ImageDescription ImageLength ImageWidth Make Model Orientation"
            + " ResolutionUnit Software XResolution YResolution");
    allow(
        EXIF,
        "ApertureValue BrightnessValue CFAPattern ColorSpace ComponentsConfiguration"
            + " CompressedBitsPerPixel Contrast CustomRendered DateTimeDigitized DateTimeOriginal"
            + " DigitalZoomRatio ExifVersion ExposureBiasValue ExposureIndex ExposureMode"
            + " ExposureProgram ExposureTime FNumber FileSource Fired Flash FlashEnergy"
            + " FlashpixVersion FocalLength FocalLengthIn35mmFilm FocalPlaneResolutionUnit"
            + " FocalPlaneXResolution FocalPlaneYResolution Function GainControl ISOSpeedRatings"
            + " LightSource MaxApertureValue MeteringMode Mode PixelXDimension PixelYDimension"
            + " RedEyeMode Return Saturation SceneCaptureType SceneType SensingMethod Sharpness"
            + " ShutterSpeedValue SubjectArea SubjectDistance SubjectDistanceRange SubjectLocation"
            + " UserComment WhiteBalance");
    String extended =
        "Gamma ISOSpeed LensMake LensModel LensSpecification OffsetTime OffsetTimeDigitized"
            + " OffsetTimeOriginal PhotographicSensitivity RecommendedExposureIndex"
            + " SensitivityType StandardOutputSensitivity";
    allow("http://cipa.jp/exif/1.0/", extended);
    allow("http://cipa.jp/exif/2.32/", extended);
    allow(
        "http://ns.adobe.com/exif/1.0/aux/",
        "ApproximateFocusDistance FlashCompensation Lens LensID LensInfo");
    allow(
        "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
        "AltTextAccessibility ExtDescrAccessibility IntellectualGenre Scene SubjectCode");
    allow("http://iptc.org/std/Iptc4xmpExt/2008-02-29/", "DigitalSourceType Event");
    allow(
        "http://ns.useplus.org/ldf/xmp/1.0/",
        "CopyrightOwner CopyrightOwnerName CreditLineRequired DataMining ImageCreator"
            + " ImageCreatorName");
    allow(
        "http://creativecommons.org/ns#",
        "attributionName attributionURL legalcode license morePermissions useGuidelines");
    allow("http://ns.adobe.com/lightroom/1.0/", "hierarchicalSubject weightedFlatSubject");
    allow("http://ns.microsoft.com/photo/1.0/", "Rating");
    allow(
        PANORAMA,
        "CroppedAreaImageHeightPixels CroppedAreaImageWidthPixels CroppedAreaLeftPixels"
            + " CroppedAreaTopPixels FullPanoHeightPixels FullPanoWidthPixels"
            + " InitialCameraDolly InitialHorizontalFOVDegrees InitialVerticalFOVDegrees"
            + " InitialViewHeadingDegrees InitialViewPitchDegrees InitialViewRollDegrees"
            + " LargestValidInteriorRectHeight LargestValidInteriorRectLeft"
            + " LargestValidInteriorRectTop LargestValidInteriorRectWidth PoseHeadingDegrees"
            + " PosePitchDegrees PoseRollDegrees ProjectionType StitchingSoftware"
            + " UsePanoramaViewer");
  }

  private XmpRules() {}

  private static void allow(String space, String names) {
    PUBLIC.put(space, Set.of(names.split(" ")));
  }

  /** Whether a property is not true of a result, whatever the policy. */
  static boolean stale(String space, String name) {
    return STALE.contains(name)
        || STALE_OF.getOrDefault(space, Set.of()).contains(name)
        || !space.equals(PANORAMA) && STALE_SPACES.stream().anyMatch(space::startsWith);
  }

  /** Whether a property may stay in a result that says nothing private. */
  static boolean isPublic(String space, String name) {
    return PUBLIC.getOrDefault(space, Set.of()).contains(name);
  }
}
