package io.flowmeter.accounting.caller;

import io.flowmeter.identity.Caller;

/** Whoever calls, where both people and services may. */
public sealed interface Party {

  String name();

  record Person(Caller caller) implements Party {
    @Override
    public String name() {
      return caller.userId().value();
    }
  }

  record Service(ServiceCaller caller) implements Party {
    @Override
    public String name() {
      return caller.service();
    }
  }
}
