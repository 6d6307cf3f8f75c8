package io.github.resshift;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Pictures can be used where there is no engine. */
@AnalyzeClasses(
    packages = "io.github.resshift",
    importOptions = ImportOption.DoNotIncludeTests.class)
class PictureModuleTest {
  @ArchTest
  static final ArchRule NO_ENGINE =
      noClasses().should().dependOnClassesThat().resideInAPackage("org.bytedeco..");
}
