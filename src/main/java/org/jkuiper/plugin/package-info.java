/** The API that a plugin author sees. */
@org.jspecify.annotations.NullMarked
package org.jkuiper.plugin;
