package io.github.resshift.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resshift.jobs.RestoringMakers;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** What the command refuses before a server starts; the server has tests of its own. */
class ServeCommandTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--port=70000|--port must be from 0 to 65535, not 70000.",
        "--queue=0|--queue must be from 1 to 10000, not 0.",
        "--host=0.0.0.0|--host 0.0.0.0 lets other machines in, so it needs a --token.",
        "--token=short|--token must be 8 to 200 visible ASCII characters, no spaces.",
        "--keep=soon|--keep must be a time such as 30m, 12h or 7d, not 'soon'.",
        "--disk=1k|--disk must be a size from 256m on, such as 500m or 20g, not '1k'.",
        "--origin=tools|--origin must be an origin such as https://tools.example, not 'tools'.",
        "--origin=https://tools..example|--origin has no host name that is one:",
        "--threads=-1|--threads must be from 0 to 1024, not -1.",
        "--max-pixels=0|--max-pixels must be at least 1, not 0."
      })
  void wrongOptionsAreRefused(String option, String sentence) {
    assertThat(run(ExitCode.USAGE, option)).startsWith("resshift: " + sentence);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"--model=no-such-model|no-such-model", "--host=203.0.113.7 --token=12345678|--port"})
  void whatCannotBeServedFailsInOneSentence(String options, String part) {
    assertThat(run(ExitCode.FAILED, options.split(" "))).contains(part).hasLineCount(1);
  }

  @Test
  void theBrowserGetsAnAddressThatLeadsHereAndTheToken() {
    assertThat(ServeCommand.page("127.0.0.1", 7860, Optional.empty()))
        .isEqualTo("http://127.0.0.1:7860/");
    assertThat(ServeCommand.page("0.0.0.0", 80, Optional.of("a+b/c d")))
        .isEqualTo("http://127.0.0.1:80/#token=a%2Bb%2Fc+d");
    assertThat(ServeCommand.page("::1", 80, Optional.empty())).isEqualTo("http://[::1]:80/");
  }

  private String run(int code, String... options) {
    CommandLine line = Main.commandLine(new RestoringMakers());
    StringWriter err = new StringWriter();
    line.setErr(new PrintWriter(err, true));
    String[] all = new String[options.length + 2];
    all[0] = "serve";
    all[1] = "--data=" + folder.resolve("data");
    System.arraycopy(options, 0, all, 2, options.length);
    assertThat(line.execute(all)).as(err.toString()).isEqualTo(code);
    return err.toString();
  }
}
