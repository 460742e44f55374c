/**
 * Internal: {@code imageInfo} and {@code annotate}, the functions of the plugin {@code pyai} that
 * need no model.
 */
@org.jspecify.annotations.NullMarked
package org.jkuiper.picture;
