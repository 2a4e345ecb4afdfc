package io.flowmeter.launcher;

import io.flowmeter.embedded.Ports;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.function.LongPredicate;

/** Whether a part does its work, not only whether it runs. */
sealed interface Health {

  boolean isUp(long pid);

  record Http(String url) implements Health {
    private static final int TIMEOUT_MILLIS = 3000;

    @Override
    public boolean isUp(long pid) {
      try {
        HttpURLConnection connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
        connection.setConnectTimeout(TIMEOUT_MILLIS);
        connection.setReadTimeout(TIMEOUT_MILLIS);
        try {
          return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
        } finally {
          connection.disconnect();
        }
      } catch (IOException notUp) {
        return false;
      }
    }
  }

  record Listening(int port) implements Health {
    @Override
    public boolean isUp(long pid) {
      return Ports.accepts(port);
    }
  }

  record Told(LongPredicate upWithPid) implements Health {
    @Override
    public boolean isUp(long pid) {
      return upWithPid.test(pid);
    }
  }
}
