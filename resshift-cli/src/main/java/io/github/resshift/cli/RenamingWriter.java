package io.github.resshift.cli;

import java.io.PrintWriter;

/** Prints one name in place of another. */
final class RenamingWriter extends PrintWriter {
  private final String from;
  private final String to;

  RenamingWriter(PrintWriter out, String from, String to) {
    super(out, true);
    this.from = from;
    this.to = to;
  }

  @Override
  public void write(String text) {
    super.write(text.replace(from, to));
  }

  @Override
  public void write(String text, int offset, int length) {
    String part = text.substring(offset, offset + length).replace(from, to);
    super.write(part, 0, part.length());
  }
}
