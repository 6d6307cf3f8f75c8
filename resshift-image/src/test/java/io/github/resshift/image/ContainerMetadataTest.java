package io.github.resshift.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resshift.image.meta.Density;
import io.github.resshift.image.meta.Metadata;
import io.github.resshift.image.meta.MetadataPolicy;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Metadata that stand in the container: BigTIFF and BMP. */
class ContainerMetadataTest {
  @TempDir Path folder;
  private final List<String> notes = new ArrayList<>();

  private static byte[] tiff(boolean big) {
    TinyTiff camera = new TinyTiff(big).text(0x9003, "2020:01:02 03:04:05");
    return new TinyTiff(big)
        .image(6, 4, 2, 8, 3, 2, new byte[6 * 4 * 3])
        .tag(274, TinyTiff.SHORT, 6)
        .tag(282, TinyTiff.RATIONAL, 300, 1)
        .tag(283, TinyTiff.RATIONAL, 300, 1)
        .tag(296, TinyTiff.SHORT, 2)
        .text(271, "Testmaker")
        .text(306, "2021:02:03 04:05:06")
        .tag(700, 1, xmp())
        .sub(0x8769, camera)
        .bytes();
  }

  private static long[] xmp() {
    String packet =
        "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF"
            + " xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description"
            + " xmlns:xmp='http://ns.adobe.com/xap/1.0/' xmp:Rating='4'/></rdf:RDF></x:xmpmeta>";
    return packet.chars().asLongStream().toArray();
  }

  @Test
  void bigTiffIsAsItsClassicTwin() {
    SourcePicture classic = new PictureReader().load("x.tif", tiff(false), notes::add);
    SourcePicture big = new PictureReader().load("x.tif", tiff(true), notes::add);
    assertThat(big.picture().width()).isEqualTo(4); // turned upright
    assertThat(big.picture()).isEqualTo(classic.picture());
    Metadata result =
        big.metadata().forResult(MetadataPolicy.PRIVATE, Optional.empty(), 16, 24, notes::add);
    assertThat(Bytes.text(result.exif().orElseThrow()))
        .contains("Testmaker", "2021:02:03", "2020:01:02");
    assertThat(Bytes.text(result.xmp().orElseThrow())).contains("Rating");
    assertThat(result.density().orElseThrow()).isEqualTo(new Density(300, 300, false));
    assertThat(big.metadata().exif().orElseThrow()).isEqualTo(classic.metadata().exif().get());
    assertThat(notes).isEmpty();
  }

  @Test
  void theResolutionOfABmpFileStays() {
    ByteBuffer file = ByteBuffer.allocate(14 + 40 + 4).order(ByteOrder.LITTLE_ENDIAN);
    file.put((byte) 'B').put((byte) 'M').putInt(file.capacity()).putInt(0).putInt(54);
    file.putInt(40).putInt(1).putInt(1).putShort((short) 1).putShort((short) 24);
    file.putInt(0).putInt(4).putInt(11811).putInt(5906);
    SourcePicture read = new PictureReader().load("x.bmp", file.array(), notes::add);
    for (PictureFormat format : PictureFormat.values()) {
      Path out = folder.resolve("r." + format.suffix());
      PictureWriter.write(read.picture(), read.metadata(), out, format, 90);
      Density density =
          new PictureReader().load(out, notes::add).metadata().density().orElseThrow();
      double inches = density.metric() ? 2.54 : 1;
      assertThat(density.x() * inches).as(format.name()).isBetween(299.9, 300.1);
      assertThat(density.y() * inches).as(format.name()).isBetween(149.9, 150.1);
    }
    file.putInt(38, 0);
    assertThat(new PictureReader().load("x.bmp", file.array(), notes::add).metadata().density())
        .isEmpty();
  }
}
