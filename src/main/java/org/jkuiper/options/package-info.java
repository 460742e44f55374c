/**
 * The options of a call, as SQL or a file of settings states them: read and checked, and what they
 * say of labels.
 *
 * <p>Internal.
 */
@NullMarked
package org.jkuiper.options;

import org.jspecify.annotations.NullMarked;
