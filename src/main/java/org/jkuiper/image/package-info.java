/**
 * Turns the bytes of a picture into an oriented, resized RGB tensor.
 *
 * <p>{@link org.jkuiper.image.ImageTensor} is the way in. A picture passes through four steps, and
 * each sees no more than it needs:
 *
 * <ol>
 *   <li>Memory-safe Java reads its format and size ({@code ImageHeader}).
 *   <li>These are held against the {@link org.jkuiper.image.ImageLimits}.
 *   <li>The picture is decoded, from only those bytes that make pixels ({@code Excerpt}).
 *   <li>It is resampled row by row into the tensor.
 * </ol>
 *
 * <p>Internal.
 */
@org.jspecify.annotations.NullMarked
package org.jkuiper.image;
