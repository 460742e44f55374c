/**
 * The models of a plugin's folder: finds, loads, keeps, swaps and gives them back, whatever their
 * task is.
 *
 * <p>{@link org.jkuiper.inference.Models} is the way in. A function says by a {@link
 * org.jkuiper.inference.Task} what it makes of a model's file, and takes a {@link
 * org.jkuiper.inference.Lease} of it for a call.
 *
 * <p>Internal.
 */
@NullMarked
package org.jkuiper.inference;

import org.jspecify.annotations.NullMarked;
