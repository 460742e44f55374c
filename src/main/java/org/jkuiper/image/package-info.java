/**
 * Bytes of a picture to an oriented, resized RGB tensor.
 *
 * <p>{@link org.jkuiper.image.ImageTensor} is the way in. A picture passes through four steps, each
 * of which sees no more than it needs: its format and size are read by memory-safe Java ({@code
 * ImageHeader}), held against the {@link org.jkuiper.image.ImageLimits}, decoded from only those
 * bytes that make pixels ({@code Excerpt}), and resampled row by row into the tensor.
 *
 * <p>Internal.
 */
@org.jspecify.annotations.NullMarked
package org.jkuiper.image;
