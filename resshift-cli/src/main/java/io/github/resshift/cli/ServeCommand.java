package io.github.resshift.cli;

import io.github.resshift.server.ResShiftServer;
import io.github.resshift.server.ServerSettings;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code resshift serve}: a page in the browser, and an interface for programs. */
@Command(
    name = "serve",
    sortOptions = false,
    description = "Serves a page for people and an interface for programs.")
final class ServeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--port", paramLabel = "N", defaultValue = "7860", description = "Port.")
  private int port;

  @Option(names = "--data", paramLabel = "DIR", required = true, description = "Folder.")
  private Path data;

  @Mixin private CommonOptions common;

  @Override
  public Integer call() throws InterruptedException {
    ServerSettings local = ServerSettings.local(data);
    try (ResShiftServer server =
        ResShiftServer.start(
            new ServerSettings(
                local.host(),
                port,
                local.token(),
                data,
                local.origins(),
                local.models(),
                local.restore(),
                local.keep(),
                local.limits()))) {
      spec.commandLine()
          .getOut()
          .println("resshift: serving at http://" + local.host() + ":" + server.port() + "/");
      new CountDownLatch(1).await();
    }
    return ExitCode.DONE;
  }
}
