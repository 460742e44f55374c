/**
 * eKuiper's messages to and from portable plugins, and their JSON: what {@code
 * internal/plugin/portable/runtime} of eKuiper 2.4.2 sends and expects. Knows neither sockets nor
 * symbols.
 *
 * <p>Internal, but for the few types that {@link org.jkuiper.testkit} shows.
 */
@org.jspecify.annotations.NullMarked
package org.jkuiper.protocol;
