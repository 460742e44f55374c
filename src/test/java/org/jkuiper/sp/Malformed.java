package org.jkuiper.sp;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Random;

/**
 * What a peer of the given protocol must not send over ipc: each is refused, or ends before it is
 * whole.
 *
 * @param bytes the peer's header, most often, and the rest
 * @param inHeader whether the fault is in the header
 */
record Malformed(ByteBuffer bytes, boolean inHeader) {
  /** The limit that the frames are made against. */
  static final int LIMIT = 60 << 20;

  static Malformed next(Random random, String goodHeader, int idBytes) {
    ByteBuffer out = ByteBuffer.allocate(256);
    byte[] header = HexFormat.of().parseHex(goodHeader);
    int kind = random.nextInt(idBytes > 0 ? 10 : 9);
    switch (kind) {
      case 0 -> { // one byte of the header wrong
        header[random.nextInt(header.length)] ^= (byte) (1 + random.nextInt(255));
        out.put(header);
      }
      case 1 -> { // noise
        byte[] noise = new byte[8 + random.nextInt(100)];
        random.nextBytes(noise);
        noise[0] |= 1;
        out.put(noise);
      }
      case 2 -> out.put(header, 0, random.nextInt(header.length));
      case 3 -> frame(out.put(header), (byte) (2 + random.nextInt(254)), 10);
      case 4 -> frame(out.put(header), (byte) 1, LIMIT + 1L + random.nextInt(1 << 20));
      case 5 -> frame(out.put(header), (byte) 1, random.nextLong() | Long.MIN_VALUE);
      case 6 -> frame(out.put(header), (byte) 1, Long.MAX_VALUE - random.nextInt(100));
      case 7 -> // much announced, little sent
          frame(out.put(header), (byte) 1, LIMIT - random.nextInt(1000))
              .putLong(random.nextLong() | Long.MIN_VALUE);
      case 8 -> { // a frame's header cut
        int start = out.put(header).position();
        frame(out, (byte) 1, 10);
        out.position(start + 1 + random.nextInt(8));
      }
      default -> { // no room for the id
        int length = random.nextInt(idBytes);
        frame(out.put(header), (byte) 1, length).put(new byte[length]);
      }
    }
    return new Malformed(out.flip(), kind < 3);
  }

  private static ByteBuffer frame(ByteBuffer out, byte type, long length) {
    return out.put(type).putLong(length);
  }
}
