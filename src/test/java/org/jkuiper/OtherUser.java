package org.jkuiper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A process of the user nobody, who is not to be trusted. Needs root and {@code setpriv}. */
public final class OtherUser {
  /**
   * Listens on the socket that is its argument, where everybody may write; prints {@code ready},
   * then how much the first to come has sent when it hangs up.
   */
  public static final String LISTEN =
      """
      import java.net.*;
      import java.nio.*;
      import java.nio.channels.*;
      import java.nio.file.*;
      import java.nio.file.attribute.*;
      class Listen {
        public static void main(String[] arguments) throws Exception {
          Path path = Path.of(arguments[0]);
          var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
          server.bind(UnixDomainSocketAddress.of(path));
          Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw-rw-"));
          System.out.println("ready");
          System.out.println(server.accept().read(ByteBuffer.allocate(100)));
          while (true) server.accept();
        }
      }
      """;

  private OtherUser() {}

  /** For {@code @EnabledIf}. */
  public static boolean isPossible() throws IOException, InterruptedException {
    if (!Files.getOwner(Path.of("/proc/self")).getName().equals("root")) {
      return false;
    }
    try {
      return new ProcessBuilder("setpriv", "--version").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Starts a program.
   *
   * @param source its source, in one file
   * @param dir where that file is put; the user must be able to read it there
   * @param arguments options of the JVM first, if any, then {@code %}, which stands for the file,
   *     then the program's arguments
   */
  public static Process run(String source, Path dir, String... arguments) throws IOException {
    Path file = Files.writeString(dir.resolve("Program.java"), source);
    List<String> command =
        new ArrayList<>(
            List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", java()));
    for (String argument : arguments) {
      command.add(argument.equals("%") ? file.toString() : argument);
    }
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }
}
