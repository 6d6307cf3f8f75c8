package io.github.resshift.image;

import io.github.resshift.image.meta.Metadata;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A picture with what its file says about it.
 *
 * @param picture upright; its values mean what the profile in {@code metadata} says, sRGB without
 * @param metadata as the file has it, so the orientation in it is one that was applied already
 */
public record SourcePicture(Picture picture, Metadata metadata) {
  private static final Logger LOG = LoggerFactory.getLogger(SourcePicture.class);

  /**
   * Java's image with its profile: values as stored, unless its colour space is one whose values
   * networks cannot work on (see {@link PictureReader#load(Path)}).
   *
   * @throws PictureException if the image has no unsigned samples of up to 16 bits
   */
  public static SourcePicture of(BufferedImage image) {
    String name = "the image";
    return PictureReader.source(
        name, BufferedImages.decoded(name, image), Metadata.NONE, note -> LOG.warn("{}", note));
  }

  /**
   * Java's image of the stored values, with 8 or 16 bits and alpha as the picture has them, in the
   * colour space of the profile; of metadata it can hold nothing else.
   */
  public BufferedImage toBufferedImage() {
    return metadata
        .icc()
        .map(profile -> BufferedImages.ofPicture(picture, ICC_Profile.getInstance(profile)))
        .orElseGet(picture::toBufferedImage);
  }
}
