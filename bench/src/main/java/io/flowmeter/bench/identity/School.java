package io.flowmeter.bench.identity;

import io.flowmeter.bench.platform.Api;
import io.flowmeter.bench.platform.Platform;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import tools.jackson.databind.JsonNode;

/** People who have accounts at auth, with an administrator; made unless they are there. */
public final class School {
  private static final String PASSWORD = "a-password-of-the-bench";
  private static final String ADMINISTRATOR = "bench-admin";
  private static final int HASHES_AT_A_TIME = 2;

  private final Platform platform;
  private final Api auth;

  public School(Platform platform) {
    this.platform = platform;
    this.auth = Api.at(platform.auth());
  }

  /** An access token. */
  public String administrator() {
    Api.Reply reply = login(ADMINISTRATOR);
    if (reply.status() != 200) {
      auth.post(
              "/api/auth/register",
              """
              {"username":"%s","email":"%s@example.com","password":"%s","role":"Admin"}"""
                  .formatted(ADMINISTRATOR, ADMINISTRATOR, PASSWORD))
          .expect(201);
      reply = login(ADMINISTRATOR);
    }
    return reply.expect(200).json().path("accessToken").asString("");
  }

  List<String> enrolled(int count) {
    Api administration = auth.as(administrator());
    return inParallel(
        count,
        number -> {
          String name = "pupil%05d".formatted(number);
          Api.Reply reply =
              administration.post(
                  "/api/admin/users",
                  """
                  {"username":"%s","email":"%s@example.com","password":"%s","skipVerification":true}"""
                      .formatted(name, name, PASSWORD));
          boolean known = reply.status() == 400 && reply.text().contains("already exists");
          if (!known) reply.expect(201);
          return name;
        });
  }

  /** Logs people in, each {@code times}, and lets their sessions wait in the queue. */
  void login(List<String> people, int times, ConcurrentLinkedQueue<Device> waiting) {
    List<Device> devices =
        inParallel(
            people.size() * times,
            number -> {
              JsonNode reply = login(people.get(number % people.size())).expect(200).json();
              String token = reply.path("refreshToken").asString("");
              return new Device(platform.auth(), token, waiting::add);
            });
    waiting.addAll(devices);
  }

  String loginBody(String name) {
    return "{\"username\":\"%s\",\"password\":\"%s\"}".formatted(name, PASSWORD);
  }

  private Api.Reply login(String name) {
    return auth.post("/api/auth/login", loginBody(name));
  }

  private interface Task<T> {
    T of(int number);
  }

  private static <T> List<T> inParallel(int count, Task<T> task) {
    try (ExecutorService threads = Executors.newFixedThreadPool(HASHES_AT_A_TIME)) {
      List<Future<T>> running = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        int number = i;
        running.add(threads.submit(() -> task.of(number)));
      }
      List<T> done = new ArrayList<>();
      for (Future<T> one : running) done.add(one.get());
      return done;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }
}
