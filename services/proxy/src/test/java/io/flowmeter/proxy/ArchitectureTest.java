package io.flowmeter.proxy;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.flowmeter.proxy");

  @Test
  void the_domain_knows_no_framework_store_or_wire() {
    noClasses()
        .that()
        .resideInAPackage("io.flowmeter.proxy.completion")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.springframework..",
            "com.mongodb..",
            "org.bson..",
            "org.apache..",
            "jakarta..",
            "io.flowmeter.events..",
            "io.flowmeter.eventing..",
            "io.flowmeter.outbox..",
            "io.flowmeter.web..")
        .check(CLASSES);
  }

  @Test
  void avro_stays_at_the_edge() {
    noClasses()
        .that()
        .haveSimpleNameNotEndingWith("Listener")
        .and()
        .haveSimpleNameNotEndingWith("Events")
        .and()
        .haveSimpleNameNotEndingWith("Journal")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.flowmeter.events..", "org.apache.avro..")
        .check(CLASSES);
  }

  @Test
  void flowise_knows_nothing_of_people_and_credits() {
    noClasses()
        .that()
        .resideInAPackage("io.flowmeter.proxy.upstream")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.flowmeter.identity..", "com.mongodb..", "io.flowmeter.eventing..")
        .check(CLASSES);
  }

  @Test
  void packages_have_no_cycles() {
    slices().matching("io.flowmeter.proxy.(*)..").should().beFreeOfCycles().check(CLASSES);
  }
}
