/** The local host as a JUnit 5 extension: {@link org.jkuiper.testkit.PluginUnderTest}. */
@org.jspecify.annotations.NullMarked
package org.jkuiper.testkit;
