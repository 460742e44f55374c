package org.jkuiper.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ModelCatalogueTest {

  private static final byte[] MODEL = "a model".getBytes(StandardCharsets.US_ASCII);

  @TempDir private Path models;
  @TempDir private Path copies;
  private final Properties entries = new Properties();
  private HttpServer server;

  @BeforeEach
  void serve() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.start();
    String url = "http://localhost:" + server.getAddress().getPort() + "/tiny";
    entries.setProperty("tiny.url", url);
    entries.setProperty("tiny.sha256", sha256(MODEL));
    entries.setProperty("tiny.licence", "Apache-2.0");
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void aModelIsFetchedFromItsUrl() throws Exception {
    answer("/tiny", 200, MODEL);
    assertArrayEquals(MODEL, Files.readAllBytes(fetch()));
    assertNothingElseIsLeft();
  }

  @Test
  void aModelIsTakenOutOfAnArchive() throws Exception {
    ByteArrayOutputStream tgz = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(tgz))) {
      for (String name : List.of("./other", "./tiny.tflite")) {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(MODEL.length);
        tar.putArchiveEntry(entry);
        tar.write(MODEL);
        tar.closeArchiveEntry();
      }
    }
    ByteArrayOutputStream zip = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(zip)) {
      out.putNextEntry(new ZipEntry("tiny.tflite"));
      out.write(MODEL);
    }
    for (String name : List.of("tiny.tgz", "tiny.zip")) {
      answer("/" + name, 200, (name.endsWith("zip") ? zip : tgz).toByteArray());
      entries.setProperty(
          "tiny.url", entries.getProperty("tiny.url").replaceFirst("/tiny.*", "/" + name));
      entries.setProperty("tiny.member", "tiny.tflite");
      assertArrayEquals(MODEL, Files.readAllBytes(fetch()));
      assertNothingElseIsLeft();
      Files.delete(models.resolve("tiny.tflite"));
    }
  }

  @Test
  void aCopyNearByComesBeforeTheUrl() throws Exception {
    Files.write(copies.resolve("tiny.tflite"), MODEL);
    server.stop(0);
    assertArrayEquals(MODEL, Files.readAllBytes(fetch()));
  }

  @Test
  void aCopyWithAnotherHashIsPassedOver() throws Exception {
    Files.writeString(copies.resolve("tiny.tflite"), "another");
    answer("/tiny", 200, MODEL);
    assertArrayEquals(MODEL, Files.readAllBytes(fetch()));
  }

  @Test
  void aModelThatIsThereIsLeftAsItIs() throws Exception {
    Path there = Files.write(models.resolve("tiny.tflite"), MODEL);
    server.stop(0);
    assertEquals(there, fetch());
    Files.writeString(there, "another");
    assertFails("is not the catalogue's tiny (its SHA-256 differs): delete or rename it");
    assertEquals("another", Files.readString(there));
  }

  @Test
  void aDownloadWithAnotherHashIsThrownAway() throws Exception {
    answer("/tiny", 200, "another".getBytes(StandardCharsets.US_ASCII));
    assertFails("/tiny gives has another SHA-256");
    assertNothingElseIsLeft();
  }

  @Test
  void theErrorSaysWhatWasTriedAndWhatToDo() throws Exception {
    answer("/tiny", 404, new byte[0]);
    assertFails("- there is no " + copies.resolve("tiny.tflite"));
    assertFails("gives HTTP status 404: it is not published there any more");
    assertFails(
        "put the file with the SHA-256 " + sha256(MODEL) + " at " + models.resolve("tiny.tflite"));
    server.stop(0);
    assertFails("localhost cannot be reached (Connection refused)");
    assertNothingElseIsLeft();
  }

  @Test
  void aModelOfUnknownHashIsNotFetchedButTakenWhereItLies() throws Exception {
    entries.remove("tiny.sha256");
    answer("/tiny", 200, MODEL);
    assertFails(
        "no SHA-256 of tiny is known, so it is not fetched: put the file at "
            + models.resolve("tiny.tflite"));
    Path there = Files.write(models.resolve("tiny.tflite"), MODEL);
    assertEquals(there, fetch());
  }

  @Test
  void aNameThatIsNotInTheCatalogueIsRefused() throws Exception {
    entries.remove("tiny.licence");
    entries.setProperty("other.licence", "Apache-2.0");
    assertFails(
        "there is no model tiny in " + models.resolve("catalogue.properties") + ", but: other");
  }

  @Test
  void theDefaultModelLiesInTheRepositoryWithTheHashOfItsEntry() throws Exception {
    Path committed = Path.of("models");
    assertEquals(
        committed.resolve("efficientnet_lite0_int8.tflite"),
        fetch(committed.resolve("catalogue.properties"), "efficientnet_lite0_int8", List.of()));
  }

  @Test
  void theCommittedCatalogueIsWhole() throws Exception {
    Properties committed = new Properties();
    try (var reader = Files.newBufferedReader(Path.of("models", "catalogue.properties"))) {
      committed.load(reader);
    }
    List<String> names =
        committed.stringPropertyNames().stream()
            .filter(key -> key.endsWith(".input"))
            .map(key -> key.substring(0, key.length() - ".input".length()))
            .toList();
    assertEquals(8, names.size());
    for (String name : names) {
      assertEquals("Apache-2.0", committed.getProperty(name + ".licence"));
      assertTrue(
          committed.getProperty(name + ".input").matches("\\d+ \\d+ (uint8|int8|float32)"), name);
      String labels = committed.getProperty(name + ".labels");
      assertTrue(labels.equals("own") || Files.exists(Path.of("models", labels)), name);
      String sha256 = committed.getProperty(name + ".sha256", "0".repeat(64));
      assertTrue(sha256.matches("[0-9a-f]{64}"), name);
    }
    assertEquals(1001, Files.readAllLines(Path.of("models", "labels.txt")).size());
    assertEquals("85:peacock", Files.readAllLines(Path.of("models", "labels.txt")).get(85));
  }

  private Path fetch() throws IOException {
    try (OutputStream out = Files.newOutputStream(models.resolve("catalogue.properties"))) {
      entries.store(out, null);
    }
    return fetch(models.resolve("catalogue.properties"), "tiny", List.of(copies));
  }

  private static Path fetch(Path file, String name, List<Path> copies) throws IOException {
    ModelCatalogue catalogue = ModelCatalogue.read(file);
    Path folder = Objects.requireNonNull(file.getParent());
    return catalogue.fetch(catalogue.model(name), folder, copies, new Silence());
  }

  private void assertFails(String message) {
    IOException e = assertThrows(IOException.class, this::fetch);
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }

  private void assertNothingElseIsLeft() throws IOException {
    try (Stream<Path> files = Files.list(models)) {
      List<String> names = files.map(file -> file.getFileName().toString()).sorted().toList();
      assertTrue(
          List.of("catalogue.properties", "tiny.tflite").containsAll(names), names.toString());
    }
  }

  private void answer(String path, int status, byte[] body) {
    server.createContext(
        path,
        exchange -> {
          exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
