package io.github.resshift.cli;

import picocli.CommandLine.IVersionProvider;

/** The version line of {@code --version}; needs no engine, so that it is instant. */
final class VersionProvider implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {
      "resshift " + version(),
      "Java "
          + Runtime.version()
          + ", "
          + System.getProperty("os.name")
          + " "
          + System.getProperty("os.arch")
    };
  }

  /** The version of this program, such as {@code 0.1.0}. */
  static String version() {
    String packaged = VersionProvider.class.getPackage().getImplementationVersion();
    return packaged == null ? "(unpackaged)" : packaged;
  }
}
