package org.jkuiper.runtime;

import org.jkuiper.protocol.Meta;

/** The place of a symbol, as its own code sees it. */
record SymbolContext(Meta meta, System.Logger logger) implements MetaContext {}
