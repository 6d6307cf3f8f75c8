package io.github.resshift.cli;

import io.github.resshift.catalog.ModelCatalog;
import io.github.resshift.catalog.Task;
import io.github.resshift.jobs.JobOption;
import io.github.resshift.jobs.JobSettings;
import io.github.resshift.jobs.ValueKind.Memory;
import io.github.resshift.server.ResShiftServer;
import io.github.resshift.server.ServerLimits;
import io.github.resshift.server.ServerOptions;
import io.github.resshift.server.ServerSettings;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code resshift serve}: a page in the browser, and an interface for programs. */
@Command(
    name = "serve",
    sortOptions = false,
    description = {
      "Serves a page for people and an interface for programs (docs/server.md). Jobs survive the end"
          + " of the process; SIGTERM and Ctrl-C end it in good order, with exit code 0."
    },
    footer = {
      "",
      "Environment:",
      "  RESSHIFT_TOKEN  the token, where other users of the machine must not see it",
      "",
      "Examples:",
      "  resshift serve --open",
      "  resshift serve --host 0.0.0.0 --token \"$(openssl rand -hex 16)\" --data /srv/resshift",
      "  curl --data-binary @small.jpg -H 'Content-Type: image/jpeg' \\",
      "    'http://127.0.0.1:7860/v1/upscale?scale=3' -o large.png"
    })
final class ServeCommand implements Callable<Integer> {
  private static final Pattern TIME = Pattern.compile("(\\d{1,6})([smhd])");
  private static final Pattern ORIGIN = Pattern.compile("https?://[a-z0-9.-]+(:\\d{1,5})?");
  private static final Pattern TOKEN = Pattern.compile("[!-~]{8,200}");
  private static final int MOST_QUEUE = 10_000;
  private static final int MOST_PORT = 65_535;

  @Spec private CommandSpec spec;

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "The port; 0 for any that is free. Default: 7860.")
  private Integer port;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description =
          "The address to listen at; others than 127.0.0.1 let other machines in and need a --token,"
              + " and there is no encryption: put a proxy with TLS before it. Default: 127.0.0.1.")
  private String host;

  @Option(
      names = "--token",
      paramLabel = "TEXT",
      description =
          "What every request must show as 'Authorization: Bearer TEXT', at least 8 characters; the"
              + " page asks for it. Default: none.")
  private String token;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "The folder for jobs and their files, for one server at a time. Default: server in the"
              + " folder where models are kept.")
  private Path data;

  @Option(names = "--open", description = "Open the page in the browser.")
  private boolean open;

  @Option(
      names = {"-m", "--model"},
      paramLabel = "NAME|PATH",
      description =
          "What requests get that name no model, one for each task; paths are offered by the model's"
              + " name. May be given many times. Default: bundled, inpaint-imagenet and faceir.")
  private List<String> models = List.of();

  @Option(
      names = "--keep",
      paramLabel = "TIME",
      description =
          "How long files are kept after a job's end, such as 30m, 12h or 7d. Default: 1d.")
  private String keep;

  @Option(
      names = "--disk",
      paramLabel = "SIZE",
      description =
          "Room for inputs and results, such as 500m or 20g; what ended first goes first when it is"
              + " full. Default: 10g.")
  private String disk;

  @Option(
      names = "--queue",
      paramLabel = "N",
      description = "Most jobs that wait, 1 to 10000; more are told to come later. Default: 16.")
  private Integer queue;

  @Option(
      names = "--origin",
      paramLabel = "URL",
      description =
          "Take requests of pages of this origin, and under its host name, such as"
              + " https://tools.example. May be given many times. Default: those of the server's own"
              + " page alone.")
  private List<String> origins = List.of();

  @Mixin private CommonOptions common;

  /** The command with the options of jobs that are the server's own. */
  static CommandLine line() {
    return JobArguments.added(Task.SUPER_RESOLUTION, ServerOptions.OWN, new ServeCommand());
  }

  @Override
  public Integer call() throws InterruptedException {
    ServerSettings settings = settings();
    ResShiftServer server = ResShiftServer.start(settings);
    PrintWriter err = spec.commandLine().getErr();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(server, err), "end"));
    String shown = settings.host().contains(":") ? "[" + settings.host() + "]" : settings.host();
    String address = "http://" + shown + ":" + server.port() + "/";
    spec.commandLine().getOut().println("resshift: serving at " + address);
    if (!common.quiet) {
      err.println("resshift: jobs are kept in " + settings.data() + "; Ctrl-C ends.");
    }
    if (open && !Browser.open(page(settings.host(), server.port(), settings.token()))) {
      err.println("resshift: there is no browser to open; visit " + address);
    }
    new CountDownLatch(1).await(); // until a signal ends the process
    return ExitCode.DONE;
  }

  /**
   * What this machine's browser opens: the page takes the token from behind the #, which browsers
   * send to nobody.
   */
  static String page(String host, int port, Optional<String> token) {
    String name =
        switch (host) {
          case "0.0.0.0", "::" -> "127.0.0.1";
          default -> host.contains(":") ? "[" + host + "]" : host;
        };
    String shown =
        token.map(t -> "#token=" + URLEncoder.encode(t, StandardCharsets.UTF_8)).orElse("");
    return "http://" + name + ":" + port + "/" + shown;
  }

  /** Parked jobs are no failure, whatever signal it was. */
  private static void end(ResShiftServer server, PrintWriter err) {
    err.println("resshift: ending; what is not done goes on at the next start.");
    server.close();
    err.flush();
    Runtime.getRuntime().halt(ExitCode.DONE);
  }

  private ServerSettings settings() {
    Ranges ranges = new Ranges(spec.commandLine());
    ranges.between("--port", port, 0, MOST_PORT);
    ranges.between("--queue", queue, 1, MOST_QUEUE);
    for (String origin : origins) {
      ranges.matches("--origin", origin, ORIGIN, "an origin such as https://tools.example");
      if (URI.create(origin).getHost() == null) { // no name that a browser would send
        throw ranges.refuse("--origin has no host name that is one: '" + origin + "'.");
      }
    }
    Optional<String> shown =
        Optional.ofNullable(token)
            .or(() -> Optional.ofNullable(System.getenv("RESSHIFT_TOKEN")))
            .filter(text -> token != null || !text.isEmpty());
    shown.ifPresent(
        text -> {
          if (!TOKEN.matcher(text).matches()) {
            throw ranges.refuse("--token must be 8 to 200 visible ASCII characters, no spaces.");
          }
        });
    Map<String, List<String>> own = JobArguments.given(ServerOptions.OWN, spec.commandLine());
    JobSettings jobs = JobArguments.settings(Task.SUPER_RESOLUTION, spec.commandLine(), own);
    own.remove(JobOption.MAX_PIXELS.key());
    Map<String, String> restore = new TreeMap<>();
    own.forEach((name, texts) -> restore.put(name, texts.get(0)));
    ServerSettings usual = ServerSettings.local(folder());
    String address = host == null ? usual.host() : host;
    if (shown.isEmpty() && !ResShiftServer.isLocal(address)) {
      throw ranges.refuse("--host " + address + " lets other machines in, so it needs a --token.");
    }
    ServerLimits limits = usual.limits().pixels(jobs.result().maxPixels());
    limits = queue == null ? limits : limits.queue(queue);
    limits = disk == null ? limits : limits.disk(bytes(ranges));
    return new ServerSettings(
        address,
        port == null ? usual.port() : port,
        shown,
        usual.data(),
        origins,
        models,
        restore,
        keep == null ? usual.keep() : time(ranges),
        limits);
  }

  private Path folder() {
    return data != null ? data.toAbsolutePath() : ModelCatalog.standard().home().resolve("server");
  }

  private long bytes(Ranges ranges) {
    return Memory.bytes(disk)
        .orElseThrow(
            () ->
                ranges.refuse(
                    "--disk must be a size from 256m on, such as 500m or 20g, not '"
                        + disk
                        + "'."));
  }

  private Duration time(Ranges ranges) {
    Matcher parts = TIME.matcher(keep);
    if (!parts.matches() || Integer.parseInt(parts.group(1)) == 0) {
      throw ranges.refuse("--keep must be a time such as 30m, 12h or 7d, not '" + keep + "'.");
    }
    int number = Integer.parseInt(parts.group(1));
    return switch (parts.group(2)) {
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
  }
}
