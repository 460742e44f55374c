/** Internal: what each model has done since the plugin's start, and how long it took. */
@org.jspecify.annotations.NullMarked
package org.jkuiper.stats;
