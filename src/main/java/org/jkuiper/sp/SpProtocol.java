package org.jkuiper.sp;

import java.nio.ByteBuffer;

/** The protocols by their SP numbers, and the header that states them. */
enum SpProtocol {
  REQ(0x30),
  REP(0x31),
  PUSH(0x50),
  PULL(0x51);

  static final int HEADER_BYTES = 8;

  /** The top bit of a request id: it marks the end of the backtrace that devices lengthen. */
  static final int REQUEST_ID_BIT = 0x8000_0000;

  private static final int MAGIC = 0x00_53_50_00;

  private final int number;

  SpProtocol(int number) {
    this.number = number;
  }

  private SpProtocol peer() {
    return switch (this) {
      case REQ -> REP;
      case REP -> REQ;
      case PUSH -> PULL;
      case PULL -> PUSH;
    };
  }

  ByteBuffer header() {
    return ByteBuffer.allocate(HEADER_BYTES).putInt(MAGIC).putInt(number << 16).flip();
  }

  /** Throws unless the header is that of the protocol that this one talks to. */
  void checkPeer(ByteBuffer header, SpAddress address) throws SpProtocolException {
    int magic = header.getInt();
    int protocol = header.getInt();
    if (magic != MAGIC || (protocol & 0xffff) != 0) {
      throw new SpProtocolException(
          "%s: not an SP header: %08x%08x".formatted(address, magic, protocol));
    }
    if (protocol >>> 16 != peer().number) {
      throw new SpProtocolException(
          "%s: the peer speaks SP protocol 0x%x, %s needs %s (0x%x)"
              .formatted(address, protocol >>> 16, this, peer(), peer().number));
    }
  }
}
