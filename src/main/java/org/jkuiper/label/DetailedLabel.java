package org.jkuiper.label;

import java.util.Map;

/**
 * One answer of a model about a picture, with where it is from.
 *
 * @param confidence the probability that the model gives it, 0 to 1
 * @param label the class
 * @param model the model's name
 * @param millis how long the picture took, as {@link org.jkuiper.stats.Times#millis} has it
 */
record DetailedLabel(float confidence, String label, String model, Map<String, Double> millis) {}
