package org.jkuiper.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.jkuiper.host.EkuiperVersion;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Marks the plugin that a test class tests: a static field that holds a {@link
 * org.jkuiper.plugin.Plugin}, served in the test's own process, or the {@link java.nio.file.Path}
 * of a zip, installed and started exactly as eKuiper does. It runs from the first test of the class
 * to the last; tests take it as a parameter of type {@link TestedPlugin}.
 *
 * <pre>{@code
 * class MirrorTest {
 *   @PluginUnderTest static final Plugin PLUGIN = Mirror.plugin();
 *
 *   @Test
 *   void echoReturnsItsArgument(TestedPlugin mirror) throws Exception {
 *     assertEquals("hello", mirror.call("echo", "hello"));
 *   }
 *
 *   @Test
 *   void echoWithoutArgumentIsRefused(TestedPlugin mirror) {
 *     PluginFault fault = assertThrows(PluginFault.class, () -> mirror.validate("echo", 0));
 *     assertEquals("echo takes one argument, got 0", fault.getMessage());
 *   }
 *
 *   @Test
 *   void randomCounts(TestedPlugin mirror) throws Exception {
 *     var messages = mirror.source("random", Map.of("interval", 10)).take(3);
 *     assertEquals(3, messages.size());
 *   }
 *
 *   @Test
 *   void fileIsAppendedTo(TestedPlugin mirror, @TempDir Path folder) throws Exception {
 *     Path file = folder.resolve("out");
 *     HostedSink sink = mirror.sink("file", Map.of("path", file.toString()));
 *     sink.send(Map.of("temperature", 20));
 *     sink.stop();
 *     assertEquals("{\"temperature\":20}\n", Files.readString(file));
 *   }
 * }
 * }</pre>
 *
 * <p>The channels are eKuiper's own sockets in {@code /tmp}: no eKuiper may serve the same plugin
 * on the machine meanwhile, and tests of plugins with the same function names must not run at the
 * same time.
 */
@Documented
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(PluginExtension.class)
public @interface PluginUnderTest {
  /** Whose habits the host has. */
  EkuiperVersion version() default EkuiperVersion.V2;

  /** How long an answer of a function may take, in milliseconds; eKuiper's default is the same. */
  long recvTimeoutMillis() default 5_000;

  /** How long the plugin may take to its handshake, in milliseconds; eKuiper's default. */
  long initTimeoutMillis() default 5_000;
}
