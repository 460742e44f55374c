/**
 * Internal: {@code labelImage}, the function of the plugin {@code pyai}. Pictures in, ranked labels
 * out.
 */
@org.jspecify.annotations.NullMarked
package org.jkuiper.label;
