/**
 * eKuiper's messages to and from portable plugins, and their JSON: what {@code
 * internal/plugin/portable/runtime} of eKuiper 2.4.2 sends and expects. Knows neither sockets nor
 * symbols.
 */
@org.jspecify.annotations.NullMarked
package org.jkuiper.protocol;
