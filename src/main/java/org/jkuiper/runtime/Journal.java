package org.jkuiper.runtime;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sources and sinks at work, kept outside the JVM: eKuiper never repeats their starts, so a JVM
 * that the launcher starts in place of a dead one reads here what to reopen. It lives as long as
 * the launcher, which hands over an open file that has no name any more.
 *
 * <p>A log of lines, {@code +} and the argument of a start or {@code -} and that of what was
 * stopped; a line cut short by a kill is passed over. Not thread-safe.
 */
final class Journal {
  /** History up to here is kept: rules that restart for weeks must not fill the memory it is in. */
  private static final int COMPACT_BYTES = 64 << 10;

  private final @Nullable Path file;
  private final System.Logger logger;
  private final List<String> active = new ArrayList<>();

  Journal(Launcher launcher, System.Logger logger) {
    this.file = launcher.journal().orElse(null);
    this.logger = logger;
    if (file != null) {
      try {
        replay(Files.readString(file));
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
          compact(channel);
        }
      } catch (IOException e) {
        logger.log(Level.WARNING, "the journal " + file + " cannot be read: " + e);
      }
    }
  }

  /** The arguments of the starts that no stop followed, oldest first. */
  List<String> active() {
    return List.copyOf(active);
  }

  void started(String arg) {
    if (!active.contains(arg)) {
      active.add(arg);
      append("+" + arg);
    }
  }

  void stopped(String arg) {
    if (active.remove(arg)) {
      append("-" + arg);
    }
  }

  private void append(String line) {
    if (file == null) {
      return;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      long end = channel.size();
      if (end > COMPACT_BYTES + 2L * lines().limit()) {
        compact(channel);
      } else {
        append(channel, end, StandardCharsets.UTF_8.encode(line + "\n"));
      }
    } catch (IOException e) {
      logger.log(
          Level.WARNING,
          "the journal cannot be written: after a crash of this process its rules must be restarted"
              + " by hand: "
              + e);
    }
  }

  /** A line that has no room is taken back, or the next would be the rest of it. */
  private static void append(FileChannel channel, long end, ByteBuffer line) throws IOException {
    try {
      write(channel.position(end), line);
    } catch (IOException e) {
      channel.truncate(end);
      throw e;
    }
  }

  private static void write(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /**
   * Begins anew with what still counts, so that restarts don't pile up history. A kill may come at
   * any moment: the new lines go over the old, and only then is the rest cut off, which says the
   * same once more.
   */
  private void compact(FileChannel channel) throws IOException {
    ByteBuffer lines = lines();
    write(channel.position(0), lines);
    channel.truncate(lines.limit());
  }

  private void replay(String log) {
    int complete = log.lastIndexOf('\n') + 1;
    for (String line : log.substring(0, complete).split("\n", -1)) {
      if (line.startsWith("+") && !active.contains(line.substring(1))) {
        active.add(line.substring(1));
      } else if (line.startsWith("-")) {
        active.remove(line.substring(1));
      }
    }
  }

  private ByteBuffer lines() {
    StringBuilder text = new StringBuilder();
    active.forEach(arg -> text.append('+').append(arg).append('\n'));
    return StandardCharsets.UTF_8.encode(text.toString());
  }
}
