package io.github.resshift.bench;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** The measurements of docs/benchmarks.md. */
@Command(
    name = "bench/run",
    description = "Measures speed and memory; see docs/benchmarks.md.",
    subcommands = {
      PartsCommand.class,
      PublishedCommand.class,
      BundledCommand.class,
      NaiveCommand.class,
      EndToEndCommand.class,
      VariantCommand.class,
      LeakCommand.class,
      SeamsCommand.class,
      HaloCommand.class,
      Int8Command.class,
      MemoryCommand.class,
      LargeCommand.class,
      StartupCommand.class,
      KillCommand.class,
      ServeKillCommand.class,
      ServeLoadCommand.class,
      FolderCommand.class,
      BatchingCommand.class,
      TrainingCommand.class,
      TrainingPass.class,
      KillTrainingCommand.class,
      TinyTraining.class,
      HelpCommand.class
    })
public final class Main {
  private Main() {}

  static CommandLine commandLine() {
    CommandLine all = new CommandLine(new Main()).setCaseInsensitiveEnumValuesAllowed(true);
    for (CommandLine one : all.getSubcommands().values()) {
      if (!one.getCommandSpec().helpCommand()) {
        one.getCommandSpec().mixinStandardHelpOptions(true);
      }
    }
    return all;
  }

  /** Runs one measurement; the exit code is 0 if it came to its end. */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }
}
