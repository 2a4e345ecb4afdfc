package io.flowmeter.accounting.caller;

/** Another service of the platform, by its name. */
public record ServiceCaller(String service) {}
