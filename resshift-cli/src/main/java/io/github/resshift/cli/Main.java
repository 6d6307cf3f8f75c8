package io.github.resshift.cli;

import io.github.resshift.catalog.ModelCatalog;
import io.github.resshift.catalog.Task;
import io.github.resshift.image.FileNames;
import io.github.resshift.image.PictureFormat;
import io.github.resshift.jobs.FailureText;
import io.github.resshift.jobs.PictureMakers;
import io.github.resshift.jobs.RestoringMakers;
import io.github.resshift.jobs.batch.Existing;
import io.github.resshift.measure.Architecture;
import io.github.resshift.tensor.Precision;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Locale;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** The program {@code resshift}: runs one command and ends with its exit code. */
public final class Main {
  private Main() {}

  /** Runs the command that {@code args} name; see {@link ExitCode} for the exit codes. */
  public static void main(String[] args) {
    // Names, figures and files must not depend on the language: some write other digits.
    Locale.setDefault(Locale.ROOT);
    CommandLine line = commandLine(new RestoringMakers());
    int code;
    try {
      code = line.execute(FirstWord.of(line, Arguments.exact(args)));
    } catch (LinkageError | OutOfMemoryError e) {
      line.getErr().println("resshift: " + FailureText.sentence(e));
      code = ExitCode.FAILED;
    }
    System.exit(code);
  }

  /** The commands that restore pictures by {@code makers}, and all others. */
  static CommandLine commandLine(PictureMakers makers) {
    CommandLine root = new CommandLine(new ResShiftCommand());
    root.addSubcommand(JobArguments.added(Task.SUPER_RESOLUTION, new UpscaleCommand(makers)));
    root.addSubcommand(JobArguments.added(Task.INPAINT, new InpaintCommand(makers)));
    root.addSubcommand(JobArguments.added(Task.FACE, new FaceCommand(makers)));
    root.addSubcommand(ModelsCommand.tree(ModelCatalog::standard));
    root.addSubcommand(ServeCommand.line());
    root.addSubcommand(new TrainCommand());
    root.addSubcommand(new DegradeCommand());
    root.addSubcommand(new EvaluateCommand(ModelCatalog::standard));
    root.addSubcommand(new ReproduceCommand(makers, ModelCatalog::standard));
    root.addSubcommand(new CompareCommand());
    root.addSubcommand(new FitNiqeCommand());
    root.addSubcommand(new BenchCommand());
    root.addSubcommand(new DoctorCommand());
    root.addSubcommand(new GenerateCompletion());
    return configure(root);
  }

  /** Error handling and output, the same for every command. */
  private static CommandLine configure(CommandLine root) {
    Failures failures = new Failures();
    CommandLine line =
        root.setCaseInsensitiveEnumValuesAllowed(true)
            .setAbbreviatedOptionsAllowed(false)
            .setUsageHelpAutoWidth(false)
            .setExecutionStrategy(Main::execute)
            .setExecutionExceptionHandler(failures)
            .setParameterExceptionHandler(failures);
    line.registerConverter(Path.class, FileNames::path);
    Choice.register(line, PictureFormat.class);
    Choice.register(line, Existing.class);
    Choice.register(line, Precision.class);
    Choice.register(line, Architecture.class);
    line.setOut(new PrintWriter(System.out, true, Charset.defaultCharset()));
    line.setErr(new PrintWriter(System.err, true, Charset.defaultCharset()));
    return line;
  }

  private static int execute(ParseResult parsed) {
    CommonOptions.setUpLogging(parsed);
    Dashes.check(parsed);
    return new CommandLine.RunLast().execute(parsed);
  }
}
