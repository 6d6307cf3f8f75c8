package io.github.resshift.jobs;

/** Which version of this program makes pictures. Stateless. */
public final class ProgramVersion {
  private ProgramVersion() {}

  /** The version, such as {@code 0.1.0}; needs no engine, so that it is instant. */
  public static String text() {
    String packaged = ProgramVersion.class.getPackage().getImplementationVersion();
    return packaged == null ? "(unpackaged)" : packaged;
  }
}
