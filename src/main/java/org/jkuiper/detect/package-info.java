/**
 * Internal: {@code detectObjects}, the function of the plugin {@code pyai} that finds objects in
 * pictures, with their boxes.
 */
@org.jspecify.annotations.NullMarked
package org.jkuiper.detect;
