package io.flowmeter.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowmeter.embedded.Java;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BootApplicationTest {

  private static final int LAUNCHERS = 4;
  private static final int BUILDS = 5;

  @TempDir Path module;

  @BeforeEach
  void build() throws Exception {
    Path target = Files.createDirectories(module.resolve("target"));
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, Tools.class.getName());
    String name = Tools.class.getName().replace('.', '/') + ".class";
    try (OutputStream file = Files.newOutputStream(target.resolve("service-app.jar"));
        JarOutputStream jar = new JarOutputStream(file, manifest)) {
      jar.putNextEntry(new JarEntry(name));
      jar.write(Files.readAllBytes(classes().resolve(name)));
    }
  }

  @Test
  void launchers_of_several_platforms_unpack_one_build_side_by_side() throws Exception {
    List<Process> launchers = Stream.generate(this::launcher).limit(LAUNCHERS).toList();

    for (Process launcher : launchers) {
      String said = new String(launcher.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(launcher.waitFor()).as(said).isZero();
    }

    try (Stream<Path> left = Files.list(module.resolve("target"))) {
      assertThat(left.map(path -> String.valueOf(path.getFileName())))
          .as("nothing half unpacked is left")
          .noneMatch(name -> name.startsWith("app-"));
    }
    assertThat(new BootApplication(module).jar()).exists();
  }

  private Process launcher() {
    try {
      return new ProcessBuilder(
              Java.command(
                  List.of("-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")),
                  List.of(Launcher.class.getName(), module.toString())))
          .redirectErrorStream(true)
          .start();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Path classes() throws URISyntaxException {
    return Path.of(Tools.class.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  /** Of one platform, started after each of several builds. */
  static final class Launcher {
    private Launcher() {}

    public static void main(String[] args) throws IOException {
      Path module = Path.of(args[0]);
      for (int build = 1; build <= BUILDS; build++) {
        Files.setLastModifiedTime(
            module.resolve("target/service-app.jar"), FileTime.from(build, TimeUnit.HOURS));
        new BootApplication(module).extract();
      }
    }
  }

  /** What Spring Boot's jar does when it is told to unpack itself. */
  static final class Tools {
    private Tools() {}

    public static void main(String[] args) throws IOException {
      Path destination = Path.of(args[args.length - 1]);
      Files.createDirectories(destination.resolve("lib"));
      for (int library = 0; library < 200; library++) {
        Files.writeString(destination.resolve("lib/" + library + ".jar"), "a library");
      }
      Files.writeString(destination.resolve("service-app.jar"), "the application");
    }
  }
}
