/**
 * eKuiper's side of the protocol, for people and tests: installs a zip as eKuiper 2.4.2 does,
 * starts the plugin, and calls its symbols. Knows no symbol by name.
 *
 * <p>API is what {@link org.jkuiper.testkit} shows of it: {@link org.jkuiper.host.Host} and what
 * its methods take, return and throw. All else is internal.
 */
@org.jspecify.annotations.NullMarked
package org.jkuiper.host;
