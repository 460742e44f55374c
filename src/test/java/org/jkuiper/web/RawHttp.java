package org.jkuiper.web;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Requests as no client of Java's would send them. */
final class RawHttp {
  private RawHttp() {}

  /** What the server answers until it closes the connection; the request must ask for that. */
  static String send(int port, String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  /** The status of the answer to a GET with these header lines. */
  static int status(int port, String target, String... headers) throws IOException {
    String request = "GET " + target + " HTTP/1.1\r\nConnection: close\r\n";
    String answer = send(port, request + String.join("", headers) + "\r\n");
    return Integer.parseInt(answer.substring(9, 12));
  }
}
