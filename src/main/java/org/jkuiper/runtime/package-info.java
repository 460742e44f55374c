/** Serves a plugin's symbols to eKuiper: the control loop, a runtime for each kind of symbol. */
@org.jspecify.annotations.NullMarked
package org.jkuiper.runtime;
