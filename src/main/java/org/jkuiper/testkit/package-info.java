/**
 * API: tests of a plugin against a host that plays eKuiper, as a JUnit 5 extension. {@link
 * org.jkuiper.testkit.PluginUnderTest} is the way in. Compatible from release to release.
 */
@org.jspecify.annotations.NullMarked
package org.jkuiper.testkit;
