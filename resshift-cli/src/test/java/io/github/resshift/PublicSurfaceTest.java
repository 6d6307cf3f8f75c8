package io.github.resshift;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What users may rely on is listed, names nothing else of ours, and nothing else is public. */
@AnalyzeClasses(
    packages = "io.github.resshift",
    importOptions = ImportOption.DoNotIncludeTests.class)
class PublicSurfaceTest {
  private static final Path ROOT = Path.of(System.getProperty("resshift.root"));
  private static final String BASE = "io.github.resshift";

  /** Public types of any other package are {@link Internal}. */
  private static final Set<String> EXPORTED =
      Stream.of(
              "",
              ".catalog",
              ".face",
              ".image",
              ".image.meta",
              ".jobs",
              ".jobs.batch",
              ".jobs.journal",
              ".plugin",
              ".restore",
              ".train",
              ".train.task")
          .map(BASE::concat)
          .collect(Collectors.toCollection(TreeSet::new));

  @ArchTest
  static void aPackageIsExportedOrInternal(JavaClasses all) {
    Set<String> open = new TreeSet<>();
    for (JavaClass type : all) {
      if (!type.getPackage().isAnnotatedWith(Internal.class)) {
        open.add(type.getPackageName());
      }
    }
    assertThat(open).isEqualTo(EXPORTED);
  }

  @ArchTest
  static void theDocumentListsExportedPackages(JavaClasses all) throws IOException {
    String page = Files.readString(ROOT.resolve("docs/architecture.md"));
    String section = page.substring(page.indexOf("\n## What is public\n"));
    section = section.substring(0, section.indexOf("\n## ", 1));
    Set<String> listed = new TreeSet<>();
    for (String line : section.lines().filter(line -> line.startsWith("| `")).toList()) {
      String cell = line.substring(2, line.indexOf(" |"));
      for (String name : cell.split(", ")) {
        listed.add(name.replace("`", ""));
      }
    }
    assertThat(listed).isEqualTo(EXPORTED);
  }

  @ArchTest
  static void signaturesNameOnlyWhatIsExported(JavaClasses all) {
    List<String> wrong = new ArrayList<>();
    for (JavaClass type : all) {
      if (!seen(type)) {
        continue;
      }
      type.getRawSuperclass().ifPresent(parent -> check(type.getName(), parent, wrong));
      type.getRawInterfaces().forEach(parent -> check(type.getName(), parent, wrong));
      for (JavaField field : type.getFields()) {
        if (seen(field)) {
          check(field.getFullName(), field.getType(), wrong);
        }
      }
      for (JavaCodeUnit unit : type.getCodeUnits()) {
        if (seen(unit)) {
          check(unit.getFullName(), unit.getReturnType(), wrong);
          unit.getParameterTypes().forEach(named -> check(unit.getFullName(), named, wrong));
          unit.getExceptionTypes().forEach(named -> check(unit.getFullName(), named, wrong));
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static void check(String where, JavaType named, List<String> wrong) {
    for (JavaClass part : named.getAllInvolvedRawTypes()) {
      JavaClass type = part.getBaseComponentType();
      if (!type.isPrimitive() && !type.getPackageName().startsWith("java") && !seen(type)) {
        wrong.add(where + " names " + type.getName());
      }
    }
  }

  private static boolean seen(JavaClass type) {
    return EXPORTED.contains(type.getPackageName())
        && type.getModifiers().contains(JavaModifier.PUBLIC)
        && !type.isAnnotatedWith(Internal.class)
        && type.getEnclosingClass().map(PublicSurfaceTest::seen).orElse(true);
  }

  private static boolean seen(JavaMember member) {
    Set<JavaModifier> modifiers = member.getModifiers();
    return (modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED))
        && !modifiers.contains(JavaModifier.SYNTHETIC)
        && !member.isAnnotatedWith(Internal.class);
  }

  /** A type that neither another package nor a public signature names needs not be public. */
  @ArchTest
  static void whatIsInternalIsPublicOnlyWhereAnotherPackageNamesIt(JavaClasses all)
      throws IOException {
    List<Source> sources = sources();
    List<String> needless = new ArrayList<>();
    for (JavaClass type : all) {
      boolean candidate =
          type.isTopLevelClass()
              && type.getModifiers().contains(JavaModifier.PUBLIC)
              && !type.getSimpleName().equals("package-info")
              && !seen(type)
              && !hasMain(type)
              && !used(type)
              && all.stream().noneMatch(other -> offers(other, type));
      if (candidate && sources.stream().noneMatch(source -> source.names(type))) {
        needless.add(type.getName());
      }
    }
    assertThat(needless).isEmpty();
  }

  /** Whether compiled code elsewhere refers to it, if only to a value that it does not name. */
  private static boolean used(JavaClass type) {
    return type.getDirectDependenciesToSelf().stream()
        .anyMatch(use -> !use.getOriginClass().getPackageName().equals(type.getPackageName()));
  }

  private static boolean offers(JavaClass other, JavaClass type) {
    return !other.equals(type)
        && other.getPackageName().equals(type.getPackageName())
        && other.getModifiers().contains(JavaModifier.PUBLIC)
        && other.getCodeUnits().stream()
            .filter(unit -> unit.getModifiers().contains(JavaModifier.PUBLIC))
            .anyMatch(unit -> unit.getAllInvolvedRawTypes().contains(type));
  }

  private static boolean hasMain(JavaClass type) {
    return type.getMethods().stream().anyMatch(method -> method.getName().equals("main"));
  }

  /** A source file: its package and all words that may be types. */
  private record Source(String inPackage, Set<String> words) {
    private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([\\w.]+);");
    private static final Pattern WORD = Pattern.compile("\\b[A-Z]\\w*");

    static Source of(Path file) throws IOException {
      String text = Files.readString(file);
      Matcher name = PACKAGE.matcher(text);
      return new Source(
          name.find() ? name.group(1) : "",
          WORD.matcher(text).results().map(match -> match.group()).collect(Collectors.toSet()));
    }

    boolean names(JavaClass type) {
      return !inPackage.equals(type.getPackageName()) && words.contains(type.getSimpleName());
    }
  }

  /** Of all modules, tests and measurements, too. */
  private static List<Source> sources() throws IOException {
    List<Source> sources = new ArrayList<>();
    try (Stream<Path> modules = Files.list(ROOT)) {
      for (Path module : modules.filter(m -> Files.exists(m.resolve("pom.xml"))).toList()) {
        Path folder = module.resolve("src");
        if (Files.isDirectory(folder)) {
          try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
              sources.add(Source.of(file));
            }
          }
        }
      }
    }
    return sources;
  }

  @ArchTest
  static void jarsHaveNamesAsModules(JavaClasses all) throws IOException {
    try (Stream<Path> modules = Files.list(ROOT)) {
      List<Path> published =
          modules
              .filter(module -> module.getFileName().toString().startsWith("resshift-"))
              .filter(module -> Files.isDirectory(module.resolve("src/main/java")))
              .toList();
      assertThat(published).hasSizeGreaterThan(4);
      for (Path module : published) {
        String name = module.getFileName().toString().replace('-', '.');
        assertThat(Files.readString(module.resolve("pom.xml")))
            .as(module.toString())
            .contains("<Automatic-Module-Name>io.github." + name + "</Automatic-Module-Name>");
      }
    }
  }
}
