package io.github.resshift.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher for Unix systems, in a copy of the tree with a made-up build and a made-up Java. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class LauncherTest {
  private static final Path REPOSITORY = Path.of("..");
  private static final String SERIAL = "-XX:+UseSerialGC";

  @TempDir Path dir;
  private Path root;
  private Path app;
  private Path java;

  private record Result(int code, String text) {}

  @BeforeEach
  void tree() throws IOException, InterruptedException {
    root = Files.createDirectories(dir.resolve("copy of it"));
    Files.copy(REPOSITORY.resolve("resshift"), root.resolve("resshift"));
    Path engine = root.resolve("resshift-cli/src/main/sh/engine.sh");
    Files.createDirectories(engine.getParent());
    Files.copy(REPOSITORY.resolve("resshift-cli/src/main/sh/engine.sh"), engine);
    touch(root.resolve("pom.xml"));
    touch(root.resolve("models/bundled/model.yaml"));
    touch(root.resolve("models/fast/model.yaml"));
    touch(root.resolve("natives/pom.xml"));
    try (Stream<Path> modules = Files.list(REPOSITORY)) {
      for (Path module : modules.filter(path -> Files.exists(path.resolve("pom.xml"))).toList()) {
        touch(root.resolve(module.getFileName()).resolve("pom.xml"));
        touch(root.resolve(module.getFileName()).resolve("src/main/java/Source.java"));
      }
    }
    app = root.resolve("resshift-cli/target/app");
    touch(app.resolve("resshift-cli.jar"));
    String functions =
        "root=.; eval \"$(sed -n '/^sources()/,/^}/p;/^digest()/,/^}/p' resshift)\"; digest";
    Files.writeString(app.resolve("sources"), run(Map.of(), "sh", "-c", functions).text());
    Files.writeString(app.resolve("built"), "cpu\n");
    java = dir.resolve("java home");
    Path program = Files.createDirectories(java.resolve("bin")).resolve("java");
    Files.writeString(program, "#!/bin/sh\nprintf '%s\\n' \"LC_ALL=${LC_ALL:-}\" \"$@\"\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(java.resolve("release"), "JAVA_VERSION=\"17.0.1\"\n");
  }

  @Test
  void argumentsArriveAsTheyAre() throws Exception {
    Result result = launch(Map.of(), "upscale", "a b.png", "", "*");
    assertThat(result.code()).as(result.text()).isZero();
    assertThat(result.text())
        .contains(SERIAL)
        .endsWith("resshift-cli.jar\nupscale\na b.png\n\n*\n");
  }

  @ParameterizedTest
  @CsvSource({
    "JAVA_TOOL_OPTIONS, -XX:+UseG1GC",
    "JAVA_TOOL_OPTIONS, -Xmx1g -XX:+UseZGC -Xss1m",
    "JDK_JAVA_OPTIONS, -XX:+UseParallelGC",
    "_JAVA_OPTIONS, -XX:+UseShenandoahGC",
    "RESSHIFT_JAVA_OPTS, -XX:+UseG1GC",
    "JDK_JAVA_OPTIONS, @options"
  })
  void anotherCollectorOfTheEnvironmentWins(String variable, String options) throws Exception {
    assertThat(launch(Map.of(variable, options)).text()).doesNotContain(SERIAL);
  }

  @Test
  void otherOptionsOfTheEnvironmentLeaveTheCollector() throws Exception {
    Map<String, String> others = Map.of("JAVA_TOOL_OPTIONS", "-Xmx1g -XX:+UseGCOverheadLimit");
    assertThat(launch(others).text()).contains(SERIAL);
    assertThat(launch(Map.of("JAVA_TOOL_OPTIONS", "-Xlog:gc")).text())
        .doesNotContain("-Xlog:disable");
  }

  @ParameterizedTest
  @ValueSource(strings = {"C", "POSIX", "xx_XX.UTF-8", "UTF-8"})
  void aLocaleThatIsNotThereIsReplaced(String locale) throws Exception {
    assertThat(launch(Map.of("LANG", locale)).text()).containsPattern("LC_ALL=.*(UTF-8|utf8)\n");
    assertThat(launch(Map.of("LC_CTYPE", locale, "LANG", "C")).text())
        .containsPattern("LC_ALL=.*(UTF-8|utf8)\n");
  }

  @Test
  void aCopyWithNewDatesIsNotBuiltAgain() throws Exception {
    Path source = root.resolve("resshift-cli/src/main/java/Source.java");
    Files.setLastModifiedTime(source, FileTime.fromMillis(System.currentTimeMillis() + 60_000));
    Result copied = launch(Map.of(), "doctor");
    assertThat(copied.code()).as(copied.text()).isZero();
    assertThat(copied.text()).doesNotContain("building");
    Files.writeString(source, "changed");
    Files.setLastModifiedTime(source, FileTime.fromMillis(System.currentTimeMillis() + 60_000));
    Result changed = launch(Map.of(), "doctor");
    assertThat(changed.code()).isEqualTo(1);
    assertThat(changed.text()).contains("building", "has no compiler");
  }

  @Test
  void whatCannotBeWrittenIsRunAsItIs() throws Exception {
    assumeFalse("root".equals(System.getProperty("user.name"))); // who may write everything
    Path source = root.resolve("resshift-cli/src/main/java/Source.java");
    Files.writeString(source, "changed");
    Files.setLastModifiedTime(source, FileTime.fromMillis(System.currentTimeMillis() + 60_000));
    Files.setPosixFilePermissions(app, PosixFilePermissions.fromString("r-xr-xr-x"));
    try {
      Result result = launch(Map.of(), "doctor");
      assertThat(result.code()).isZero();
      assertThat(result.text()).contains("cannot be written; running what is built");
    } finally {
      Files.setPosixFilePermissions(app, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX) // others do not limit address space
  void aLimitOnAddressSpaceIsSaidInWords() throws Exception {
    Result low = limited("1000000");
    assertThat(low.code()).isEqualTo(1);
    assertThat(low.text())
        .startsWith("resshift: The limit on address space (ulimit -v) is 1000000");
    Result high = limited("16000000");
    assertThat(high.code()).as(high.text()).isZero();
    assertThat(high.text()).contains("-Xmx2000000k");
  }

  @Test
  void anAccountWithoutANameGetsAHome() throws Exception {
    Path id = Files.createDirectories(dir.resolve("bin")).resolve("id");
    Files.writeString(id, "#!/bin/sh\nexit 1\n");
    Files.setPosixFilePermissions(id, PosixFilePermissions.fromString("rwxr-xr-x"));
    String path = dir.resolve("bin") + ":" + System.getenv("PATH");
    assertThat(launch(Map.of("PATH", path, "HOME", "/the home")).text())
        .contains("-Duser.home=/the home\n");
    assertThat(launch(Map.of()).text()).doesNotContain("-Duser.home");
  }

  private Result limited(String kilobytes) throws Exception {
    return run(
        Map.of("JAVA_HOME", java.toString()),
        "sh",
        "-c",
        "ulimit -v " + kilobytes + "; exec sh ./resshift doctor");
  }

  private Result launch(Map<String, String> environment, String... words) throws Exception {
    Map<String, String> all = new java.util.HashMap<>(environment);
    all.put("JAVA_HOME", java.toString());
    return run(
        all,
        Stream.concat(Stream.of("sh", root + "/resshift"), Stream.of(words))
            .toArray(String[]::new));
  }

  private Result run(Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(List.of(command)).directory(root.toFile());
    Map<String, String> own = builder.environment();
    own.keySet().removeIf(name -> name.matches("LC_.*|LANG.*|.*JAVA_.*OPT.*|RESSHIFT_.*"));
    own.putAll(environment);
    Process process = builder.redirectErrorStream(true).start();
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Result(process.waitFor(), text);
  }

  private static void touch(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "x");
  }
}
