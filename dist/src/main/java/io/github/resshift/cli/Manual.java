package io.github.resshift.cli;

import io.github.resshift.jobs.RestoringMakers;
import java.io.File;
import java.io.IOException;
import picocli.CommandLine;
import picocli.codegen.docgen.manpage.ManPageGenerator;

/** Writes a page of the manual for each command, as AsciiDoc, from what {@code --help} is made of. */
public final class Manual {
  private Manual() {}

  /**
   * Writes the pages, over what is there.
   *
   * @param args the folder for them
   */
  public static void main(String[] args) throws IOException {
    CommandLine root = Main.commandLine(new RestoringMakers());
    int code =
        ManPageGenerator.generateManPage(
            new File(args[0]), null, new boolean[0], true, root.getCommandSpec());
    if (code != CommandLine.ExitCode.OK) {
      throw new IOException("the pages of the manual cannot be written to " + args[0]);
    }
  }
}
