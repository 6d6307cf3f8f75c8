package io.github.resshift.cli;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may use whom inside the command line. */
@AnalyzeClasses(packages = "io.github.resshift.cli", importOptions = DoNotIncludeTests.class)
class LayersTest {
  private static final String CLI = "io.github.resshift.cli";

  @ArchTest
  static final ArchRule batchesKnowNeitherOptionsNorNetworks =
      noClasses()
          .that()
          .resideInAnyPackage(CLI + ".batch", CLI + ".processes")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              CLI, CLI + ".progress", CLI + ".doctor", "picocli..", "..restore..", "..model..");

  @ArchTest
  static final ArchRule journalsKnowNothing =
      noClasses()
          .that()
          .resideInAPackage(CLI + ".journal")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(CLI, CLI + ".batch", CLI + ".progress", CLI + ".doctor", "picocli..")
          .orShould()
          .dependOnClassesThat(resideInAPackage("..image..").and(not(simpleName("FileNames"))));

  @ArchTest
  static final ArchRule displaysKnowNoOptions =
      noClasses()
          .that()
          .resideInAnyPackage(CLI + ".progress", CLI + ".doctor", CLI + ".report")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(CLI, "picocli..");
}
