package io.flowmeter.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The process that listens on a port. */
record PortOwner(long pid, String command) {

  private static final int COMMAND_LENGTH_SHOWN = 120;
  private static final String LISTEN_STATE = "0A";
  private static final long TOOL_LIMIT_SECONDS = 10;

  static Optional<PortOwner> of(int port) {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    OptionalLong pid =
        system.startsWith("linux")
            ? fromProc(port)
            : system.startsWith("windows") ? fromNetstat(port) : fromLsof(port);
    return pid.isPresent() ? Optional.of(describe(pid.getAsLong())) : Optional.empty();
  }

  @Override
  public String toString() {
    return "process %d (%s)".formatted(pid, command);
  }

  private static PortOwner describe(long pid) {
    String command =
        ProcessHandle.of(pid)
            .map(ProcessHandle::info)
            .flatMap(info -> info.commandLine().or(info::command))
            .orElse("not ours to see");
    return new PortOwner(pid, shortened(command));
  }

  /** Its middle is the least telling: first comes the program, last what it was asked to do. */
  private static String shortened(String command) {
    if (command.length() <= COMMAND_LENGTH_SHOWN) {
      return command;
    }
    int half = COMMAND_LENGTH_SHOWN / 2;
    return command.substring(0, half) + " ... " + command.substring(command.length() - half);
  }

  private static OptionalLong fromProc(int port) {
    Set<String> sockets = new HashSet<>();
    for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
      sockets.addAll(listeningSockets(Path.of(table), port));
    }
    if (sockets.isEmpty()) {
      return OptionalLong.empty();
    }
    return ProcessHandle.allProcesses()
        .mapToLong(ProcessHandle::pid)
        .filter(pid -> holdsOneOf(pid, sockets))
        .findFirst();
  }

  /** Columns: number, local address:port in hexadecimal, remote, state, ..., inode. */
  private static Set<String> listeningSockets(Path table, int port) {
    String suffix = ":%04X".formatted(port);
    Set<String> sockets = new HashSet<>();
    try {
      for (String line : Files.readAllLines(table)) {
        String[] columns = line.strip().split("\\s+", -1);
        if (columns.length > 9 && columns[1].endsWith(suffix) && columns[3].equals(LISTEN_STATE)) {
          sockets.add("socket:[" + columns[9] + "]");
        }
      }
    } catch (IOException e) {
      return Set.of();
    }
    return sockets;
  }

  private static boolean holdsOneOf(long pid, Set<String> sockets) {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of("/proc/" + pid + "/fd"))) {
      for (Path file : files) {
        if (Files.isSymbolicLink(file)
            && sockets.contains(Files.readSymbolicLink(file).toString())) {
          return true;
        }
      }
      return false;
    } catch (IOException | DirectoryIteratorException notOurs) {
      return false;
    }
  }

  private static OptionalLong fromLsof(int port) {
    return output("lsof", "-nP", "-iTCP:" + port, "-sTCP:LISTEN", "-Fp")
        .lines()
        .filter(line -> line.startsWith("p"))
        .mapToLong(line -> Long.parseLong(line.substring(1)))
        .findFirst();
  }

  private static OptionalLong fromNetstat(int port) {
    return output("netstat", "-ano", "-p", "TCP")
        .lines()
        .map(line -> line.strip().split("\\s+", -1))
        .filter(columns -> columns.length >= 5 && columns[1].endsWith(":" + port))
        .filter(columns -> columns[2].endsWith(":0"))
        .mapToLong(columns -> Long.parseLong(columns[4]))
        .findFirst();
  }

  private static String output(String... command) {
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor(TOOL_LIMIT_SECONDS, TimeUnit.SECONDS) ? said : "";
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }
}
