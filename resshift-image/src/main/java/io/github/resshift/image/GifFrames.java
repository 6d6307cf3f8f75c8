package io.github.resshift.image;

import io.github.resshift.image.AnimationParts.Disposal;
import io.github.resshift.image.AnimationParts.Frame;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Takes GIF files apart (GIF89a specification, and Netscape's extension for loops). Data behind the
 * last whole frame is ignored with a note.
 */
final class GifFrames {
  private static final int SCREEN = 6;
  private static final int COLOURS = 13;
  private static final int MILLIS = 10;
  private static final int MAX_SIDE = 0xFFFF;

  private final String name;
  private final byte[] file;
  private final List<Frame> frames = new ArrayList<>();

  /** Start of the graphic control extension or -1, start and end of the image. */
  private final List<int[]> places = new ArrayList<>();

  private int at;
  private int control = -1;
  private int plays = 1;

  private GifFrames(String name, byte[] file) {
    this.name = name;
    this.file = file;
  }

  static AnimationParts parse(String name, byte[] file, Consumer<String> notes) {
    GifFrames gif = new GifFrames(name, file);
    try {
      gif.blocks();
    } catch (IndexOutOfBoundsException endOfFile) {
      notes.accept(name + ": the file is damaged behind frame " + gif.frames.size());
    }
    return gif.parts();
  }

  private AnimationParts parts() {
    int width = file.length < COLOURS ? 0 : word(SCREEN);
    int height = file.length < COLOURS ? 0 : word(SCREEN + 2);
    for (Frame frame : frames) {
      width = Math.max(width, frame.left() + frame.width());
      height = Math.max(height, frame.top() + frame.height());
    }
    if (width > MAX_SIDE || height > MAX_SIDE) {
      throw new PictureException(name + " is damaged: a frame lies far outside of its screen.");
    }
    int w = width;
    int h = height;
    return new AnimationParts(w, h, 8, false, false, plays, frames, n -> still(n, w, h));
  }

  private void blocks() {
    at = COLOURS + table(file[SCREEN + 4]);
    while (frames.size() <= PictureSequence.MAX_FRAMES) {
      switch (file[at] & 0xFF) {
        case 0x21 -> extension();
        case 0x2C -> image();
        case 0x3B -> {
          return;
        }
        default -> throw new IndexOutOfBoundsException(at);
      }
    }
  }

  /** Bytes of the colour table that a descriptor's flags announce. */
  private static int table(int flags) {
    return (flags & 0x80) == 0 ? 0 : 3 << (flags & 7) + 1;
  }

  private void extension() {
    int label = file[at + 1] & 0xFF;
    int start = at;
    at += 2;
    if (label == 0xF9 && file[at] == 4) {
      control = start;
    } else if (label == 0xFF && file[at] == 11) {
      String application = new String(file, at + 1, 11, StandardCharsets.ISO_8859_1);
      boolean loops = application.equals("NETSCAPE2.0") || application.equals("ANIMEXTS1.0");
      if (loops && file[at + 12] == 3 && file[at + 13] == 1) {
        int repeats = word(at + 14);
        plays = repeats == 0 ? 0 : repeats + 1;
      }
    }
    skipSubBlocks();
  }

  private void image() {
    int start = at;
    int left = word(at + 1);
    int top = word(at + 3);
    int width = word(at + 5);
    int height = word(at + 7);
    at += 10 + table(file[at + 9]) + 1;
    skipSubBlocks();
    int packed = control < 0 ? 0 : file[control + 3] >> 2 & 7;
    Disposal disposal =
        packed == 2 ? Disposal.CLEAR : packed == 3 ? Disposal.RESTORE : Disposal.KEEP;
    int delay = control < 0 ? 0 : word(control + 4) * MILLIS;
    frames.add(new Frame(left, top, width, height, delay, true, disposal));
    places.add(new int[] {control, start, at});
    control = -1;
  }

  private void skipSubBlocks() {
    while (file[at] != 0) {
      at += 1 + (file[at] & 0xFF);
    }
    at++;
  }

  private byte[] still(int n, int width, int height) {
    int[] place = places.get(n);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(file, 0, SCREEN);
    out.write(width);
    out.write(width >> 8);
    out.write(height);
    out.write(height >> 8);
    out.write(file, SCREEN + 4, COLOURS - SCREEN - 4 + table(file[SCREEN + 4]));
    if (place[0] >= 0) {
      out.write(file, place[0], 8);
    }
    out.write(file, place[1], place[2] - place[1]);
    out.write(0x3B);
    return out.toByteArray();
  }

  private int word(int from) {
    return file[from] & 0xFF | (file[from + 1] & 0xFF) << 8;
  }
}
