package io.github.resshift.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.github.resshift.image.meta.Metadata;
import io.github.resshift.image.meta.MetadataPolicy;
import java.awt.color.ICC_Profile;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damaged copies of the small pictures: each one is read or refused by name, with its metadata,
 * soon and within the test's small heap. Seeded, so a failure repeats; {@code
 * -Dresshift.fuzz=100000} sets how many there are.
 */
class PictureFuzzTest {
  private static final int COPIES = Integer.getInteger("resshift.fuzz", 4000);
  private static final long SOON = 10_000_000_000L;

  /** Time of the processor, so that a busy machine makes no picture slow. */
  private static final ThreadMXBean WORK = ManagementFactory.getThreadMXBean();

  private static final Path FOLDER = Path.of("src/test/resources/pictures");
  private static final PictureReader READER = new PictureReader(new Limits(1_000_000));
  private static final PictureReader TAKING =
      new PictureReader(new Limits(1_000_000), Damaged.TAKE);

  @TempDir Path dir;

  @Test
  @Timeout(600)
  void damagedCopiesAreReadOrRefused() throws IOException {
    Map<String, byte[]> corpus = corpus();
    List<String> files = List.copyOf(corpus.keySet());
    Random random = new Random(20260101);
    int refused = 0;
    int sequences = 0;
    for (int i = 0; i < COPIES; i++) {
      String file = files.get(i % files.size());
      byte[] good = corpus.get(file);
      byte[] copy = good;
      for (int n = good.length == 0 ? 0 : 1 + random.nextInt(3); n > 0 && copy.length > 0; n--) {
        copy = damaged(copy, random);
      }
      if (random.nextBoolean()) {
        repairChecksums(copy);
      }
      String name = file + " copy " + i;
      boolean take = i / files.size() % 2 == 1;
      refused += refuses(take ? TAKING : READER, name, copy) ? 1 : 0;
      sequences += isSequence(name, Files.write(dir.resolve(name), copy)) ? 1 : 0;
      Files.delete(dir.resolve(name));
    }
    assertThat(refused).isBetween(COPIES / 10, COPIES);
    assertThat(sequences).as("frames and pages that were looked at").isGreaterThan(COPIES / 100);
  }

  /** The small pictures, and made ones of kinds that are not among them. */
  private Map<String, byte[]> corpus() throws IOException {
    Map<String, byte[]> corpus = new TreeMap<>();
    try (Stream<Path> all = Files.list(FOLDER)) {
      for (Path file : all.filter(f -> !f.toString().matches(".*\\.(py|json)")).toList()) {
        corpus.put(file.getFileName().toString(), Files.readAllBytes(file));
      }
    }
    Picture picture = Pictures.random(1, 16, 12, 8, false, false);
    byte[] png = Bytes.of(dir, picture, PictureFormat.PNG);
    byte[] jpeg = Bytes.of(dir, picture, PictureFormat.JPEG);
    byte[] samples = new byte[16 * 12 * 5];
    corpus.put("coded.png", Bytes.png(png, "cICP", new byte[] {9, 16, 0, 1}));
    corpus.put(
        "gamma.png",
        Bytes.png(
            png,
            "gAMA",
            Bytes.ints(100_000),
            "cHRM",
            Bytes.ints(31270, 32900, 64000, 33000, 21000, 71000, 15000, 6000)));
    corpus.put("no-end.jpg", Arrays.copyOf(jpeg, jpeg.length - 2));
    corpus.put("half.jpg", Arrays.copyOf(jpeg, jpeg.length * 2 / 3));
    corpus.put("several.jpg", Bytes.join(jpeg, jpeg, Bytes.latin("\0\0\0\u0018ftypmp42\0\0")));
    corpus.put(
        "big.tif",
        new TinyTiff(true)
            .image(16, 12, 2, 8, 3, 4, samples)
            .sub(0x8769, new TinyTiff(true).tag(0x9214, TinyTiff.SHORT, 8, 6, 4, 4))
            .bytes());
    corpus.put(
        "extras.tif",
        TinyTiff.picture(16, 12, 2, 8, 5, 4, samples).tag(338, 3, 0, 1).front().bytes());
    corpus.put("lab.tif", TinyTiff.picture(16, 12, 8, 8, 3, 4, samples).deflated().bytes());
    corpus.put(
        "raw.tif",
        TinyTiff.picture(16, 12, 2, 8, 3, 12, samples)
            .tag(254, TinyTiff.LONG, 1)
            .below(TinyTiff.picture(16, 12, 32803, 8, 1, 12, samples))
            .bytes());
    return corpus;
  }

  /** Profiles go to native code; and metadata of several segments, of which there is no file. */
  @Test
  @Timeout(600)
  void damagedProfilesAndExtensionsAreUsedOrLeftOut() throws IOException {
    Path file = dir.resolve("long.jpg");
    byte[] xmp =
        ("<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF"
                + " xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description"
                + " xmlns:o='o'><o:a>"
                + "a".repeat(150_000)
                + "</o:a></rdf:Description></rdf:RDF></x:xmpmeta>")
            .getBytes(StandardCharsets.US_ASCII);
    PictureWriter.write(
        Pictures.ramps(8, 8, 8, false), Metadata.NONE.withXmp(xmp), file, PictureFormat.JPEG, 90);
    List<byte[]> files =
        List.of(
            Files.readAllBytes(file),
            CmykTiff.of(8, 8, new byte[4 * 64], Profiles.cmyk()),
            CmykTiff.of(8, 8, new byte[4 * 64], null));
    List<byte[]> profiles =
        List.of(
            Profiles.displayP3(),
            Profiles.linearP3(),
            Profiles.tableRgb(1),
            Profiles.tableRgb(2.2));
    Picture picture = Pictures.random(1, 9, 7, 8, false, false);
    Random random = new Random(20260102);
    int left = 0;
    for (int i = 0; i < COPIES / 10; i++) {
      refuses(READER, "copy " + i, damaged(files.get(i % files.size()), random));
      List<String> notes = new ArrayList<>();
      byte[] icc = damaged(profiles.get(i % profiles.size()), random);
      icc = icc.length == 0 ? icc : damaged(icc, random);
      ICC_Profile parsed = EmbeddedProfile.parse("x", icc, notes::add);
      ColourProfile.forNetwork("x", new Decoded(picture, parsed), notes::add);
      assertThat(notes.size()).isLessThanOrEqualTo(1);
      left += notes.size();
    }
    assertThat(left).isBetween(COPIES / 100, COPIES / 10);
  }

  private static boolean refuses(PictureReader reader, String name, byte[] content) {
    long start = WORK.getCurrentThreadCpuTime();
    try {
      SourcePicture read = reader.load(name, content, note -> assertThat(note).contains(name));
      Metadata result =
          read.metadata().forResult(MetadataPolicy.KEEP, Optional.empty(), 9, 9, note -> {});
      PngChunks.of(result);
      JpegSegments.of(result, note -> {});
      result.tiffTags(ByteOrder.BIG_ENDIAN).layout(0, 0);
      return false;
    } catch (PictureException e) {
      assertThat(e).hasMessageContaining(name);
      assertThat(e.getMessage().lines().count()).isOne();
      return true;
    } catch (RuntimeException | Error e) {
      return fail(name + " ended in " + e, e);
    } finally {
      assertThat(WORK.getCurrentThreadCpuTime() - start).as(name).isLessThan(SOON);
    }
  }

  /** Looks at the header and at all frames and pages. */
  private static boolean isSequence(String name, Path file) {
    long start = WORK.getCurrentThreadCpuTime();
    try {
      Optional<PictureSequence> found =
          READER.sequence(file, note -> assertThat(note).contains(name));
      if (found.isPresent()) {
        try (PictureSequence sequence = found.get()) {
          assertThat(sequence.size()).isEqualTo(sequence.delays().size()).isGreaterThan(1);
          sequence.forEachRemaining(frame -> assertThat(frame.picture().width()).isPositive());
        }
      }
      assertThat(READER.header(file).count()).isPositive();
      return found.isPresent();
    } catch (PictureException e) {
      assertThat(e).hasMessageContaining(name);
      assertThat(e.getMessage().lines().count()).isOne();
      return false;
    } catch (IOException | RuntimeException | Error e) {
      return fail(name + " ended in " + e, e);
    } finally {
      assertThat(WORK.getCurrentThreadCpuTime() - start).as(name).isLessThan(SOON);
    }
  }

  private static byte[] damaged(byte[] good, Random random) {
    byte[] copy = good.clone();
    // The structure is at the front: half of the damage is done there.
    int span = random.nextBoolean() ? Math.min(200, copy.length) : copy.length;
    int at = random.nextInt(span);
    switch (random.nextInt(6)) {
      case 0 -> {
        for (int n = 1 + random.nextInt(8); n > 0; n--) {
          copy[random.nextInt(span)] ^= (byte) (1 << random.nextInt(8));
        }
      }
      case 1 -> copy[at] = (byte) random.nextInt();
      case 2 -> copy = Arrays.copyOf(copy, random.nextInt(copy.length));
      case 3 -> {
        byte[] inserted = new byte[1 + random.nextInt(20)];
        random.nextBytes(inserted);
        copy = replace(copy, at, 0, inserted);
      }
      case 4 ->
          copy = replace(copy, at, Math.min(copy.length - at, 1 + random.nextInt(20)), new byte[0]);
      default -> {
        // An extreme number where a length, an offset or a count may be.
        int[] extremes = {0, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, 0x7FFF, 0xFFFF, 1 << 16, 8};
        ByteBuffer number = ByteBuffer.allocate(4);
        number.order(random.nextBoolean() ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        number.putInt(extremes[random.nextInt(extremes.length)]);
        int length = Math.min(copy.length - at, 1 << random.nextInt(3));
        System.arraycopy(number.array(), 0, copy, at, length);
      }
    }
    return copy;
  }

  private static byte[] replace(byte[] bytes, int at, int removed, byte[] inserted) {
    return ByteBuffer.allocate(bytes.length - removed + inserted.length)
        .put(bytes, 0, at)
        .put(inserted)
        .put(bytes, at + removed, bytes.length - at - removed)
        .array();
  }

  /** PNG's checksums would catch most damage before the code that this test is after. */
  private static void repairChecksums(byte[] file) {
    ByteBuffer png = ByteBuffer.wrap(file);
    if (file.length < 8 || png.getInt(0) != 0x89504E47) {
      return;
    }
    for (int at = 8; at + 12 <= file.length; ) {
      int length = png.getInt(at);
      if (length < 0 || length > file.length - at - 12) {
        return;
      }
      CRC32 crc = new CRC32();
      crc.update(file, at + 4, length + 4);
      png.putInt(at + 8 + length, (int) crc.getValue());
      at += length + 12;
    }
  }
}
