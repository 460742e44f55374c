/** Internal: {@code jkuiper}, the tools for plugin authors on the command line. */
@org.jspecify.annotations.NullMarked
package org.jkuiper.cli;
