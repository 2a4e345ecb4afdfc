package io.flowmeter.auth.limit;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A map of bounded size that forgets what was not used for longest. */
final class Recent<K, V> {
  private final Map<K, V> entries;

  Recent(int maxEntries) {
    this.entries =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > maxEntries;
          }
        };
  }

  synchronized Optional<V> find(K key) {
    return Optional.ofNullable(entries.get(key));
  }

  synchronized V change(K key, V initial, UnaryOperator<V> change) {
    V next = change.apply(entries.getOrDefault(key, initial));
    entries.put(key, next);
    return next;
  }

  synchronized void remove(K key) {
    entries.remove(key);
  }
}
