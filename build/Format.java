import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions.Style;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * Checks ({@code check ROOT}) or repairs ({@code apply ROOT}) the format of every Java source under a
 * folder. Run by the root POM; exits with 1 and the list of files when a check fails. {@code skip ROOT}
 * does nothing, for builds that only want to run the result.
 */
void main(String[] args) throws Exception {
  if (args[0].equals("skip")) return;
  boolean apply = args[0].equals("apply");
  var formatter = new Formatter();
  var wrong = sources(Path.of(args[1])).parallelStream().filter(file -> differs(file, formatter, apply)).toList();
  if (!apply && !wrong.isEmpty()) {
    wrong.forEach(file -> System.err.println("not formatted: " + file));
    System.err.println("Repair with: mvn -N validate -Dformat=apply");
    System.exit(1);
  }
}

static final Set<String> SKIPPED = Set.of("target", "build", ".flowmeter", "node_modules");

List<Path> sources(Path root) throws Exception {
  try (var files = Files.walk(root)) {
    return files
        .filter(file -> file.toString().endsWith(".java"))
        .filter(file -> StreamSupport.stream(file.spliterator(), false).map(Path::toString).noneMatch(SKIPPED::contains))
        .toList();
  }
}

boolean differs(Path file, Formatter formatter, boolean apply) {
  try {
    String source = Files.readString(file);
    String sorted = RemoveUnusedImports.removeUnusedImports(ImportOrderer.reorderImports(source, Style.GOOGLE));
    String formatted = formatter.formatSource(sorted);
    if (formatted.equals(source)) return false;
    if (apply) Files.writeString(file, formatted);
    return true;
  } catch (Exception e) {
    throw new IllegalStateException("cannot format " + file, e);
  }
}
