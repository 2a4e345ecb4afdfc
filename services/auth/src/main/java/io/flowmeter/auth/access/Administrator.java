package io.flowmeter.auth.access;

import io.flowmeter.auth.account.User;

/** The caller of a route that only administrators may call. */
public record Administrator(User user) {}
