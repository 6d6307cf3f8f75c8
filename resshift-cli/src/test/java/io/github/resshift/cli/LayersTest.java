package io.github.resshift.cli;

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
  static final ArchRule processesKnowNoOptions =
      noClasses()
          .that()
          .resideInAPackage(CLI + ".processes")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              CLI, CLI + ".progress", CLI + ".doctor", "picocli..", "..restore..", "..model..");

  @ArchTest
  static final ArchRule displaysKnowNoOptions =
      noClasses()
          .that()
          .resideInAnyPackage(CLI + ".progress", CLI + ".doctor", CLI + ".report")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(CLI, "picocli..");
}
