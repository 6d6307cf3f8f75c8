package io.github.resshift.spark;

import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Locale;

/**
 * The program for {@code spark-submit}: {@code upscale}, {@code inpaint}, {@code face} or {@code
 * degrade} with the options of the command line, on a cluster. Its exit codes are those of the
 * command line.
 */
public final class Main {
  private Main() {}

  /** Runs one command and ends with its exit code. */
  public static void main(String[] args) {
    // Names, figures and files must not depend on the language.
    Locale.setDefault(Locale.ROOT);
    PrintWriter err = new PrintWriter(System.err, true, Charset.defaultCharset());
    PrintWriter out = new PrintWriter(System.out, true, Charset.defaultCharset());
    System.exit(ClusterCommand.execute(args, out, err));
  }
}
