package org.jkuiper.host;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jkuiper.plugin.Plugin;
import org.jkuiper.protocol.Control;
import org.jkuiper.protocol.Control.PluginType;
import org.jkuiper.protocol.Descriptor;
import org.jkuiper.protocol.Meta;
import org.jspecify.annotations.Nullable;

/**
 * Stands in for eKuiper for one plugin.
 *
 * <pre>{@code
 * try (Host host = Host.install(Path.of("target/mirror.zip"), HostOptions.DEFAULT)) {
 *   Object echoed = host.function("echo").exec("hello");
 *   List<?> messages = host.source("random", "", Map.of("interval", 10)).take(3);
 *   host.sink("file", Map.of("path", "/tmp/x")).send(Map.of("temperature", 20));
 * }
 * }</pre>
 *
 * <p>The socket paths are eKuiper's, so neither it nor another host may serve the same plugin, or
 * functions of the same names, at the same time. Thread-safe. {@link #close} ends every process
 * that the host started, and leaves no file behind.
 */
public final class Host implements AutoCloseable {
  /** Starts the plugin: anew after each end. */
  private interface Starter {
    PluginInstance start() throws HostException;
  }

  private final Descriptor descriptor;
  private final Path folder;
  private final HostOptions options;
  private final Starter starter;
  private final ControlChannel control;
  private final Map<String, HostedFunction> functions = new LinkedHashMap<>();
  private final Collection<Closeable> channels = new ConcurrentLinkedDeque<>();
  private final AtomicInteger places = new AtomicInteger();
  private PluginInstance instance;
  private boolean closed;

  private Host(Descriptor descriptor, Path folder, HostOptions options, Starter starter)
      throws IOException, InterruptedException {
    this.descriptor = descriptor;
    this.folder = folder;
    this.options = options;
    this.starter = starter;
    this.control = new ControlChannel(descriptor.name(), options);
    try {
      this.instance = starter.start();
    } catch (HostException e) {
      control.close();
      throw e;
    }
    try {
      control.attach(instance);
    } catch (IOException | InterruptedException | RuntimeException e) {
      instance.end();
      control.close();
      throw e;
    }
  }

  /**
   * Installs a zip as {@code POST /plugins/portables} does, into a folder of its own, and starts
   * it.
   *
   * @throws HostException if eKuiper would refuse it, in eKuiper's words
   */
  public static Host install(Path zip, HostOptions options)
      throws IOException, InterruptedException {
    Path folder = workFolder(options);
    try (PluginZip plugin = PluginZip.open(zip)) {
      Installation installation = Installation.of(plugin, folder);
      return new Host(
          installation.descriptor(),
          folder,
          options,
          () -> PluginProcess.start(installation, options.log()));
    } catch (IOException | InterruptedException | RuntimeException e) {
      delete(folder);
      throw e;
    }
  }

  /** Serves a plugin of this process: no zip, no descriptor, no second JVM; for tests of it. */
  public static Host inProcess(Plugin plugin, HostOptions options)
      throws IOException, InterruptedException {
    Descriptor descriptor =
        new Descriptor(
            plugin.name(),
            "",
            "go",
            plugin.name(),
            List.copyOf(plugin.sources().keySet()),
            List.copyOf(plugin.sinks().keySet()),
            List.copyOf(plugin.functions().keySet()));
    Path folder = workFolder(options);
    try {
      return new Host(descriptor, folder, options, () -> new PluginThread(plugin));
    } catch (IOException | InterruptedException | RuntimeException e) {
      delete(folder);
      throw e;
    }
  }

  public Descriptor descriptor() {
    return descriptor;
  }

  /** The process that eKuiper would know, the launcher; empty where the plugin runs in this one. */
  public synchronized Optional<ProcessHandle> process() {
    return instance instanceof PluginProcess process
        ? Optional.of(process.handle())
        : Optional.empty();
  }

  /** The folder that stands for eKuiper's: {@code plugins/portable/NAME}, {@code etc}, data. */
  public Path folder() {
    return folder;
  }

  /**
   * A function, started at the first time; then always the same.
   *
   * @throws HostException if the descriptor names none such
   * @throws PluginFault if the plugin does not start it
   */
  public synchronized HostedFunction function(String symbol)
      throws IOException, InterruptedException {
    HostedFunction running = functions.get(symbol);
    if (running != null) {
      return running;
    }
    require("function", symbol, descriptor.functions());
    HostedFunction function = new HostedFunction(symbol, options);
    try {
      control.start(new Control(symbol, Meta.NONE, PluginType.FUNCTION, "", Map.of()));
    } catch (IOException | InterruptedException | RuntimeException e) {
      function.close();
      throw e;
    }
    functions.put(symbol, function);
    channels.add(function);
    return function;
  }

  /** A new instance of a source, in a rule of its own. */
  public HostedSource source(
      String symbol, String dataSource, Map<String, ? extends @Nullable Object> config)
      throws IOException, InterruptedException {
    return source(symbol, place(symbol), dataSource, config);
  }

  /**
   * A new instance of a source.
   *
   * @param meta which rule, operator and instance: what names its socket
   * @param dataSource the stream's {@code DATASOURCE}; empty for none
   */
  public synchronized HostedSource source(
      String symbol, Meta meta, String dataSource, Map<String, ? extends @Nullable Object> config)
      throws IOException, InterruptedException {
    require("source", symbol, descriptor.sources());
    Control start = options.version().source(symbol, meta, dataSource, config);
    HostedSource source = HostedSource.start(start, options, control);
    channels.add(source);
    return source;
  }

  /** A new instance of a sink, in a rule of its own. */
  public HostedSink sink(String symbol, Map<String, ? extends @Nullable Object> config)
      throws IOException, InterruptedException {
    return sink(symbol, place(symbol), config);
  }

  /**
   * A new instance of a sink.
   *
   * @param meta which rule, operator and instance: what names its sockets
   */
  public synchronized HostedSink sink(
      String symbol, Meta meta, Map<String, ? extends @Nullable Object> config)
      throws IOException, InterruptedException {
    require("sink", symbol, descriptor.sinks());
    Control start = new Control(symbol, meta, PluginType.SINK, "", new LinkedHashMap<>(config));
    HostedSink sink = HostedSink.start(start, options, control);
    channels.add(sink);
    return sink;
  }

  /**
   * Ends the plugin and starts it anew, as an update by {@code PUT} does: the channels stay, and
   * the starts of sources and sinks are repeated, but only that of the last function, because all
   * functions have the same place.
   */
  public synchronized void restart() throws IOException, InterruptedException {
    instance.end();
    instance = starter.start();
    control.attach(instance);
  }

  private Meta place(String symbol) {
    int number = places.incrementAndGet();
    return new Meta(descriptor.name() + "_rule" + number, symbol + "_0", 0);
  }

  private void require(String kind, String symbol, List<String> symbols) throws HostException {
    if (!symbols.contains(symbol)) {
      throw new HostException(
          "%s %s not found: the plugin %s has %s"
              .formatted(
                  kind,
                  symbol,
                  descriptor.name(),
                  symbols.isEmpty() ? "no " + kind : String.join(", ", symbols)));
    }
  }

  @Override
  public synchronized void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try {
      instance.end();
    } catch (InterruptedException e) {
      // It was told to end; who interrupts does not want to wait for it.
      Thread.currentThread().interrupt();
    } finally {
      for (Closeable channel : channels) {
        channel.close();
      }
      control.close();
      delete(folder);
    }
  }

  private static Path workFolder(HostOptions options) throws IOException {
    try {
      return Files.createTempDirectory(options.work().toAbsolutePath(), "jkuiper-host");
    } catch (IOException e) {
      throw new HostException(
          "no folder can be made in " + options.work() + ": it is not there, or not writable", e);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
