package io.flowmeter.proxy.upstream;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Where Flowise is and what it is given.
 *
 * @param url with or without {@code /api/v1}; several are separated by commas, each with its weight
 *     where it is not 1: {@code http://one:3000;weight=2,http://two:3000}
 * @param apiKey empty where Flowise asks for none; one for all servers, or one for each
 * @param maxConnections open calls to one server at one time
 * @param connectTimeout for a new connection
 * @param lookupTimeout for a look-up of a flow
 * @param firstByteTimeout from the request to the answer's first byte; Flowise's own retries of a
 *     failing model last up to 110 s
 * @param idleTimeout between two bytes; Flowise's heartbeat comes every 30 s
 * @param totalTimeout for the whole answer
 * @param connectionIdleTime must stay below Flowise's keep-alive of 5 s
 * @param flowCacheTime a flow that was found is not looked up again for this time
 * @param unknownFlowCacheTime the same for one that was not found
 * @param maxEventSize of a single event, and of an answer that is not streamed
 * @param maxCatalogueSize of the list of all flows with their graphs
 */
@ConfigurationProperties("flowmeter.flowise")
record FlowiseSettings(
    String url,
    @DefaultValue("") String apiKey,
    @DefaultValue("2000") int maxConnections,
    @DefaultValue("3s") Duration connectTimeout,
    @DefaultValue("10s") Duration lookupTimeout,
    @DefaultValue("130s") Duration firstByteTimeout,
    @DefaultValue("90s") Duration idleTimeout,
    @DefaultValue("15m") Duration totalTimeout,
    @DefaultValue("4s") Duration connectionIdleTime,
    @DefaultValue("30s") Duration flowCacheTime,
    @DefaultValue("3s") Duration unknownFlowCacheTime,
    @DefaultValue("16MB") DataSize maxEventSize,
    @DefaultValue("64MB") DataSize maxCatalogueSize) {

  Limits limits() {
    return new Limits(firstByteTimeout, idleTimeout, totalTimeout);
  }

  @Override
  public String toString() {
    return "FlowiseSettings[url=" + url + "]";
  }
}
