package io.flowmeter.accounting;

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
          .importPackages("io.flowmeter.accounting");

  @Test
  void the_ledger_knows_neither_framework_nor_database_nor_wire_format() {
    noClasses()
        .that()
        .resideInAPackage("..accounting.ledger..")
        .should()
        .dependOnClassesThat()
        .resideOutsideOfPackages("io.flowmeter.accounting.ledger..", "java..", "org.jspecify..")
        .check(CLASSES);
  }

  @Test
  void nothing_but_what_reads_or_writes_events_knows_avro() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "..accounting.account..",
            "..accounting.allocation..",
            "..accounting.booking..",
            "..accounting.creditrequest..",
            "..accounting.inbox..",
            "..accounting.outbox..",
            "..accounting.replay..",
            "..accounting.usage..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.avro..", "io.flowmeter.events..")
        .check(CLASSES);
  }

  @Test
  void packages_depend_on_each_other_in_one_direction() {
    slices().matching("io.flowmeter.accounting.(*)..").should().beFreeOfCycles().check(CLASSES);
  }
}
