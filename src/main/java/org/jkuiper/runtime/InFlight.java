package org.jkuiper.runtime;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Remembers, outside the JVM, which message each function, and each sink that acknowledges, is at
 * work on. eKuiper repeats it to the process that comes after a dead one: a message that kills each
 * process that takes it (a crash in native code, a handler that exits) would be repeated for ever
 * and its rule never see another. So one that has cost two processes is refused instead. A SIGKILL
 * comes from elsewhere, mostly, and counts a fifth of that.
 *
 * <p>A record of 24 bytes a place: whose it is, digest of the message, whether it is at work,
 * demerits. Thread-safe, but each slot is for one thread.
 */
final class InFlight {
  private static final int RECORD_BYTES = 24;

  /** The digest covers the length and this much of either end: requests are megabytes. */
  private static final int SAMPLE_BYTES = 4 << 10;

  private static final int SIGKILL_STATUS = 128 + 9;
  private static final int SIGKILL_DEMERIT = 1;
  private static final int CRASH_DEMERIT = 5;
  private static final int ENOUGH = 10;

  private final @Nullable FileChannel file;
  private final int demerit;
  private final System.Logger logger;

  InFlight(Launcher launcher, System.Logger logger) {
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

  /**
   * The record of one function or sink; what a process before this one left in it counts.
   *
   * @param place tells it from all others, and is the same in the next process
   */
  synchronized Slot slot(String place) {
    byte[] name = place.getBytes(StandardCharsets.UTF_8);
    long owner = (long) place.hashCode() << Integer.SIZE | checksum(ByteBuffer.wrap(name));
    Slot slot = new Slot(owner);
    if (file != null) {
      try {
        long end = file.size();
        while (slot.position < end && !slot.read()) {
          slot.position += RECORD_BYTES;
        }
        slot.write(false);
      } catch (IOException e) {
        logger.log(Level.WARNING, "the message in flight cannot be read: " + e);
      }
    }
    return slot;
  }

  private static long checksum(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return crc.getValue();
  }

  /** What one function or sink is at work on. */
  final class Slot {
    private final long owner;
    private final ByteBuffer record = ByteBuffer.allocateDirect(RECORD_BYTES);
    private long position;
    private long suspect;
    private int demerits;

    private Slot(long owner) {
      this.owner = owner;
    }

    /** Returns whether the record at our position is ours. */
    private boolean read() throws IOException {
      record.clear();
      if (file == null
          || file.read(record, position) < RECORD_BYTES
          || record.getLong(0) != owner) {
        return false;
      }
      suspect = record.getLong(8);
      boolean atWork = record.getInt(16) != 0;
      demerits = record.getInt(20) + (atWork ? demerit : 0);
      return true;
    }

    /**
     * There is a message.
     *
     * @return false where it must not be worked on: it has cost too many processes
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

    /** It is done with, one way or the other. */
    void end() {
      if (file != null) {
        suspect = 0;
        demerits = 0;
        write(false);
      }
    }

    private void write(boolean atWork) {
      record.clear();
      record.putLong(owner).putLong(suspect).putInt(atWork ? 1 : 0).putInt(demerits).flip();
      try {
        file.write(record, position);
      } catch (IOException e) {
        logger.log(Level.WARNING, "the message in flight cannot be noted: " + e);
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
