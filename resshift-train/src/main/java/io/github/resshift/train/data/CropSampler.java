package io.github.resshift.train.data;

import io.github.resshift.ResShiftException;
import io.github.resshift.degrade.AreaResize;
import io.github.resshift.degrade.Mixing;
import io.github.resshift.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Tensor;

/**
 * Random square crops of the photographs of a cache. Crop i is a pure function of (cache, seed, i):
 * the photograph is chosen by its area, then the place, then one of the flips and quarter turns
 * that {@link Crops} allows. Crops without detail are drawn again, a few times at most. Immutable
 * and thread-safe.
 */
final class CropSampler {
  private static final int TRIES = 6;

  /**
   * Mean variance inside 4x4 blocks, in 8-bit units squared, below which a crop counts as flat:
   * such a crop survives a 4x reduction at about 38 dB, so there is nothing to learn from it.
   */
  private static final double FLAT = 8;

  private static final int BLOCK = 4;

  private final PhotoCache cache;
  private final long seed;
  private final Crops crops;
  private final int size;
  private final List<PhotoCache.Photo> photos = new ArrayList<>();
  private final long[] areaUpTo;

  /**
   * A sampler of crops.
   *
   * @param size side length in pixels; smaller photographs are left out
   * @throws ResShiftException if every photograph is smaller
   */
  public CropSampler(PhotoCache cache, long seed, int size) {
    this(cache, seed, Crops.of(size));
  }

  /**
   * A sampler of crops of any kind; photographs with a side below {@link Crops#size} are left out.
   *
   * @throws ResShiftException if every photograph is smaller
   */
  public CropSampler(PhotoCache cache, long seed, Crops crops) {
    this.cache = cache;
    this.seed = seed;
    this.crops = crops;
    this.size = crops.size();
    for (PhotoCache.Photo photo : cache.photos()) {
      if (photo.width() >= size && photo.height() >= size) {
        photos.add(photo);
      }
    }
    if (photos.isEmpty()) {
      throw new ResShiftException(
          "No photograph is at least "
              + size
              + "x"
              + size
              + " pixels after downscaling; use a smaller crop size or larger photographs.");
    }
    areaUpTo = new long[photos.size()];
    long area = 0;
    for (int i = 0; i < areaUpTo.length; i++) {
      area += (long) photos.get(i).width() * photos.get(i).height();
      areaUpTo[i] = area;
    }
  }

  /** How crops are taken. */
  public Crops crops() {
    return crops;
  }

  /** Photographs that are large enough to be used. */
  public int photoCount() {
    return photos.size();
  }

  /**
   * Crop {@code index} as float32 CPU [1, 3, size, size] in [0, 1]; multiples of 1/255 unless it is
   * a reduced one.
   */
  public Tensor crop(long index) {
    return crops.rescale()
        ? whole(index)
        : Tensors.of(turned(pixels(index), size, index), 1, 3, size, size);
  }

  /** The largest square of a photograph at a drawn place, reduced to the size. */
  private Tensor whole(long index) {
    SplittableRandom random = random(index, 0);
    PhotoCache.Photo photo = photos.get(random.nextInt(photos.size()));
    int side = Math.min(photo.width(), photo.height());
    int left = random.nextInt(photo.width() - side + 1);
    int top = random.nextInt(photo.height() - side + 1);
    byte[] rgb = cache.crop(photo, left, top, side, side);
    Tensor square = Tensors.of(turned(rgb, side, index), 1, 3, side, side);
    return side == size ? square : AreaResize.apply(square, size, size);
  }

  private byte[] pixels(long index) {
    SplittableRandom random = random(index, 0);
    byte[] rgb = null;
    for (int attempt = 0; attempt < TRIES; attempt++) {
      PhotoCache.Photo photo = photos.get(photoAt(random.nextLong(areaUpTo[areaUpTo.length - 1])));
      int left = random.nextInt(photo.width() - size + 1);
      int top = random.nextInt(photo.height() - size + 1);
      rgb = cache.crop(photo, left, top, size, size);
      if (!flat(rgb, size)) {
        return rgb;
      }
    }
    return rgb;
  }

  private SplittableRandom random(long index, int stream) {
    return new SplittableRandom(Mixing.mix(Mixing.mix(Mixing.mix(seed) + index) + stream));
  }

  private int photoAt(long area) {
    int low = 0;
    int high = areaUpTo.length - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (areaUpTo[middle] > area) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /** Whether the green channel hardly varies inside 4x4 blocks. */
  static boolean flat(byte[] rgb, int size) {
    double variance = 0;
    int blocks = size / BLOCK;
    for (int by = 0; by < blocks; by++) {
      for (int bx = 0; bx < blocks; bx++) {
        int sum = 0;
        int squares = 0;
        for (int y = by * BLOCK; y < (by + 1) * BLOCK; y++) {
          for (int x = bx * BLOCK; x < (bx + 1) * BLOCK; x++) {
            int value = rgb[(y * size + x) * 3 + 1] & 0xFF;
            sum += value;
            squares += value * value;
          }
        }
        double mean = sum / (double) (BLOCK * BLOCK);
        variance += squares / (double) (BLOCK * BLOCK) - mean * mean;
      }
    }
    return variance / ((double) blocks * blocks) < FLAT;
  }

  /** Planar floats after one of the allowed symmetries of the square. */
  private float[] turned(byte[] rgb, int size, long index) {
    int allowed = (crops.flip() ? 2 : 0) | (crops.rotate() ? 4 | 1 : 0);
    int symmetry = random(index, 1).nextInt(8) & allowed;
    boolean transpose = (symmetry & 4) != 0;
    boolean flipX = (symmetry & 2) != 0;
    boolean flipY = (symmetry & 1) != 0;
    int plane = size * size;
    float[] out = new float[3 * plane];
    for (int y = 0; y < size; y++) {
      for (int x = 0; x < size; x++) {
        int row = flipY ? size - 1 - y : y;
        int column = flipX ? size - 1 - x : x;
        int from = 3 * (transpose ? column * size + row : row * size + column);
        int to = y * size + x;
        out[to] = (rgb[from] & 0xFF) / 255f;
        out[plane + to] = (rgb[from + 1] & 0xFF) / 255f;
        out[2 * plane + to] = (rgb[from + 2] & 0xFF) / 255f;
      }
    }
    return out;
  }
}
