package io.github.resshift.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ArgumentsTest {
  @Test
  void lostLettersAreTakenFromTheCommandOfTheProcess() {
    byte[] command = command("java", "-jar", "x.jar", "upscale", "B\u00E4r.png", "a?.png");
    assertThat(Arguments.exact(new String[] {"upscale", "B\uFFFDr.png", "a?.png"}, command))
        .containsExactly("upscale", "B\uEFE4r.png", "a?.png");
    assertThat(Arguments.exact(new String[] {"upscale", "B?r.png", "a?.png"}, command))
        .containsExactly("upscale", "B\uEFE4r.png", "a?.png");
  }

  @Test
  void whatWasReadWellStays() {
    byte[] command = command("java", "Main", "--note", "B\u00E4r");
    assertThat(Arguments.exact(new String[] {"--note", "B\u00E4r"}, command))
        .containsExactly("--note", "B\u00E4r");
  }

  @Test
  void aCommandOfOtherWordsIsNotUsed() {
    byte[] command = command("java", "Main", "@file", "B\u00E4r");
    String[] args = {"one", "B?r"};
    assertThat(Arguments.exact(args, command)).isEqualTo(args);
    assertThat(Arguments.exact(args, new byte[0])).isEqualTo(args);
  }

  private static byte[] command(String... words) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (String word : words) {
      bytes.writeBytes(word.getBytes(StandardCharsets.ISO_8859_1));
      bytes.write(0);
    }
    return bytes.toByteArray();
  }
}
