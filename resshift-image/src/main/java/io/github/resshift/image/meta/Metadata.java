package io.github.resshift.image.meta;

import io.github.resshift.image.meta.TagTree.Directory;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a file says about its picture, as blocks of bytes that a writer of files puts in as they
 * are. Immutable and thread-safe; the arrays are shared and not to be changed.
 */
public final class Metadata {
  /** Nothing is known. */
  public static final Metadata NONE = new Metadata(null, null, null, null, null, null, null);

  private final byte[] exif;
  private final byte[] xmp;
  private final byte[] iptc;
  private final byte[] icc;
  private final Density density;
  private final Provenance provenance;
  private final Placement.Stored stored;

  private Metadata(
      byte[] exif,
      byte[] xmp,
      byte[] iptc,
      byte[] icc,
      Density density,
      Provenance provenance,
      Placement.Stored stored) {
    this.exif = exif;
    this.xmp = xmp;
    this.iptc = iptc;
    this.icc = icc;
    this.density = density;
    this.provenance = provenance;
    this.stored = stored;
  }

  /** An EXIF block: a TIFF structure, without the "Exif" that JPEG puts in front. */
  public Optional<byte[]> exif() {
    return Optional.ofNullable(exif);
  }

  /** An XMP packet in UTF-8. */
  public Optional<byte[]> xmp() {
    return Optional.ofNullable(xmp);
  }

  /** IPTC-IIM records, without Photoshop's wrapping. */
  public Optional<byte[]> iptc() {
    return Optional.ofNullable(iptc);
  }

  /** The ICC profile that gives the samples their meaning; absent: sRGB. */
  public Optional<byte[]> icc() {
    return Optional.ofNullable(icc);
  }

  /** Resolution for printing. */
  public Optional<Density> density() {
    return Optional.ofNullable(density);
  }

  /** How a result was made; only in metadata of results. */
  public Optional<Provenance> provenance() {
    return Optional.ofNullable(provenance);
  }

  /** A copy with another EXIF block. */
  public Metadata withExif(byte[] block) {
    return new Metadata(block, xmp, iptc, icc, density, provenance, stored);
  }

  /** A copy with another XMP packet. */
  public Metadata withXmp(byte[] packet) {
    return new Metadata(exif, packet, iptc, icc, density, provenance, stored);
  }

  /** A copy with other IPTC records. */
  public Metadata withIptc(byte[] records) {
    return new Metadata(exif, xmp, records, icc, density, provenance, stored);
  }

  /** A copy with another colour profile; null for sRGB. */
  public Metadata withIcc(byte[] profile) {
    return new Metadata(exif, xmp, iptc, profile, density, provenance, stored);
  }

  /** A copy with another resolution. */
  public Metadata withDensity(Density value) {
    return new Metadata(exif, xmp, iptc, icc, value, provenance, stored);
  }

  /**
   * A copy that knows the picture's size in the file, which gives places in the picture a meaning;
   * without it they are not handed on.
   *
   * @param width pixels a stored row, before the orientation is applied
   * @param height stored rows
   * @param orientation 1 to 8, as in EXIF
   */
  public Metadata withStoredSize(int width, int height, int orientation) {
    Placement.Stored size = new Placement.Stored(width, height, orientation);
    return new Metadata(exif, xmp, iptc, icc, density, provenance, size);
  }

  /** The resolution that the EXIF block states, or null. */
  public Density exifDensity() {
    try {
      return exif == null ? null : TagRules.density(TagTree.parse(exif));
    } catch (IOException damaged) {
      return null;
    }
  }

  /**
   * The metadata of a result that was made from the picture which this metadata is about: it stands
   * upright, has its own size and no thumbnail, and places in the picture are where they were. The
   * resolution stays the number that it was, so a larger picture prints larger. The profile stays
   * as it is.
   *
   * @param made how the result was made, or empty to leave that out
   * @param width pixels of the result
   * @param height pixels of the result
   * @param notes takes what had to be left out, without the file's name
   */
  public Metadata forResult(
      MetadataPolicy policy,
      Optional<Provenance> made,
      int width,
      int height,
      Consumer<String> notes) {
    Provenance stated = made.orElse(null);
    boolean strip = policy == MetadataPolicy.STRIP;
    Placement placement = stored == null ? null : new Placement(stored, width, height);
    Truth truth = new Truth(width, height, placement, icc == null);
    byte[] newExif = null;
    if (!strip && exif != null) {
      try {
        TagTree tree = TagTree.parse(exif);
        TagRules.apply(tree, policy, truth, stated);
        newExif = tree.isEmpty() ? null : tree.toBlock();
      } catch (IOException e) {
        notes.accept("its EXIF block is damaged and was left out");
      }
    }
    boolean onlyPublic = policy == MetadataPolicy.PRIVATE;
    return new Metadata(
        newExif,
        newXmp(strip ? null : xmp, policy, truth, stated, notes),
        strip || iptc == null ? null : IptcRecords.forResult(iptc, onlyPublic),
        icc,
        density,
        stated,
        null);
  }

  private static byte[] newXmp(
      byte[] source, MetadataPolicy policy, Truth truth, Provenance made, Consumer<String> notes) {
    try {
      return XmpPacket.rewrite(source, policy, truth, made);
    } catch (IOException e) {
      notes.accept("its XMP packet cannot be used (" + e.getMessage() + ") and was left out");
      try {
        return XmpPacket.rewrite(null, policy, truth, made);
      } catch (IOException impossible) {
        throw new IllegalStateException(impossible);
      }
    }
  }

  /** The EXIF block with the resolution in it, for formats that have no other place for it. */
  public Optional<byte[]> exifWithDensity() {
    if (density == null) {
      return exif();
    }
    TagTree tree = new TagTree(ByteOrder.BIG_ENDIAN);
    try {
      tree = exif == null ? tree : TagTree.parse(exif);
    } catch (IOException e) {
      throw new IllegalStateException("metadata of a result is never damaged", e);
    }
    TagRules.density(tree, density);
    return Optional.of(tree.toBlock());
  }

  /**
   * The tags for a TIFF file: those of the EXIF block, the resolution, and the other blocks as tags
   * of their own.
   */
  public TagTree tiffTags(ByteOrder order) {
    TagTree tree = new TagTree(order);
    if (exif != null) {
      try {
        TagTree source = TagTree.parse(exif);
        for (Directory directory : Directory.values()) {
          tree.of(directory).putAll(source.of(directory));
        }
      } catch (IOException e) {
        throw new IllegalStateException("metadata of a result is never damaged", e);
      }
    } else if (provenance != null) {
      TagRules.software(tree, provenance);
    }
    if (density != null) {
      TagRules.density(tree, density);
    }
    if (xmp != null) {
      tree.of(Directory.MAIN).put(TagTree.XMP, new Field(1, xmp));
    }
    if (iptc != null) {
      tree.of(Directory.MAIN).put(TagTree.IPTC, Field.opaque(iptc));
    }
    if (icc != null) {
      tree.of(Directory.MAIN).put(TagTree.ICC, Field.opaque(icc));
    }
    return tree;
  }

  /** Names of what is here, for messages and tests. */
  @Override
  public String toString() {
    List<String> parts = new ArrayList<>();
    exif().ifPresent(block -> parts.add("EXIF of " + block.length + " bytes"));
    xmp().ifPresent(block -> parts.add("XMP of " + block.length + " bytes"));
    iptc().ifPresent(block -> parts.add("IPTC of " + block.length + " bytes"));
    icc().ifPresent(block -> parts.add("a profile of " + block.length + " bytes"));
    density().ifPresent(value -> parts.add(value.toString()));
    return parts.isEmpty() ? "no metadata" : String.join(", ", parts);
  }
}
