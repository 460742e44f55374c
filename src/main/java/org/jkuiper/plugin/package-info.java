/**
 * API: what the author of a plugin compiles against. {@link org.jkuiper.plugin.Plugin} is the way
 * in. Compatible from release to release.
 */
@org.jspecify.annotations.NullMarked
package org.jkuiper.plugin;
