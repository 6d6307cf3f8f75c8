package io.github.resshift.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What documents and comments point at exists. */
class DocumentsTest {
  private static final Path ROOT = Path.of(System.getProperty("resshift.root"));
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern CODE = Pattern.compile("(?s)```.*?```");
  private static final Pattern CLASS =
      Pattern.compile("`(?:[a-z]+\\.)*([A-Z]\\w*[a-z]\\w*)(?:\\.[A-Za-z]\\w*)?`");

  /** Words that are written like classes and are none of ours. */
  private static final Set<String> LIKE_CLASSES = Set.of("MemAvailable");

  private static final Pattern CITED =
      Pattern.compile(
          "docs/method\\.md\\s+sections?\\s+(\\d)(?:\\s+(?:to|and)\\s+(\\d))?(?:,\\s+items?\\s+(\\d+))?");

  @Test
  void linksLeadToFilesAndHeadings() throws IOException {
    List<String> broken = new ArrayList<>();
    for (Path page : files(".md")) {
      Matcher link = LINK.matcher(CODE.matcher(Files.readString(page)).replaceAll(""));
      while (link.find()) {
        String target = link.group(1);
        if (target.contains("://") || target.startsWith("mailto:")) {
          continue;
        }
        int hash = target.indexOf('#');
        String file = hash < 0 ? target : target.substring(0, hash);
        Path to = file.isEmpty() ? page : page.resolveSibling(file).normalize();
        if (!Files.exists(to)
            || (hash >= 0 && !headings(to).contains(target.substring(hash + 1)))) {
          broken.add(ROOT.relativize(page) + ": " + target);
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  @Test
  void theMapLeadsToEveryPage() throws IOException {
    String map = Files.readString(ROOT.resolve("docs/README.md"));
    try (Stream<Path> pages = Files.list(ROOT.resolve("docs"))) {
      assertThat(pages.map(p -> p.getFileName().toString()).filter(p -> p.endsWith(".md")))
          .filteredOn(p -> !p.equals("README.md"))
          .isNotEmpty()
          .allSatisfy(page -> assertThat(map).contains("](" + page));
    }
  }

  @Test
  void sectionsAndItemsOfTheMethodThatCommentsCiteExist() throws IOException {
    String method = Files.readString(ROOT.resolve("docs/method.md"));
    Set<String> known = new HashSet<>();
    Pattern.compile("(?m)^## (\\d)\\.")
        .matcher(method)
        .results()
        .forEach(m -> known.add(m.group(1)));
    String details = method.substring(method.indexOf("\n## 9."));
    Pattern.compile("(?m)^(\\d+)\\. ")
        .matcher(details)
        .results()
        .forEach(m -> known.add("9, item " + m.group(1)));
    Set<String> cited = new TreeSet<>();
    for (Path source : files(".java")) {
      // A citation may go over the end of a comment's line.
      Matcher match =
          CITED.matcher(Files.readString(source).replaceAll("\\s*\n\\s*(?:\\*|//)\\s*", " "));
      while (match.find()) {
        cited.add(match.group(1));
        String last = match.group(2) == null ? match.group(1) : match.group(2);
        cited.add(last);
        if (match.group(3) != null) {
          cited.add(last + ", item " + match.group(3));
        }
      }
    }
    assertThat(cited).hasSizeGreaterThan(10).isSubsetOf(known);
  }

  @Test
  void classesThatAreNamedExist() throws IOException {
    Set<String> classes = new HashSet<>(LIKE_CLASSES);
    for (Path source : files(".java")) {
      classes.add(source.getFileName().toString().replace(".java", ""));
    }
    for (String page : List.of("CONTRIBUTING.md", "docs/architecture.md")) {
      String text = CODE.matcher(Files.readString(ROOT.resolve(page))).replaceAll("");
      assertThat(CLASS.matcher(text).results().map(m -> m.group(1)))
          .as(page)
          .isNotEmpty()
          .allSatisfy(name -> assertThat(classes).contains(name));
    }
  }

  /** The names that links use for a page's headings. */
  private static Set<String> headings(Path page) throws IOException {
    Set<String> names = new HashSet<>();
    Pattern.compile("(?m)^#+ (.*)$")
        .matcher(CODE.matcher(Files.readString(page)).replaceAll(""))
        .results()
        .forEach(
            m ->
                names.add(
                    m.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-')));
    return names;
  }

  /** Files of the repository with a suffix; not what builds and runs have made. */
  private static List<Path> files(String suffix) throws IOException {
    try (Stream<Path> all = Files.walk(ROOT)) {
      return all.filter(p -> p.toString().endsWith(suffix))
          .filter(
              p -> {
                for (Path part : ROOT.relativize(p)) {
                  if (part.toString().equals("target") || part.toString().startsWith(".")) {
                    return false;
                  }
                }
                return true;
              })
          .toList();
    }
  }
}
