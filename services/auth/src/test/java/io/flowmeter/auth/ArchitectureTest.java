package io.flowmeter.auth;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final JavaClasses AUTH =
      new ClassFileImporter()
          .withImportOption(new DoNotIncludeTests())
          .importPackages("io.flowmeter.auth");

  /** Values and decisions: records, enums, sealed outcomes. Settings carry Spring's annotation. */
  private static final DescribedPredicate<JavaClass> DOMAIN =
      DescribedPredicate.describe(
          "values and decisions",
          type ->
              (type.isRecord() || type.isEnum() || type.isInterface())
                  && type.getEnclosingClass().map(ArchitectureTest::isValue).orElse(true)
                  && !type.getSimpleName().endsWith("Settings"));

  @Test
  void values_and_decisions_know_no_framework_no_store_and_no_wire_format() {
    noClasses()
        .that(DOMAIN)
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                "org.springframework..",
                "org.bson..",
                "com.mongodb..",
                "org.apache..",
                "io.flowmeter.events..",
                "io.flowmeter.eventing..",
                "io.flowmeter.web..",
                "jakarta.."))
        .check(AUTH);
  }

  @Test
  void packages_have_no_cycles() {
    slices().matching("io.flowmeter.auth.(*)..").should().beFreeOfCycles().check(AUTH);
  }

  @Test
  void controllers_are_nobodys_business() {
    classes().that().haveSimpleNameEndingWith("Controller").should().bePackagePrivate().check(AUTH);
  }

  @Test
  void nothing_prints_and_nothing_reads_the_clock_of_the_system() {
    noClasses()
        .should()
        .callMethod(java.time.Instant.class, "now")
        .orShould()
        .accessField(System.class, "out")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .check(AUTH);
  }

  private static boolean isValue(JavaClass type) {
    return type.isRecord() || type.isInterface();
  }
}
