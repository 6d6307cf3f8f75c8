package io.github.resshift.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The bill of materials has every module that is installed, and nothing else. */
class BomTest {
  private static final Path ROOT = Path.of(System.getProperty("resshift.root"));

  @Test
  void allThatIsInstalledIsInTheBom() throws Exception {
    List<String> installed = new ArrayList<>();
    for (Element module : elements(pom(ROOT), "module")) {
      Element pom = pom(ROOT.resolve(module.getTextContent()));
      boolean skipped =
          elements(pom, "maven.install.skip").stream()
              .anyMatch(e -> e.getTextContent().equals("true"));
      String name = own(pom, "artifactId");
      if (!skipped && !name.equals("resshift-bom")) {
        String packaging = own(pom, "packaging");
        installed.add(name + ":" + (packaging == null ? "jar" : packaging));
      }
    }
    List<String> managed =
        elements(pom(ROOT.resolve("resshift-bom")), "dependency").stream()
            .map(
                d -> own(d, "artifactId") + ":" + (own(d, "type") == null ? "jar" : own(d, "type")))
            .toList();
    assertThat(installed).isNotEmpty();
    assertThat(managed).containsExactlyInAnyOrderElementsOf(installed);
  }

  private static Element pom(Path folder) throws Exception {
    File file = folder.resolve("pom.xml").toFile();
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(file)
        .getDocumentElement();
  }

  /** Elements of a name at any depth. */
  private static List<Element> elements(Element in, String name) {
    List<Element> found = new ArrayList<>();
    NodeList list = in.getElementsByTagName(name);
    for (int i = 0; i < list.getLength(); i++) {
      found.add((Element) list.item(i));
    }
    return found;
  }

  /** The text of a direct child, or null. */
  private static String own(Element in, String name) {
    return elements(in, name).stream()
        .filter(e -> e.getParentNode() == in)
        .map(Element::getTextContent)
        .findFirst()
        .orElse(null);
  }
}
