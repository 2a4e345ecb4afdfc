package io.flowmeter.auth.access;

import io.flowmeter.auth.account.User;

/** The caller of a route that supervisors and administrators may call. */
public record Supervisor(User user) {}
