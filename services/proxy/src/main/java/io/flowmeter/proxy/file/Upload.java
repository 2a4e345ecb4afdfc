package io.flowmeter.proxy.file;

import org.jspecify.annotations.Nullable;

/**
 * A file or an address that a client sends with a question.
 *
 * @param data a data URL, or the base64 of one alone; for an address the address
 * @param type {@code file} or {@code url}
 * @param mime what the client takes it for
 */
public record Upload(
    @Nullable String data, @Nullable String type, @Nullable String name, @Nullable String mime) {}
