/**
 * Scalability Protocols in pure Java: REQ, REP, PUSH and PULL over {@code ipc} and {@code tcp}, as
 * mangos and nng speak them (RFCs at <a
 * href="https://github.com/nanomsg/nanomsg/tree/master/rfc">nanomsg/rfc</a>).
 *
 * <p>On the wire: each side sends the 8-byte header {@code 00 'S' 'P' 00}, its u16 protocol and
 * {@code 00 00}; then frames: a u64 length and the body, on {@code ipc} after one byte {@code 01}.
 * REQ and REP bodies begin with a u32 request id whose top bit is set. All numbers are big-endian.
 *
 * <p>Internal.
 */
@org.jspecify.annotations.NullMarked
package org.jkuiper.sp;
