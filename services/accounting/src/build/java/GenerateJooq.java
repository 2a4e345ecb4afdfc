import io.flowmeter.embedded.Infrastructure.Database;
import io.flowmeter.embedded.TestInfrastructure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.jooq.codegen.GenerationTool;
import org.jooq.meta.jaxb.Configuration;
import org.jooq.meta.jaxb.ForcedType;
import org.jooq.meta.jaxb.Generate;
import org.jooq.meta.jaxb.Generator;
import org.jooq.meta.jaxb.Jdbc;
import org.jooq.meta.jaxb.Target;

/**
 * Generates jOOQ's classes from the migrations: {@code GenerateJooq.java MODULE_FOLDER}. Does nothing while
 * neither the migrations nor this file have changed since the last run.
 */
void main(String[] args) throws Exception {
  Path module = Path.of(args[0]);
  Path output = module.resolve("target/generated-sources/jooq");
  Path marker = module.resolve("target/jooq.sha256");
  String inputs = hash(module);
  if (Files.isDirectory(output) && Files.exists(marker) && Files.readString(marker).equals(inputs)) return;

  var database = TestInfrastructure.postgres().newDatabase();
  Flyway.configure()
      .dataSource(database.url(), database.user(), database.password())
      .locations("filesystem:" + module.resolve("src/main/resources/db/migration"))
      .load()
      .migrate();
  GenerationTool.generate(configuration(database, output));
  Files.writeString(marker, inputs);
}

static Configuration configuration(Database migrated, Path output) {
  return new Configuration()
      .withJdbc(new Jdbc().withDriver("org.postgresql.Driver").withUrl(migrated.url()).withUser(migrated.user()).withPassword(migrated.password()))
      .withGenerator(
          new Generator()
              .withDatabase(
                  new org.jooq.meta.jaxb.Database()
                      .withName("org.jooq.meta.postgres.PostgresDatabase")
                      .withInputSchema("public")
                      // The schema's name stays out of the SQL: search_path decides, so that a rebuild can
                      // fill a shadow schema with the same statements.
                      .withOutputSchemaToDefault(true)
                      // A month is named by maintenance only.
                      .withExcludes("flyway_schema_history|(usage_records|ledger_entries)_.*")
                      .withForcedTypes(
                          new ForcedType()
                              .withName("INSTANT")
                              .withIncludeTypes("(?i:timestamp\\ with\\ time\\ zone)")))
              .withGenerate(
                  new Generate()
                      .withRecords(true)
                      .withPojos(false)
                      .withDaos(false)
                      .withRelations(false)
                      .withGlobalObjectReferences(true)
                      .withImplicitJoinPathsToOne(false)
                      .withImplicitJoinPathsToMany(false))
              .withTarget(
                  new Target().withPackageName("io.flowmeter.accounting.db").withDirectory(output.toString())));
}

static String hash(Path module) throws Exception {
  var digest = MessageDigest.getInstance("SHA-256");
  try (var migrations = Files.walk(module.resolve("src/main/resources/db/migration"))) {
    List<Path> inputs = migrations.filter(Files::isRegularFile).sorted().toList();
    for (Path input : inputs) {
      digest.update(input.getFileName().toString().getBytes());
      digest.update(Files.readAllBytes(input));
    }
  }
  digest.update(Files.readAllBytes(module.resolve("src/build/java/GenerateJooq.java")));
  return HexFormat.of().formatHex(digest.digest());
}
