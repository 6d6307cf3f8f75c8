package io.github.resshift.jobs;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Jobs can be run by any program, and each of their packages is good for one thing. */
@AnalyzeClasses(packages = "io.github.resshift.jobs", importOptions = DoNotIncludeTests.class)
class JobLayersTest {
  private static final String JOBS = "io.github.resshift.jobs";

  @ArchTest
  static final ArchRule NO_CIRCLES =
      slices().matching("io.github.resshift.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule NO_CONSOLE =
      noClasses()
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err")
          .orShould()
          .callMethod(System.class, "console")
          .orShould()
          .callMethod(System.class, "exit", int.class)
          .orShould()
          .dependOnClassesThat()
          .resideInAnyPackage("picocli..", "me.tongfei..", "io.github.resshift.cli..");

  @ArchTest
  static final ArchRule NO_TRAINER =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.github.resshift.train..",
              "io.github.resshift.degrade..",
              "io.github.resshift.metric..",
              "io.github.resshift.measure..");

  @ArchTest
  static final ArchRule BATCHES_KNOW_NO_NETWORKS =
      noClasses()
          .that()
          .resideInAPackage(JOBS + ".batch")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.github.resshift.restore..", "io.github.resshift.model..");

  @ArchTest
  static final ArchRule JOURNALS_KNOW_NO_PICTURES =
      noClasses()
          .that()
          .resideInAPackage(JOBS + ".journal")
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.github.resshift.image..").and(not(simpleName("FileNames"))));
}
