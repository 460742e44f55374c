package org.jkuiper.plugin.runtime;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Remembers, outside the JVM, which request each function is at work on. eKuiper repeats the open
 * request to the process that comes after a dead one: a message that kills each process that takes
 * it (a crash in native code, a handler that exits) would be repeated for ever and its rule never
 * see another. So one that has cost two processes is answered with an error instead. A SIGKILL
 * comes from elsewhere, mostly, and counts a fifth of that.
 *
 * <p>A record of 16 bytes a function: digest of the request, whether it is at work, demerits. Each
 * function's record is used by that function's thread alone.
 */
final class InFlight {
  private static final int RECORD_BYTES = 16;

  /** The digest covers the length and this much of either end: requests are megabytes. */
  private static final int SAMPLE_BYTES = 4 << 10;

  private static final int SIGKILL_STATUS = 128 + 9;
  private static final int SIGKILL_DEMERIT = 1;
  private static final int CRASH_DEMERIT = 5;
  private static final int ENOUGH = 10;

  private final @Nullable FileChannel file;
  private final List<String> symbols;
  private final int demerit;
  private final System.Logger logger;

  /**
   * @param symbols the plugin's functions
   */
  InFlight(Launcher launcher, Collection<String> symbols, System.Logger logger) {
    this.symbols = symbols.stream().sorted().toList();
    this.demerit =
        launcher.lastStatus().orElse(0) == SIGKILL_STATUS ? SIGKILL_DEMERIT : CRASH_DEMERIT;
    this.logger = logger;
    this.file = open(launcher);
  }

  private @Nullable FileChannel open(Launcher launcher) {
    if (launcher.inFlight().isEmpty()) {
      return null;
    }
    try {
      return FileChannel.open(
          launcher.inFlight().get(), StandardOpenOption.READ, StandardOpenOption.WRITE);
    } catch (IOException e) {
      logger.log(
          Level.WARNING, "a message that crashes this process will not be told from others: " + e);
      return null;
    }
  }

  /** The record of one function; what a process before this one left in it counts from now on. */
  Slot slot(String symbol) {
    return new Slot(symbols.indexOf(symbol) * (long) RECORD_BYTES);
  }

  /** What one function is at work on. */
  final class Slot {
    private final long position;
    private final ByteBuffer record = ByteBuffer.allocateDirect(RECORD_BYTES);
    private long suspect;
    private int demerits;

    private Slot(long position) {
      this.position = position;
      read();
    }

    private void read() {
      if (file == null) {
        return;
      }
      try {
        if (file.read(record, position) == RECORD_BYTES) {
          suspect = record.getLong(0);
          boolean atWork = record.getInt(8) != 0;
          demerits = record.getInt(12) + (atWork ? demerit : 0);
        }
      } catch (IOException e) {
        logger.log(Level.WARNING, "the request in flight cannot be read: " + e);
      }
    }

    /**
     * The function gets a request.
     *
     * @return false where it must not be carried out: it has cost too many processes
     */
    boolean begin(ByteBuffer request) {
      if (file == null) {
        return true;
      }
      long digest = digest(request);
      if (digest != suspect) {
        suspect = digest;
        demerits = 0;
      }
      if (demerits >= ENOUGH) {
        write(false);
        return false;
      }
      write(true);
      return true;
    }

    /** The function is done with it, one way or the other. */
    void end() {
      if (file != null) {
        suspect = 0;
        demerits = 0;
        write(false);
      }
    }

    private void write(boolean atWork) {
      record.clear();
      record.putLong(suspect).putInt(atWork ? 1 : 0).putInt(demerits).flip();
      try {
        file.write(record, position);
      } catch (IOException e) {
        logger.log(Level.WARNING, "the request in flight cannot be noted: " + e);
      }
    }

    private static long digest(ByteBuffer request) {
      CRC32C crc = new CRC32C();
      int length = request.remaining();
      crc.update(request.slice(request.position(), Math.min(length, SAMPLE_BYTES)));
      int tail = Math.min(length, SAMPLE_BYTES);
      crc.update(request.slice(request.limit() - tail, tail));
      return (long) length << Integer.SIZE | crc.getValue();
    }
  }
}
