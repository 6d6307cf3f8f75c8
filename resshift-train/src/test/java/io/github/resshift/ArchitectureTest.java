package io.github.resshift;

import static com.tngtech.archunit.base.DescribedPredicate.anyElementThat;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
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
import io.github.resshift.restore.ChainPictures;
import io.github.resshift.restore.NoiseField;
import io.github.resshift.restore.Pipeline;
import io.github.resshift.restore.TileStatistics;

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
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("train")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("restore")
          .mayOnlyBeAccessedByLayers("measure", "train")
          .whereLayer("catalog")
          .mayOnlyBeAccessedByLayers("measure", "restore", "train")
          .whereLayer("degrade")
          .mayOnlyBeAccessedByLayers("train")
          .whereLayer("metric")
          .mayOnlyBeAccessedByLayers("measure", "train")
          .whereLayer("plugin")
          .mayOnlyBeAccessedByLayers("train")
          .whereLayer("engine")
          .mayOnlyBeAccessedByLayers("restore")
          .whereLayer("image")
          .mayOnlyBeAccessedByLayers(
              "tensor", "weights", "catalog", "degrade", "measure", "metric", "restore", "train")
          .whereLayer("diffusion")
          .mayOnlyBeAccessedByLayers("catalog", "measure", "restore", "train")
          .whereLayer("model")
          .mayOnlyBeAccessedByLayers("catalog", "measure", "restore", "train")
          .whereLayer("nn")
          .mayOnlyBeAccessedByLayers("model", "restore")
          .whereLayer("weights")
          .mayOnlyBeAccessedByLayers(
              "nn", "model", "metric", "catalog", "restore", "measure", "train")
          .whereLayer("config")
          .mayOnlyBeAccessedByLayers("model", "diffusion", "degrade", "catalog", "train");

  @ArchTest
  static final ArchRule NO_CYCLES =
      slices().matching("io.github.resshift.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule NOTHING_IS_PRINTED =
      noClasses()
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

  /**
   * The engine's own classes are promised to nobody; what still speaks of it is on its way there.
   */
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
                      "..resshift.restore..", "..resshift.image..", "..resshift.catalog..")
                  .and(
                      not(
                          belongToAnyOf(
                              Pipeline.class,
                              ChainPictures.class,
                              NoiseField.class,
                              TileStatistics.class))))
          .should()
          .haveRawParameterTypes(anyElementThat(resideInAPackage("org.bytedeco..")))
          .orShould()
          .haveRawReturnType(resideInAPackage("org.bytedeco.."));
}
