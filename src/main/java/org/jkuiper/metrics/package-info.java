/** Internal: what is counted, as Prometheus reads it, over HTTP. */
@org.jspecify.annotations.NullMarked
package org.jkuiper.metrics;
