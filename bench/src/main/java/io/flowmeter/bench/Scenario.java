package io.flowmeter.bench;

import io.flowmeter.bench.report.Result;

/** Something of the platform, measured beside its baseline. */
interface Scenario {
  Result run(Setting setting) throws Exception;
}
