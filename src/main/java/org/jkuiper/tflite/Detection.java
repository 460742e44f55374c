package org.jkuiper.tflite;

/**
 * An object that a model has found. The sides of its box are fractions of the picture that the
 * model was given, 0 at the left and at the top, 1 at the right and at the bottom; they may lie
 * outside it, and are finite.
 *
 * @param category the class, from 0, without the background
 * @param score what the model gives it, mostly 0 to 1
 */
public record Detection(
    int category, float score, float left, float top, float right, float bottom) {}
