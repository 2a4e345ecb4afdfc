package io.flowmeter.accounting.replay;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * @param readers consumers that read and decode the topics side by side
 * @param pollRecords records that a reader has in memory at a time; so few that they are forgotten
 *     before the garbage collector would have to copy them
 * @param batchRecords records that a reader packs before they are written, about
 * @param fetchSize bytes of one partition fetched at a time
 * @param progressInterval how often progress is stored and an interruption looked for
 * @param folders threads that fold the facts of some people each
 * @param memory for facts being folded, of all folders together, about
 */
@ConfigurationProperties("flowmeter.rebuild")
record RebuildSettings(
    @DefaultValue("2") int readers,
    @DefaultValue("1000") int pollRecords,
    @DefaultValue("40000") int batchRecords,
    @DefaultValue("1MB") DataSize fetchSize,
    @DefaultValue("250ms") Duration progressInterval,
    @DefaultValue("2") int folders,
    @DefaultValue("32MB") DataSize memory) {}
