/**
 * eKuiper's side of the protocol, for people and tests: installs a zip as eKuiper 2.4.2 does,
 * starts the plugin, and calls its symbols. Knows no symbol by name.
 */
@org.jspecify.annotations.NullMarked
package org.jkuiper.host;
