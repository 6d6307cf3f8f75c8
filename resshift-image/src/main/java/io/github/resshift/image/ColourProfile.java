package io.github.resshift.image;

import java.awt.color.CMMException;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.color.ProfileDataException;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What to do about an embedded ICC profile. Networks know pictures whose shades are spread as
 * sRGB's: values of such a profile stay as they are, and the profile is embedded in the result,
 * which clips no colour and changes no value. All others are converted to a {@link WorkingSpace}.
 */
final class ColourProfile {
  /** Steps of the colour cube that tell whether a profile differs from sRGB. */
  private static final int PROBE = 6;

  /** A level of 255 in probes, which have 16 bits. */
  private static final int LEVEL = 257;

  private static final int WHITE = 0xFFFF;

  /** Gamma 1.8 moves the middle by 18 levels of 255, linear light by 60. */
  private static final int MAX_SHIFT = 32 * LEVEL;

  /** White and black of a profile that is of use differ at least as much, channels together. */
  private static final int MIN_CONTRAST = 3 * 64 * LEVEL;

  private static final String DAMAGED = "its colour profile is damaged";

  private final ColourTransform transform;
  private final int channels;

  private ColourProfile(ICC_Profile profile, int channels) {
    this.transform = new ColourTransform(profile, channels);
    this.channels = channels;
  }

  /**
   * What a network gets: values of profiles that resemble sRGB with the profile, others converted
   * to the smallest space that holds the colours of the picture. A profile that does not fit or is
   * broken is not used, which is said in a note.
   */
  static Tagged forNetwork(String name, Decoded decoded, Consumer<String> notes) {
    Picture stored = decoded.picture();
    ColourProfile meaning = of(name, decoded, notes).orElse(null);
    if (meaning == null) {
      return new Tagged(Inks.toRgb(name, stored, notes), null);
    }
    if (meaning.isSrgb()) {
      return new Tagged(stored, null);
    }
    if (meaning.spreadsLikeSrgb()) {
      return new Tagged(stored, decoded.profile().getData());
    }
    WorkingSpace space = stored.gray() ? WorkingSpace.SRGB : meaning.transform.smallestFor(stored);
    return new Tagged(meaning.transform.convert(stored, space), space.toEmbed());
  }

  /**
   * A picture and what its values mean.
   *
   * @param icc the profile to embed, null for sRGB
   */
  record Tagged(Picture picture, byte[] icc) {}

  /**
   * Converts to sRGB; a profile that moves no colour of a coarse cube by more than one level of 255
   * is sRGB under another name and leaves the samples untouched. Notes as {@link #forNetwork}.
   */
  static Picture toSrgb(String name, Decoded decoded, Consumer<String> notes) {
    Picture stored = decoded.picture();
    ColourProfile meaning = of(name, decoded, notes).orElse(null);
    if (meaning == null) {
      return Inks.toRgb(name, stored, notes);
    }
    return meaning.isSrgb() ? stored : meaning.transform.convert(stored, WorkingSpace.SRGB);
  }

  /** Empty if there is no profile, or none that can be used. */
  private static Optional<ColourProfile> of(String name, Decoded decoded, Consumer<String> notes) {
    if (decoded.profile() == null) {
      return Optional.empty();
    }
    String fault;
    try {
      int channels = decoded.picture().colourCount();
      fault = misfit(decoded.profile(), channels);
      ColourProfile usable = new ColourProfile(decoded.profile(), channels);
      if (fault == null && usable.hasContrast()) {
        return Optional.of(usable);
      }
    } catch (CMMException | IllegalArgumentException | ProfileDataException e) {
      fault = DAMAGED;
    }
    notes.accept(name + ": " + (fault == null ? DAMAGED : fault) + "; it is not used");
    return Optional.empty();
  }

  /** Why a profile cannot be for a picture, or null. */
  private static String misfit(ICC_Profile profile, int channels) {
    int kind = profile.getProfileClass();
    boolean ofDevice =
        kind == ICC_Profile.CLASS_DISPLAY
            || kind == ICC_Profile.CLASS_INPUT
            || kind == ICC_Profile.CLASS_OUTPUT
            || kind == ICC_Profile.CLASS_COLORSPACECONVERSION;
    if (!ofDevice) {
      return "its colour profile is of a kind that does not describe pictures";
    }
    if (profile.getNumComponents() != channels) {
      return String.format(
          "its colour profile is for %d channels and the picture has %d",
          profile.getNumComponents(), channels);
    }
    int expected =
        switch (channels) {
          case 1 -> ColorSpace.TYPE_GRAY;
          case 3 -> ColorSpace.TYPE_RGB;
          default -> ColorSpace.TYPE_CMYK;
        };
    return profile.getColorSpaceType() == expected
        ? null
        : "its colour profile is for another kind of channels than the picture has";
  }

  /** Broken tables often make all colours one. */
  private boolean hasContrast() {
    int[] ends = new int[2 * channels];
    Arrays.fill(ends, channels, 2 * channels, WHITE);
    int[] out = transform.toSrgb(ends);
    return Math.abs(out[0] + out[1] + out[2] - out[3] - out[4] - out[5]) >= MIN_CONTRAST;
  }

  private boolean isSrgb() {
    if (channels > 3) {
      return false;
    }
    int count = channels == 1 ? PROBE : PROBE * PROBE * PROBE;
    int[] in = new int[count * channels];
    for (int i = 0; i < count; i++) {
      int rest = i;
      for (int c = 0; c < channels; c++, rest /= PROBE) {
        in[i * channels + c] = rest % PROBE * WHITE / (PROBE - 1);
      }
    }
    int[] out = transform.toSrgb(in);
    for (int i = 0; i < count * 3; i++) {
      int before = in[channels == 1 ? i / 3 : i];
      if (Math.abs(before - out[i]) > LEVEL) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether a network can work on the values: they have another meaning than sRGB, but grays are
   * about as bright and each primary is mostly itself. Profiles of displays and of photographers
   * (Display P3, Adobe RGB, ProPhoto, gamma 1.8 to 2.6) are such; linear light and inks are not.
   */
  private boolean spreadsLikeSrgb() {
    if (channels > 3) {
      return false;
    }
    int grays = 16;
    int primaries = channels == 1 ? 0 : channels;
    int[] in = new int[(grays + primaries) * channels];
    for (int i = 0; i < grays * channels; i++) {
      in[i] = i / channels * WHITE / (grays - 1);
    }
    for (int c = 0; c < primaries; c++) {
      in[(grays + c) * channels + c] = WHITE;
    }
    int[] out = transform.toSrgb(in);
    for (int i = 0; i < grays * 3; i++) {
      if (Math.abs(in[i / 3 * channels] - out[i]) > MAX_SHIFT) {
        return false;
      }
    }
    for (int c = 0; c < primaries; c++) {
      int at = (grays + c) * 3;
      for (int other = 0; other < 3; other++) {
        if (out[at + other] > out[at + c]) {
          return false;
        }
      }
    }
    return true;
  }
}
