package org.jkuiper.plugin;

import java.util.Set;

/**
 * The properties of sources and sinks that eKuiper reads for itself. It hands a plugin all that a
 * stream or an action sets, so these arrive beside the plugin's own (eKuiper 2.4.2: {@code
 * GetSourceConf}, {@code SinkConf}, {@code RateLimitOp}; the last line: 1.14).
 */
final class EkuiperProperties {
  static final Set<String> NAMES =
      Set.of(
          // Sources: the first nine are always there.
          "format",
          "key",
          "datasource",
          "schemaId",
          "delimiter",
          "retainSize",
          "strictValidation",
          "timestamp",
          "timestampFormat",
          "interval",
          "sendInterval",
          "decompression",
          "connectionSelector",
          "payloadFormat",
          "payloadField",
          "payloadBatchField",
          "payloadSchemaId",
          "payloadDelimiter",
          "merger",
          "mergeField",
          "colAliasMapping",
          // Sinks.
          "requireAck",
          "concurrency",
          "omitIfEmpty",
          "sendSingle",
          "dataTemplate",
          "bufferLength",
          "fields",
          "excludeFields",
          "dataField",
          "tableDataField",
          "batchSize",
          "lingerInterval",
          "compression",
          "compressionProps",
          "encryption",
          "encProps",
          "hasHeader",
          "disable",
          "memoryCacheThreshold",
          "maxDiskCache",
          "bufferPageSize",
          "enableCache",
          "resendInterval",
          "cleanCacheAtStop",
          "resendAlterQueue",
          "resendPriority",
          "resendIndicatorField",
          "resendDestination",
          "resourceId",
          "runAsync",
          "retryInterval",
          "retryCount",
          "cacheLength",
          "cacheSaveInterval");

  private EkuiperProperties() {}
}
