package io.github.resshift;

import static com.tngtech.archunit.base.DescribedPredicate.anyElementThat;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noCodeUnits;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** A package depends only on packages below it. */
@AnalyzeClasses(
    packages = "io.github.resshift",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule LAYERS =
      layeredArchitecture()
          .consideringOnlyDependenciesInAnyPackage("io.github.resshift..")
          .layer("measure")
          .definedBy("..resshift.measure..")
          .layer("train")
          .definedBy("..resshift.train..")
          .layer("restore")
          .definedBy("..resshift.restore..")
          .layer("face")
          .definedBy("..resshift.face..")
          .layer("catalog")
          .definedBy("..resshift.catalog..")
          .layer("degrade")
          .definedBy("..resshift.degrade..")
          .layer("metric")
          .definedBy("..resshift.metric..")
          .layer("plugin")
          .definedBy("..resshift.plugin..")
          .layer("engine")
          .definedBy("..resshift.engine..")
          .layer("image")
          .definedBy("..resshift.image..")
          .layer("jobs")
          .definedBy("..resshift.jobs..")
          .layer("server")
          .definedBy("..resshift.server..")
          .layer("cli")
          .definedBy("..resshift.cli..")
          .layer("diffusion")
          .definedBy("..resshift.diffusion..")
          .layer("model")
          .definedBy("..resshift.model..")
          .layer("nn")
          .definedBy("..resshift.nn..")
          .layer("weights")
          .definedBy("..resshift.weights..")
          .layer("config")
          .definedBy("..resshift.config..")
          .layer("tensor")
          .definedBy("..resshift.tensor..")
          .whereLayer("measure")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("train")
          .mayOnlyBeAccessedByLayers("measure", "cli")
          .whereLayer("restore")
          .mayOnlyBeAccessedByLayers("measure", "train", "jobs", "cli")
          .whereLayer("face")
          .mayOnlyBeAccessedByLayers("restore", "jobs", "cli")
          .whereLayer("catalog")
          .mayOnlyBeAccessedByLayers(
              "measure", "restore", "train", "jobs", "server", "cli", "engine")
          .whereLayer("degrade")
          .mayOnlyBeAccessedByLayers("train", "cli")
          .whereLayer("metric")
          .mayOnlyBeAccessedByLayers("measure", "train", "cli")
          .whereLayer("plugin")
          .mayOnlyBeAccessedByLayers("train", "cli")
          .whereLayer("engine")
          .mayOnlyBeAccessedByLayers("restore", "measure", "train")
          .whereLayer("image")
          .mayOnlyBeAccessedByLayers(
              "tensor", "weights", "catalog", "degrade", "face", "measure", "metric", "restore",
              "train", "jobs", "server", "cli")
          .whereLayer("diffusion")
          .mayOnlyBeAccessedByLayers(
              "catalog", "measure", "restore", "train", "jobs", "server", "cli", "engine")
          .whereLayer("model")
          .mayOnlyBeAccessedByLayers(
              "catalog", "measure", "restore", "train", "jobs", "cli", "engine")
          .whereLayer("nn")
          .mayOnlyBeAccessedByLayers("face", "model", "cli", "engine")
          .whereLayer("weights")
          .mayOnlyBeAccessedByLayers(
              "nn", "model", "face", "metric", "catalog", "engine", "restore", "measure", "train",
              "jobs", "cli")
          .whereLayer("config")
          .mayOnlyBeAccessedByLayers(
              "model", "diffusion", "degrade", "catalog", "metric", "train", "jobs", "cli");

  /** Every package by itself: train.loss is not train. */
  @ArchTest
  static final ArchRule NO_CIRCLES =
      slices().matching("io.github.resshift.(**)").should().beFreeOfCycles();

  private static final String[] IMAGE = {"io.github.resshift", "..resshift.image.."};
  private static final String[] CORE = {
    "..resshift.tensor..",
    "..resshift.nn..",
    "..resshift.weights..",
    "..resshift.config..",
    "..resshift.diffusion..",
    "..resshift.model..",
    "..resshift.engine..",
    "..resshift.catalog..",
    "..resshift.face..",
    "..resshift.restore.."
  };
  private static final String[] TRAIN = {
    "..resshift.degrade..",
    "..resshift.metric..",
    "..resshift.plugin..",
    "..resshift.train..",
    "..resshift.measure.."
  };

  /** Maven would take a wrong dependency that somebody writes into a pom. */
  @ArchTest
  static final ArchRule MODULES =
      layeredArchitecture()
          .consideringOnlyDependenciesInAnyPackage("io.github.resshift..")
          .layer("image")
          .definedBy(IMAGE)
          .layer("core")
          .definedBy(CORE)
          .layer("train")
          .definedBy(TRAIN)
          .layer("jobs")
          .definedBy("..resshift.jobs..")
          .layer("server")
          .definedBy("..resshift.server..")
          .layer("cli")
          .definedBy("..resshift.cli..")
          .whereLayer("image")
          .mayNotAccessAnyLayer()
          .whereLayer("core")
          .mayOnlyAccessLayers("image")
          .whereLayer("train")
          .mayOnlyAccessLayers("image", "core")
          .whereLayer("jobs")
          .mayOnlyAccessLayers("image", "core")
          .whereLayer("server")
          .mayOnlyAccessLayers("image", "core", "jobs")
          .whereLayer("cli")
          .mayNotBeAccessedByAnyLayer()
          .ensureAllClassesAreContainedInArchitecture();

  /** The cluster's module has its own rules; nothing may need it, nor what it needs. */
  @ArchTest
  static final ArchRule NOTHING_NEEDS_A_CLUSTER =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "..resshift.spark..", "org.apache.spark..", "org.apache.hadoop..", "scala..");

  @ArchTest
  static final ArchRule PICTURES_NEED_NO_ENGINE =
      noClasses()
          .that()
          .resideInAnyPackage(IMAGE)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.bytedeco..");

  @ArchTest
  static final ArchRule NOTHING_IS_PRINTED =
      noClasses()
          .that()
          .resideOutsideOfPackage("..resshift.cli..")
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err")
          .because("a library tells its listeners and its log");

  @ArchTest
  static final ArchRule USER_ERRORS_HAVE_ONE_ROOT =
      classes()
          .that()
          .areAssignableTo(RuntimeException.class)
          .should()
          .beAssignableTo(ResShiftException.class);

  /** The engine's own classes are promised to nobody. */
  @ArchTest
  static final ArchRule NO_ENGINE_IN_WHAT_USERS_SEE =
      noCodeUnits()
          .that()
          .arePublic()
          .and()
          .areDeclaredInClassesThat()
          .arePublic()
          .and()
          .areDeclaredInClassesThat(
              resideInAnyPackage(
                  "..resshift.restore..", "..resshift.image..", "..resshift.catalog.."))
          .should()
          .haveRawParameterTypes(anyElementThat(resideInAPackage("org.bytedeco..")))
          .orShould()
          .haveRawReturnType(resideInAPackage("org.bytedeco.."));
}
