package org.jkuiper.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jkuiper.TmpFs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class DownloadTest {
  private static final int SIZE = 300_000;

  @TempDir private Path folder;
  private Path part;
  private final byte[] file = new byte[SIZE];
  private FlakyServer server;

  static boolean canMount() throws IOException {
    return TmpFs.canMount();
  }

  @BeforeEach
  void serve() throws IOException {
    new Random(1).nextBytes(file);
    server = new FlakyServer(file);
    part = folder.resolve("part");
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void aConnectionThatIsCutIsReplacedByOneThatGoesOnWhereItEnded() throws IOException {
    server.most = 100_000;
    fetch();
    assertArrayEquals(file, Files.readAllBytes(part));
    assertEquals(List.of("all", "bytes=100000-", "bytes=200000-"), server.asked);
  }

  @Test
  void whatCameStaysForTheNextTry() throws IOException {
    server.most = 100_000;
    IOException e = assertThrows(IOException.class, () -> fetchWithOneCut());
    assertTrue(e.getMessage().endsWith("gives HTTP status 503: try again later"), e.getMessage());
    assertEquals(100_000, Files.size(part));
    server.status = 0;
    server.most = SIZE;
    server.asked.clear();
    fetch();
    assertArrayEquals(file, Files.readAllBytes(part));
    assertEquals(List.of("bytes=100000-"), server.asked);
  }

  private void fetchWithOneCut() throws IOException {
    fetch(
        new Listener() {
          @Override
          public void again() {
            server.status = 503;
          }
        },
        30_000);
  }

  @Test
  void connectionsThatBringNothingEndIt() throws IOException {
    server.most = 0;
    assertFails("the connection to 127.0.0.1 broke: try again later", server.url());
    assertEquals(2, server.asked.size());
    Files.write(part, new byte[2_500_000]);
    server.file = new byte[3_000_000];
    assertFails(
        "the connection to 127.0.0.1 broke after 2.5 MB: run it again, it goes on" + " from there",
        server.url());
  }

  @Test
  void aServerWithoutRangesGivesAllOfItAgain() throws IOException {
    server.ranges = false;
    Files.write(part, new byte[1000]);
    fetch();
    assertArrayEquals(file, Files.readAllBytes(part));
  }

  @Test
  void aFileThatChangesBetweenTwoConnectionsIsFetchedFromItsBeginning() throws IOException {
    byte[] other = new byte[SIZE / 2];
    new Random(2).nextBytes(other);
    server.most = 100_000;
    fetch(
        new Listener() {
          @Override
          public void again() {
            server.file = other;
            server.tag = "\"2\"";
            server.most = SIZE;
          }
        },
        30_000);
    assertArrayEquals(other, Files.readAllBytes(part));
  }

  @Test
  void aPartThatIsWholeIsTakenAndOneThatIsTooLongIsFetchedAnew() throws IOException {
    Files.write(part, file);
    fetch();
    assertEquals(List.of("bytes=" + SIZE + "-"), server.asked);
    Files.write(part, new byte[SIZE + 1]);
    fetch();
    assertArrayEquals(file, Files.readAllBytes(part));
  }

  @Test
  void aServerThatFallsSilentIsLeft() throws IOException {
    server.most = 0;
    server.silent = true;
    IOException e = assertThrows(IOException.class, () -> fetch(new Listener(), 200));
    assertEquals("127.0.0.1 fell silent: try again later", e.getMessage());
  }

  @Test
  void whatCannotBeReachedIsSaidInASentence() throws IOException {
    URI url = server.url();
    server.status = 404;
    assertFails(url + " gives HTTP status 404: it is not published there any more", url);
    server.status = 403;
    assertFails(url + " gives HTTP status 403", url);
    server.close();
    assertFails(
        "127.0.0.1 cannot be reached (Connection refused): is this machine on the internet, without"
            + " a proxy?",
        url);
    assertFails(
        "the host nowhere.invalid is unknown here: is this machine on a network?",
        URI.create("http://nowhere.invalid/file"));
    assertFails("ftp://host/file is no address of http or https", URI.create("ftp://host/file"));
  }

  @Test
  void theListenerHearsHowMuchThereIsOfHowMuch() throws IOException {
    Files.write(part, Arrays.copyOf(file, 100_000));
    Listener listener = new Listener();
    fetch(listener, 30_000);
    assertEquals("begin " + server.url(), listener.heard.get(0));
    assertEquals(SIZE + " of " + SIZE, listener.heard.get(listener.heard.size() - 2));
    assertEquals("end", listener.heard.get(listener.heard.size() - 1));
    assertTrue(Integer.parseInt(listener.heard.get(1).replaceAll(" .*", "")) > 100_000);
  }

  @Test
  @EnabledIf("canMount")
  void aFullDiskIsSaidBeforeAnythingComes() throws IOException {
    try (TmpFs small = TmpFs.mount("128k", folder.resolve("small"))) {
      part = small.path().resolve("part");
      assertFails(
          "the disk tmpfs has room for 0.1 MB where 0.3 MB are to come: make room and run it again",
          server.url());
      assertEquals(0, Files.size(part));
    }
  }

  private void assertFails(String message, URI url) {
    IOException e =
        assertThrows(
            IOException.class,
            () -> {
              try (FileChannel channel = open()) {
                Download.fetch(url, part, channel, new Silence());
              }
            });
    assertEquals(message, e.getMessage());
  }

  private void fetch() throws IOException {
    fetch(new Listener(), 30_000);
  }

  private void fetch(Progress listener, int silenceMillis) throws IOException {
    try (FileChannel channel = open()) {
      Download.fetch(server.url(), part, channel, listener, silenceMillis);
    }
  }

  private FileChannel open() throws IOException {
    return FileChannel.open(
        part, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  private static class Listener implements Progress {
    final List<String> heard = new ArrayList<>();

    @Override
    public void begin(String from) {
      heard.add("begin " + from);
    }

    @Override
    public void at(long bytes, long total) {
      heard.add(bytes + " of " + total);
    }

    @Override
    public void again() {
      heard.add("again");
    }

    @Override
    public void end() {
      heard.add("end");
    }
  }
}
