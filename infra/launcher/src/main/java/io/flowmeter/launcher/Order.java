package io.flowmeter.launcher;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Does something with each part: in the order that their needs demand, at the same time otherwise.
 */
final class Order {

  private Order() {}

  /**
   * A part whose predecessor failed is not touched; the first failure is thrown, after all ended.
   */
  static void needsFirst(List<Component> components, Consumer<Component> action) {
    run(components, Component::needs, action);
  }

  static void dependentsFirst(List<Component> components, Consumer<Component> action) {
    run(
        components.reversed(),
        needed ->
            components.stream()
                .filter(other -> other.needs().contains(needed.name()))
                .map(Component::name)
                .toList(),
        action);
  }

  private static void run(
      List<Component> components,
      Function<Component, Collection<String>> predecessors,
      Consumer<Component> action) {
    Map<String, CompletableFuture<Void>> done = new HashMap<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Component component : components) {
        CompletableFuture<?>[] before =
            predecessors.apply(component).stream()
                .map(name -> Objects.requireNonNull(done.get(name), name))
                .toArray(CompletableFuture<?>[]::new);
        done.put(
            component.name(),
            CompletableFuture.allOf(before).thenRunAsync(() -> action.accept(component), threads));
      }
      CompletableFuture.allOf(done.values().toArray(CompletableFuture<?>[]::new)).join();
    }
  }
}
