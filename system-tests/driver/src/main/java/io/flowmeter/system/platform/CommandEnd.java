package io.flowmeter.system.platform;

/** What became of a command: its exit code, and all that it said. */
public record CommandEnd(int exitCode, String said) {}
