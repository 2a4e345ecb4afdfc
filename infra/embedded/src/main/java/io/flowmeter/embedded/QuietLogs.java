package io.flowmeter.embedded;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggerContextListener;
import java.util.List;
import org.slf4j.LoggerFactory;

/**
 * A broker in the tests' JVM writes thousands of lines. Where Logback is there, they are silenced,
 * and again after Spring Boot has configured it anew.
 */
final class QuietLogs {

  private static final List<String> NOISY =
      List.of(
          "kafka",
          "org.apache.kafka",
          "state.change.logger",
          "de.bwaldvogel",
          "com.icegreen",
          "io.netty",
          "org.eclipse.angus",
          "io.apicurio");

  private QuietLogs() {}

  static void install() {
    if (!LoggerFactory.getILoggerFactory()
        .getClass()
        .getName()
        .equals("ch.qos.logback.classic.LoggerContext")) {
      return;
    }
    Logback.install();
  }

  /** Apart, so that it is only loaded where Logback is. */
  private static final class Logback implements LoggerContextListener {

    static void install() {
      LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
      silence(context);
      context.addListener(new Logback());
    }

    private static void silence(LoggerContext context) {
      NOISY.forEach(name -> context.getLogger(name).setLevel(Level.ERROR));
    }

    @Override
    public boolean isResetResistant() {
      return true;
    }

    @Override
    public void onReset(LoggerContext context) {
      silence(context);
    }

    @Override
    public void onStart(LoggerContext context) {
      silence(context);
    }

    @Override
    public void onStop(LoggerContext context) {}

    @Override
    public void onLevelChange(Logger logger, Level level) {}
  }
}
