package org.jkuiper.label;

/**
 * One answer of the model about a picture.
 *
 * @param confidence the probability that the model gives it, 0 to 1
 * @param label the class, as the label file prints it, such as {@code 85:peacock}
 */
public record Label(float confidence, String label) {}
