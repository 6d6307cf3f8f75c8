package io.github.resshift.spark;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.github.resshift.ResShiftException;

/** The cluster runs the jobs of the service layer and has none of its own. */
@AnalyzeClasses(packages = "io.github.resshift.spark", importOptions = DoNotIncludeTests.class)
class ClusterLayersTest {
  @ArchTest
  static final ArchRule NETWORKS_ARE_BEHIND_THE_JOBS =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "..resshift.cli..",
              "..resshift.server..",
              "..resshift.train..",
              "..resshift.engine..",
              "..resshift.restore..",
              "..resshift.model..",
              "..resshift.nn..",
              "..resshift.weights..",
              "org.bytedeco..");

  @ArchTest
  static final ArchRule THE_PROGRAM_ALONE_SPEAKS =
      noClasses()
          .that()
          .doNotHaveSimpleName("Main")
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err")
          .orShould()
          .callMethod(System.class, "exit", int.class);

  @ArchTest
  static final ArchRule USER_ERRORS_HAVE_ONE_ROOT =
      classes()
          .that()
          .areAssignableTo(RuntimeException.class)
          .should()
          .beAssignableTo(ResShiftException.class);

  @ArchTest
  static final ArchRule LITTLE_IS_PUBLIC =
      classes()
          .that()
          .arePublic()
          .should()
          .haveSimpleName("Main")
          .orShould()
          .haveSimpleName("ClusterJob")
          .orShould()
          .haveSimpleName("ClusterReport");
}
