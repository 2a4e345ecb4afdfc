package io.flowmeter.accounting.replay;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * @param readers consumers that read and decode the topics side by side
 * @param batchRecords records of a reader's batch at most
 * @param fetchSize bytes of one partition fetched at a time, so many that a batch can be full
 * @param progressInterval how often progress is stored and an interruption looked for
 * @param folders threads that fold the facts of some people each
 * @param memory for facts being folded, of all folders together, about
 */
@ConfigurationProperties("flowmeter.rebuild")
record RebuildSettings(
    @DefaultValue("2") int readers,
    @DefaultValue("10000") int batchRecords,
    @DefaultValue("4MB") DataSize fetchSize,
    @DefaultValue("250ms") Duration progressInterval,
    @DefaultValue("2") int folders,
    @DefaultValue("32MB") DataSize memory) {}
