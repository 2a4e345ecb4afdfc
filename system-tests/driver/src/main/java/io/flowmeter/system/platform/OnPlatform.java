package io.flowmeter.system.platform;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/** Tests on the running platform, which is taken down after the last of them. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(OnPlatform.Lifetime.class)
public @interface OnPlatform {

  /** Everything in the root store is closed when all tests are over. */
  final class Lifetime implements BeforeAllCallback {
    @Override
    public void beforeAll(ExtensionContext context) {
      context
          .getRoot()
          .getStore(Namespace.GLOBAL)
          .computeIfAbsent(
              OnPlatform.class,
              key -> (AutoCloseable) Platform.running()::down,
              AutoCloseable.class);
    }
  }
}
