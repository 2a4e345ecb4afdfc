import java.net.HttpURLConnection;
import java.net.URI;

/** Whether the service in this container can work now, as an exit code: images need no curl. */
final class Healthy {

  private static final int LIMIT_MILLIS = 8_000;

  private Healthy() {}

  public static void main(String[] args) throws Exception {
    URI health = URI.create("http://127.0.0.1:" + System.getenv("PORT") + "/health");
    HttpURLConnection connection = (HttpURLConnection) health.toURL().openConnection();
    connection.setConnectTimeout(LIMIT_MILLIS);
    connection.setReadTimeout(LIMIT_MILLIS);
    System.exit(connection.getResponseCode() == HttpURLConnection.HTTP_OK ? 0 : 1);
  }
}
