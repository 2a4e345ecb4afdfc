package io.flowmeter.launcher;

import io.flowmeter.launcher.terminal.Terminal;
import java.time.Duration;
import java.util.Optional;

/** What a person needs to know once everything is up. */
final class Banner {

  private Banner() {}

  static String text(
      Platform platform, Home home, Optional<Flowise> flowise, Duration startedWithin) {
    return """

    Flowmeter is up after %s. Ctrl-C, or ./flowmeter down from elsewhere, stops it.

      auth         http://localhost:%d/docs
      accounting   http://localhost:%d/docs
      proxy        http://localhost:%d/docs
      mail         http://localhost:%d
      Flowise      %s
      Kafka        localhost:%d, schemas at http://localhost:%d
      PostgreSQL   localhost:%d, MongoDB protocol localhost:%d (auth) and %d (proxy)
      logs         %s

    Register the administrator, log in, give credits:

      curl -X POST http://localhost:%d/api/auth/register \\
        -H "Content-Type: application/json" \\
        -d '{"username": "admin", "email": "admin@example.com", "password": "SecurePassword123!", "role": "Admin"}'

      curl -X POST http://localhost:%d/api/auth/login \\
        -H "Content-Type: application/json" \\
        -d '{"email": "admin@example.com", "password": "SecurePassword123!"}'

      curl -X POST http://localhost:%d/api/credits/allocate \\
        -H "Content-Type: application/json" \\
        -H "Authorization: Bearer <JWT_TOKEN>" \\
        -d '{"userId": "<USER_ID>", "amount": 1000, "reason": "Initial allocation"}'
    """
        .formatted(
            Terminal.seconds(startedWithin),
            platform.port(3000),
            platform.port(3001),
            platform.port(8000),
            platform.port(8025),
            flowise
                .map(Flowise::url)
                .orElse("http://localhost:" + platform.port(3002) + " (the demo)"),
            platform.port(9092),
            platform.port(8081),
            platform.port(5432),
            platform.port(27_017),
            platform.port(27_020),
            home.logs(),
            platform.port(3000),
            platform.port(3000),
            platform.port(3001));
  }
}
