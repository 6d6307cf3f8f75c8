package io.github.resshift.cli;

import io.github.resshift.jobs.ProgramVersion;
import picocli.CommandLine.IVersionProvider;

/** The version line of {@code --version}; needs no engine, so that it is instant. */
final class VersionProvider implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {
      "resshift " + ProgramVersion.text(),
      "Java "
          + Runtime.version()
          + ", "
          + System.getProperty("os.name")
          + " "
          + System.getProperty("os.arch")
    };
  }
}
