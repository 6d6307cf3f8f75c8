package io.github.resshift.cli;

import io.github.resshift.ResShiftException;
import io.github.resshift.tensor.Engine;
import io.github.resshift.tensor.Scope;
import io.github.resshift.weights.Safetensors;
import io.github.resshift.weights.WeightFiles;
import io.github.resshift.weights.WeightSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.bytedeco.pytorch.Tensor;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code resshift models convert}: weights files of any known kind into one safetensors file. */
@Command(
    name = "convert",
    sortOptions = false,
    description = {
      "Writes the tensors of weights files (.pth of any version, .safetensors) into one"
          + " .safetensors file. Values and names stay as they are, but for a prefix that a file"
          + " may be given.",
    },
    footer = {
      "",
      "Examples:",
      "  resshift models convert model.pth -o model.safetensors",
      "  resshift models convert pnet=pnet.pt rnet=rnet.pt -o all.safetensors"
    })
final class ModelsConvertCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "[PREFIX=]FILE",
      description = "Weights files; the names of a file with a prefix become PREFIX.NAME.")
  private List<String> files;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "FILE",
      description = "The file to write; one that is there is replaced when the new one is whole.")
  private Path output;

  @Option(
      names = "--note",
      paramLabel = "KEY=TEXT",
      description = "A text to store beside the tensors, such as licence=MIT. May be repeated.")
  private Map<String, String> notes = new LinkedHashMap<>();

  @Mixin private CommonOptions common;

  @Override
  public Integer call() throws IOException {
    Engine.start();
    try (var scope = Scope.open()) {
      Map<String, Tensor> all = new LinkedHashMap<>();
      for (String text : files) {
        Labelled file = Labelled.parse(text);
        boolean plain = text.equals(file.path().toString());
        add(file.path(), plain ? "" : file.label() + ".", all);
      }
      Safetensors.write(output, all, notes);
      if (!common.quiet) {
        spec.commandLine().getErr().println(output + ": " + all.size() + " tensors");
      }
    }
    return ExitCode.DONE;
  }

  /** Tensors keep the memory of their file alive by themselves. */
  private static void add(Path file, String prefix, Map<String, Tensor> all) {
    try (WeightSource source = WeightFiles.open(file)) {
      for (String name : source.names()) {
        if (all.put(prefix + name, source.tensor(name)) != null) {
          throw new ResShiftException(
              file
                  + " has a tensor "
                  + prefix
                  + name
                  + " as another file does; give the files prefixes, as in first="
                  + file
                  + ".");
        }
      }
    }
  }
}
