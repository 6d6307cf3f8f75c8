package io.github.resshift.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Raw files are refused by name, and a thumbnail is never taken for the picture. */
class RawFilesTest {
  @TempDir Path folder;
  private final List<String> notes = new ArrayList<>();

  private static TinyTiff rgb(int width, int height) {
    return TinyTiff.picture(width, height, 2, 8, 3, height, new byte[width * height * 3]);
  }

  private static TinyTiff thumbnail() {
    return rgb(4, 3).tag(254, TinyTiff.LONG, 1);
  }

  private void requireRefused(byte[] file, String kind) throws IOException {
    Path path = Files.write(folder.resolve("x.any"), file);
    PictureReader reader = new PictureReader();
    assertThatThrownBy(() -> reader.load(path, notes::add))
        .isInstanceOf(PictureException.class)
        .hasMessageContaining("x.any is a raw file of a camera (" + kind)
        .hasMessageContaining("developed first");
    assertThatThrownBy(() -> reader.header(path)).hasMessageContaining(kind);
    assertThatThrownBy(() -> reader.sequence(path, notes::add)).hasMessageContaining(kind);
  }

  @Test
  void dngIsRefusedWhateverIsInIt() throws IOException {
    requireRefused(thumbnail().tag(50706, 1, 1, 4, 0, 0).below(rgb(16, 12)).bytes(), "DNG");
    requireRefused(rgb(16, 12).tag(50706, 1, 1, 4, 0, 0).bytes(), "DNG");
  }

  @ParameterizedTest
  @CsvSource({
    "NIKON CORPORATION,32803,34713,Nikon NEF",
    "SONY,32803,32767,Sony ARW",
    "PENTAX,32803,65535,Pentax PEF",
    "SAMSUNG,32803,32770,Samsung SRW",
    "Hasselblad,32803,1,Hasselblad 3FR",
    "Nobody,34892,7,''"
  })
  void picturesOfSensorsAreRefusedByTheirMaker(String make, int meaning, int packed, String kind)
      throws IOException {
    TinyTiff sensor =
        TinyTiff.picture(16, 12, meaning, 16, 1, 12, new byte[16 * 12 * 2])
            .tag(259, TinyTiff.SHORT, packed);
    requireRefused(thumbnail().text(271, make).below(sensor).bytes(), kind);
    requireRefused(rgb(4, 3).text(271, make).next(sensor).bytes(), kind);
    requireRefused(sensor.text(271, make).bytes(), kind);
  }

  @Test
  void aPictureBehindAThumbnailIsRefused() throws IOException {
    requireRefused(rgb(4, 3).text(271, "EASTMAN KODAK").below(rgb(16, 12)).bytes(), "Kodak DCR");
    requireRefused(thumbnail().text(271, "NIKON").below(rgb(16, 12)).bytes(), "Nikon NEF");
  }

  @Test
  void filesOfTheirOwnKindAreNamed() throws IOException {
    String[][] starts = {
      {"II*\0\u0010\0\0\0CR\2\0", "Canon CR2"},
      {"\0\0\0\u0018ftypcrx \0\0\0\1", "Canon CR3"},
      {"II\u001a\0\0\0HEAPCCDR", "Canon CRW"},
      {"FUJIFILMCCD-RAW 0201", "Fujifilm RAF"},
      {"IIU\0\u0018\0\0\0", "Panasonic RW2"},
      {"IIRO\b\0\0\0", "Olympus ORF"},
      {"IIRS\b\0\0\0", "Olympus ORF"},
      {"MMOR\0\0\0\b", "Olympus ORF"},
      {"FOVb\0\0\0\0", "Sigma X3F"},
      {"\0MRM\0\0\0\0", "Minolta MRW"},
      {"II*\0\b\0\0\0IIII", "Phase One IIQ"}
    };
    for (String[] start : starts) {
      requireRefused(Arrays.copyOf(Bytes.latin(start[0]), 200), start[1]);
    }
  }

  @Test
  void pyramidsAndFilesWithThumbnailsInFrontAreRead() throws IOException {
    PictureReader reader = new PictureReader();
    byte[] pyramid = rgb(16, 12).below(thumbnail()).bytes();
    assertThat(reader.load("x", pyramid, notes::add).picture().width()).isEqualTo(16);
    Path chain = Files.write(folder.resolve("c.tif"), thumbnail().next(rgb(16, 12)).bytes());
    assertThat(reader.load(chain, notes::add).picture().width()).isEqualTo(16);
    assertThat(reader.header(chain).width()).isEqualTo(16);
    assertThat(notes).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "....ftypheic,HEIC",
    "....ftypmsf1,HEIC",
    "....ftypavif,AVIF",
    "....ftypisom,video",
    "8BPS........,Photoshop",
    "%PDF-1.7....,PDF",
    "v/1\u0001........,OpenEXR"
  })
  void otherFilesAreNamed(String start, String kind) {
    byte[] file = Arrays.copyOf(Bytes.latin(start.replace('.', '\0')), 64);
    assertThatThrownBy(() -> new PictureReader().read("x", file, notes::add))
        .isInstanceOf(PictureException.class)
        .hasMessageContaining(kind);
  }
}
