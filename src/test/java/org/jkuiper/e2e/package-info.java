/**
 * The whole way: a real MQTT broker, a real eKuiper, and the zip that {@code mvn package} made.
 * What runs here is started by the scripts in {@code tools/} and ends with this JVM.
 */
@org.jspecify.annotations.NullMarked
package org.jkuiper.e2e;
