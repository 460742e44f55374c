package org.jkuiper.runtime;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.charset.Charset;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.jkuiper.plugin.Arguments;
import org.jkuiper.plugin.Config;
import org.jkuiper.plugin.Context;
import org.jkuiper.plugin.Function;
import org.jkuiper.plugin.FunctionContext;
import org.jkuiper.plugin.Message;
import org.jkuiper.plugin.Plugin;
import org.jkuiper.plugin.Sink;
import org.jkuiper.plugin.Source;
import org.jkuiper.plugin.SourceContext;
import org.jkuiper.protocol.Json;
import org.jspecify.annotations.Nullable;

/**
 * A plugin that does what a rule tells it to its own process, and the folder that the project's
 * launcher runs it from. Its name is its first argument; its function is {@code {name}_do}.
 */
public final class FaultyPlugin {
  private FaultyPlugin() {}

  public static void main(String[] args) {
    if (args[0].startsWith("broken")) {
      throw new IllegalStateException("this one cannot start");
    }
    if (args[0].startsWith("fickle")) {
      throw new IllegalStateException("this one cannot start at " + System.nanoTime());
    }
    Plugin.named(args[0])
        .function(args[0] + "_do", Do::new)
        .source("count", Count::new)
        .sink("append", Append::new)
        .run(args);
  }

  /**
   * Fills a folder as eKuiper does when it installs the plugin.
   *
   * @return the executable
   */
  public static Path install(Path folder, String name) throws IOException {
    Path zip = Path.of("src", "main", "zip");
    Path executable = folder.resolve(name);
    Files.createDirectories(folder.resolve("sources"));
    Files.copy(zip.resolve("launcher.sh"), executable);
    executable.toFile().setExecutable(true);
    Files.copy(zip.resolve("java.sh"), folder.resolve("java.sh"));
    Files.write(
        folder.resolve("plugin.args"),
        List.of(
            "-Xmx32m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xshare:auto",
            "-cp",
            '"' + System.getProperty("java.class.path") + '"',
            FaultyPlugin.class.getName(),
            name));
    Map<String, ?> descriptor =
        Map.of(
            "version",
            "v1.0.0",
            "language",
            "go",
            "executable",
            name,
            "sources",
            List.of("count"),
            "sinks",
            List.of("append"),
            "functions",
            List.of(name + "_do"));
    Files.writeString(folder.resolve(name + ".json"), Json.text(descriptor));
    Files.writeString(folder.resolve("sources").resolve("count.yaml"), "default:\n  pause: 10\n");
    return executable;
  }

  /** The same as a zip, with its modes. */
  public static Path zip(Path folder, String name) throws IOException {
    Path content = folder.resolve(name);
    install(content, name);
    Path zip = folder.resolve(name + ".zip");
    Map<String, ?> options = Map.of("create", "true", "enablePosixFileAttributes", true);
    try (FileSystem target = FileSystems.newFileSystem(zip, options);
        Stream<Path> files = Files.walk(content)) {
      for (Path file : files.skip(1).toList()) {
        Path entry = target.getPath(content.relativize(file).toString());
        Files.copy(file, entry);
        Files.setPosixFilePermissions(entry, Files.getPosixFilePermissions(file));
      }
    }
    return zip;
  }

  /** Does what its first argument says. */
  private static final class Do implements Function {
    private final List<byte[]> hoard = new ArrayList<>();
    private Object[] chain = {};
    private int calls;

    @Override
    public @Nullable Object exec(Arguments arguments, FunctionContext context) throws Exception {
      return switch (arguments.string(0)) {
        case "echo" -> arguments.get(1);
        case "count" -> ++calls;
        case "charsets" -> Charset.defaultCharset() + " " + System.getProperty("sun.jnu.encoding");
        case "pid" -> ProcessHandle.current().pid();
        case "throw" -> throw new IllegalStateException("as told");
        case "overflow" -> overflow(1) + 1;
        case "exhaust" -> {
          Thread.sleep(arguments.intValue(1));
          yield exhaust();
        }
        case "fill" -> fill();
        case "crash" -> {
          crash();
          yield null;
        }
        case "exit" -> {
          System.exit(arguments.intValue(1));
          yield null;
        }
        case "interrupt" -> {
          Thread.currentThread().interrupt();
          yield "interrupted";
        }
        case "object" -> new Object();
        case "sleep" -> {
          Thread.sleep(arguments.intValue(1));
          yield "slept " + arguments.get(1);
        }
        default -> throw new IllegalArgumentException("do what? " + arguments.string(0));
      };
    }

    private long overflow(long depth) {
      return depth == 0 ? 0 : overflow(depth + 1) + 1;
    }

    /** As native code does that writes where it must not: SIGSEGV. */
    private static void crash() throws ReflectiveOperationException {
      Class<?> type = Class.forName("sun.misc.Unsafe");
      Field instance = type.getDeclaredField("theUnsafe");
      instance.setAccessible(true);
      type.getMethod("putLong", long.class, long.class).invoke(instance.get(null), 0L, 0L);
    }

    private Object exhaust() {
      while (true) {
        hoard.add(new byte[1 << 20]);
      }
    }

    /** To the last byte. */
    private Object fill() {
      while (true) {
        chain = new Object[] {chain};
      }
    }

    @Override
    public void close() throws InterruptedException {
      new CountDownLatch(1).await();
    }
  }

  /** Emits the numbers from the one after that in its file, which holds the last one emitted. */
  private static final class Count implements Source {
    private Path file = Path.of("");
    private int pause;
    private int last;

    @Override
    public void configure(String dataSource, Config config) {
      file = Path.of(dataSource);
      pause = config.intOr("pause", 10);
      last = config.intOr("last", Integer.MAX_VALUE);
    }

    @Override
    public void open(SourceContext context) throws Exception {
      int number = Files.exists(file) ? Integer.parseInt(Files.readString(file).strip()) : 0;
      while (number < last && !context.isCancelled()) {
        number++;
        context.emit(Map.of("number", number));
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(fresh, Integer.toString(number));
        Files.move(
            fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Thread.sleep(pause);
      }
    }
  }

  /** Appends each message to a file, as a line. */
  private static final class Append implements Sink {
    private Path file = Path.of("");

    @Override
    public void configure(Config config) {
      file = Path.of(config.stringOr("file", ""));
    }

    @Override
    public void collect(Message message, Context context) throws IOException {
      if (message.text().equals("exit")) {
        System.exit(1);
      }
      Files.writeString(
          file, message.text() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
  }
}
