package io.github.resshift.cli;

import io.github.resshift.jobs.batch.Exclusions;
import io.github.resshift.jobs.batch.UsageException;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** What of a folder is not meant; shared by the commands that take folders. */
final class ExcludeOption {
  @Option(
      names = "--exclude",
      paramLabel = "PATTERN",
      description = {
        "Leave out what matches in folders: a name such as '*.tmp.png' or 'thumbs' at any depth, or,"
            + " with a slash, a path below the folder, such as 'raw/**'. May be repeated. Folders that"
            + " network drives and systems keep (@eaDir, #recycle and the like) are passed over in any"
            + " case. Default: nothing else."
      })
  List<String> patterns = List.of();

  /** The patterns, read; a wrong one is the command line's fault. */
  Exclusions read(CommandLine command) {
    try {
      return Exclusions.of(patterns);
    } catch (UsageException e) {
      throw new CommandLine.ParameterException(command, e.getMessage(), e);
    }
  }
}
