/**
 * Internal: the models that the project knows, and how a build or {@code jkuiper models} gets one.
 * No plugin's zip has it: a plugin fetches nothing.
 */
@org.jspecify.annotations.NullMarked
package org.jkuiper.models;
