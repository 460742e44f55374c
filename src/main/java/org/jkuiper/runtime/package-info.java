/**
 * Internal: serves a plugin's symbols to eKuiper. It has the control loop and a runtime for each
 * kind of symbol.
 */
@org.jspecify.annotations.NullMarked
package org.jkuiper.runtime;
