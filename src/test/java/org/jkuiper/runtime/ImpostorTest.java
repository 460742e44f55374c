package org.jkuiper.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jkuiper.OtherUser;
import org.jkuiper.plugin.Plugin;
import org.jkuiper.protocol.SocketNames;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Somebody who is not eKuiper, in the place of eKuiper's socket. */
@Timeout(60)
class ImpostorTest {
  private final String symbol = "jkimpostor" + ProcessHandle.current().pid();
  private final Path socket = Path.of(SocketNames.function(symbol).substring("ipc://".length()));
  private final Bench plugin =
      new Bench(
          Plugin.named("bench").function(symbol, () -> (arguments, context) -> arguments.size()));

  @TempDir private Path dir;

  @BeforeEach
  void letOthersReadTheProgram() throws IOException {
    Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @AfterEach
  void removeTheSocket() throws IOException {
    plugin.close();
    Files.deleteIfExists(socket);
  }

  @Test
  @EnabledIf(
      value = "org.jkuiper.OtherUser#isPossible",
      disabledReason = "needs root and setpriv to be another user")
  void anotherUsersListenerGetsNoByteAndALineInTheLog() throws Exception {
    Process nobody = OtherUser.run(OtherUser.LISTEN, dir, "%", socket.toString());
    try (BufferedReader output = nobody.inputReader()) {
      assertEquals("ready", output.readLine());
      plugin.resume();
      assertEquals("-1", output.readLine());
      assertTrue(plugin.log().contains("the peer runs as user nobody; trusted"), plugin::log);
    } finally {
      nobody.destroyForcibly();
    }
  }

  @Test
  void aSymbolicLinkIsNotFollowedAndNamedInTheLog() throws Exception {
    Files.createSymbolicLink(socket, dir.resolve("elsewhere"));
    plugin.resume();
    assertTrue(plugin.log().contains("a symbolic link, which is not followed"), plugin::log);
  }
}
