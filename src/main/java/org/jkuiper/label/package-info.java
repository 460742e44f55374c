/**
 * Internal: {@code labelImage}, the function of the plugin {@code pyai}. It takes pictures and
 * returns ranked labels.
 */
@org.jspecify.annotations.NullMarked
package org.jkuiper.label;
