package io.flowmeter.system.platform;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The commands of the deployment document, literally and in its order but for the ports. They make
 * the administrator, so every journey begins with them.
 */
public record Walk(List<Reply> health, Reply registered, Reply loggedIn, Reply allocated) {
  private static final Map<String, Walk> DONE = new ConcurrentHashMap<>();

  private static final List<String> HEALTH =
      List.of(
          "curl http://localhost:3000/health",
          "curl http://localhost:3001/api/health",
          "curl http://localhost:8000/health");

  private static final String REGISTER =
      """
      curl -X POST http://localhost:3000/api/auth/register \\
        -H "Content-Type: application/json" \\
        -d '{
          "username": "admin",
          "email": "admin@example.com",
          "password": "SecurePassword123!",
          "role": "Admin"
        }'
      """;

  private static final String LOGIN =
      """
      curl -X POST http://localhost:3000/api/auth/login \\
        -H "Content-Type: application/json" \\
        -d '{"email": "admin@example.com", "password": "SecurePassword123!"}'
      """;

  private static final String ALLOCATE =
      """
      curl -X POST http://localhost:3001/api/credits/allocate \\
        -H "Content-Type: application/json" \\
        -H "Authorization: Bearer <JWT_TOKEN>" \\
        -d '{
          "userId": "<USER_ID>",
          "amount": 1000,
          "reason": "Initial allocation"
        }'
      """;

  /** Done once; the platform keeps what it made. */
  public static Walk done() {
    return DONE.computeIfAbsent("walk", key -> walk());
  }

  public static Reply login() {
    return documented(LOGIN);
  }

  public Person administrator() {
    return new Person(
        loggedIn.at("user").path("id").asString(""),
        "admin",
        "admin@example.com",
        loggedIn.textAt("accessToken"));
  }

  private static Walk walk() {
    List<Reply> health = HEALTH.stream().map(Walk::documented).toList();
    Reply registered = documented(REGISTER);
    Reply loggedIn = login();
    String allocate =
        ALLOCATE
            .replace("<JWT_TOKEN>", loggedIn.textAt("accessToken"))
            .replace("<USER_ID>", loggedIn.at("user").path("id").asString(""));
    return new Walk(health, registered, loggedIn, documented(allocate));
  }

  private static Reply documented(String command) {
    Platform platform = Platform.running();
    String ported = command;
    for (int port : List.of(3000, 3001, 8000)) {
      ported = ported.replace("localhost:" + port, "127.0.0.1:" + platform.port(port));
    }
    return Curl.run(ported);
  }
}
