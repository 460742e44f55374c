@org.jspecify.annotations.NullMarked
package org.jkuiper.plugin.runtime;
