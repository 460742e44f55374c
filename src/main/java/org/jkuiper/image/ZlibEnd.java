package org.jkuiper.image;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Adler32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/** Finds the end of zlib data (RFC 1950) that were cut within their checksum, or lost it. */
final class ZlibEnd {
  private static final int HEADER = 2;
  private static final int CHECKSUM = 4;

  /** The rows of 50 million pixels of 8 bytes, and a little more. */
  private static final long MOST_INFLATED = 450_000_000;

  private ZlibEnd() {}

  /**
   * The missing bytes of the checksum, or null if more than these are missing, or if the bytes of
   * the checksum that are there are wrong.
   */
  static byte @Nullable [] missing(List<ByteBuffer> pieces) {
    Inflater inflater = new Inflater(true);
    try {
      Adler32 adler = new Adler32();
      byte[] inflated = new byte[1 << 16];
      byte[] given = new byte[CHECKSUM];
      int count = 0;
      int header = HEADER;
      for (ByteBuffer piece : pieces) {
        int skipped = Math.min(header, piece.remaining());
        header -= skipped;
        piece.position(piece.position() + skipped);
        inflater.setInput(piece);
        while (!inflater.finished() && !inflater.needsInput()) {
          adler.update(inflated, 0, inflater.inflate(inflated));
          if (inflater.needsDictionary() || inflater.getBytesWritten() > MOST_INFLATED) {
            return null;
          }
        }
        while (inflater.finished() && piece.hasRemaining()) {
          if (count == CHECKSUM) {
            return null;
          }
          given[count++] = piece.get();
        }
      }
      byte[] whole = ByteBuffer.allocate(CHECKSUM).putInt((int) adler.getValue()).array();
      boolean matches = Arrays.equals(given, 0, count, whole, 0, count);
      return inflater.finished() && matches ? Arrays.copyOfRange(whole, count, CHECKSUM) : null;
    } catch (DataFormatException damaged) {
      return null;
    } finally {
      inflater.end();
    }
  }
}
