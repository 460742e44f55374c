package org.jkuiper.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jkuiper.TmpFs;
import org.jkuiper.models.FlakyServer;
import org.jkuiper.models.ModelCatalogue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** {@code jkuiper models fetch} and {@code list} with a catalogue of their own. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ModelsFetchTest {
  @TempDir private Path temp;
  private final byte[] model = new byte[300_000];
  private FlakyServer server;
  private Path to;

  static boolean canMount() throws IOException {
    return TmpFs.canMount();
  }

  @BeforeEach
  void serve() throws Exception {
    new Random(1).nextBytes(model);
    server = new FlakyServer(model);
    to = temp.resolve("to");
    Files.writeString(temp.resolve("names.txt"), "cat\ndog\n");
    catalogue(sha256(model), "names.txt", "");
  }

  @AfterEach
  void close() {
    server.close();
  }

  private void catalogue(String sha256, String labels, String more) throws IOException {
    Files.writeString(
        temp.resolve("catalogue.properties"),
        """
        tiny.url = %s
        tiny.sha256 = %s
        tiny.labels = %s
        tiny.licence = Apache-2.0
        tiny.input = 4 8 uint8
        tiny.task = classification
        %s
        """
            .formatted(server.url(), sha256, labels, more));
  }

  private Outcome fetch(String... more) {
    return Outcome.of(
        Stream.concat(
                Stream.of("models", "fetch", "tiny", "--to", to),
                Stream.concat(
                    Stream.of("--catalogue", temp.resolve("catalogue.properties")),
                    Stream.of(more)))
            .toArray());
  }

  private List<String> lying() throws IOException {
    try (Stream<Path> files = Files.list(to)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void aModelComesWithItsLabelsAndTheScreenSaysFromWhere() throws IOException {
    assertEquals(
        new Outcome(
            0,
            "%1$s/tiny.tflite: 0.3 MB, the catalogue's by its SHA-256, Apache-2.0\n%1$s/tiny.txt: its labels\n"
                .formatted(to),
            "fetching " + server.url() + "\n"),
        fetch());
    assertArrayEquals(model, Files.readAllBytes(to.resolve("tiny.tflite")));
    assertEquals("cat\ndog\n", Files.readString(to.resolve("tiny.txt")));
    assertEquals(List.of("tiny.tflite", "tiny.txt"), lying());
    server.close();
    assertEquals(new Outcome(0, fetch().out(), ""), fetch());
  }

  @Test
  void aModelInAnArchiveComesWithTheLabelsThere() throws Exception {
    ByteArrayOutputStream archive = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(archive)) {
      for (var entry :
          Map.of("x/detect.tflite", model, "labelmap.txt", new byte[] {'a', '\n'}).entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
      }
    }
    server.file = archive.toByteArray();
    catalogue(sha256(model), "member:labelmap.txt", "tiny.member = x/detect.tflite");
    assertEquals(0, fetch().status());
    assertArrayEquals(model, Files.readAllBytes(to.resolve("tiny.tflite")));
    assertEquals("a\n", Files.readString(to.resolve("tiny.txt")));
    assertEquals(List.of("tiny.tflite", "tiny.txt"), lying());
  }

  @Test
  void anArchiveThatIsNoneIsThrownAway() throws Exception {
    catalogue(sha256(model), "own", "tiny.member = x/detect.tflite");
    Outcome outcome = fetch();
    assertEquals(1, outcome.status());
    assertTrue(
        outcome
            .err()
            .contains(
                "the archive that " + server.url() + " gives is of no use, so it is thrown away: "),
        outcome.err());
    assertEquals(List.of(), lying());
  }

  @Test
  void aCutConnectionGoesOnAndTheScreenSaysSo() throws IOException {
    server.most = 200_000;
    assertEquals(
        "fetching " + server.url() + "\nthe connection broke after 0.2 MB, going on\n",
        fetch().err());
    assertArrayEquals(model, Files.readAllBytes(to.resolve("tiny.tflite")));
  }

  @Test
  void aTryThatFailsLeavesAPartWhichTheNextTryGoesOnWith() throws IOException {
    Files.createDirectories(to);
    Files.write(to.resolve(".tiny.part"), Arrays.copyOf(model, 100_000));
    server.status = 503;
    Outcome outcome = fetch();
    assertEquals(1, outcome.status());
    assertEquals(
        """
        fetching %1$s
        jkuiper: the model tiny cannot be had: %1$s gives HTTP status 503: try again later
        Else put the file with the SHA-256 %2$s at %3$s/tiny.tflite, or name its folder in JKUIPER_MODELS.
        """
            .formatted(server.url(), sha256(model), to),
        outcome.err());
    assertEquals(List.of(".tiny.part"), lying());
    server.status = 0;
    assertEquals(0, fetch().status());
    assertEquals(List.of("bytes=100000-", "bytes=100000-"), server.asked);
    assertArrayEquals(model, Files.readAllBytes(to.resolve("tiny.tflite")));
  }

  @Test
  void aPartOfAnotherFileIsThrownAwayWithASentence() throws IOException {
    Files.createDirectories(to);
    Files.write(to.resolve(".tiny.part"), new byte[100_000]);
    Outcome outcome = fetch();
    assertEquals(1, outcome.status());
    assertTrue(
        outcome
            .err()
            .contains(
                "what "
                    + server.url()
                    + " gives has another SHA-256 than the catalogue states, so it is thrown away"),
        outcome.err());
    assertEquals(List.of(), lying());
    assertEquals(0, fetch().status());
  }

  @Test
  void labelsOfTheUsersOwnStayAndSoDoesAnotherModelOfThisName() throws IOException {
    Files.createDirectories(to);
    Files.writeString(to.resolve("tiny.txt"), "mine\n");
    assertEquals(0, fetch().status());
    assertEquals("mine\n", Files.readString(to.resolve("tiny.txt")));
    Files.writeString(to.resolve("tiny.tflite"), "another");
    Outcome outcome = fetch();
    assertEquals(
        "jkuiper: "
            + to
            + "/tiny.tflite is not the catalogue's tiny (its SHA-256 differs): delete or rename it\n",
        outcome.err());
    assertEquals("another", Files.readString(to.resolve("tiny.tflite")));
  }

  @Test
  @EnabledIf("canMount")
  void aFullDiskIsSaidInASentence() throws IOException {
    try (TmpFs small = TmpFs.mount("128k", temp.resolve("small"))) {
      to = small.path();
      Outcome outcome = fetch();
      assertEquals(1, outcome.status());
      assertTrue(
          outcome.err().contains("the disk tmpfs has room for 0.1 MB where 0.3 MB are to come"),
          outcome.err());
      assertEquals(List.of(), lying());
    }
  }

  @Test
  @EnabledIf("canMount")
  void aFolderThatCannotBeWrittenToIsNamed() throws IOException {
    try (TmpFs small = TmpFs.mount("1m", temp.resolve("small"))) {
      to = small.path();
      small.makeReadOnly();
      Outcome outcome = fetch();
      assertEquals(1, outcome.status());
      assertTrue(outcome.err().contains("Read-only file system"), outcome.err());
    }
  }

  @Test
  void onATerminalABarFillsInItsPlace() {
    StringWriter screen = new StringWriter();
    ProgressLine line = new ProgressLine(new PrintWriter(screen), true);
    line.begin("URL");
    line.at(500_000, 1_000_000);
    line.end();
    String shown = screen.toString();
    assertTrue(
        shown.startsWith(
            "fetching URL\n\r[" + "#".repeat(15) + " ".repeat(15) + "]  50 %  0.5 MB of 1.0 MB  "),
        shown);
    assertTrue(shown.endsWith(" MB/s\033[K\n"), shown);
  }

  @Test
  void theListSaysWhatThereIsAndWhetherItCanBeFetched() throws IOException {
    catalogue(
        sha256(model),
        "own",
        """
        tiny.bytes = 1234567
        tiny.top1 = 50.5
        tiny.top1.source = My measure
        bare.licence = MIT
        bare.input = 1 2 float32
        hashless.licence = MIT
        hashless.url = http://localhost/
        hashless.input = 1 2 int8
        """);
    assertEquals(
        """
        NAME      TASK            SIZE    INPUT          TOP-1     LICENCE     FETCH
        bare      classification  ?       1 x 2 float32  -         MIT         is in pyai.zip
        hashless  classification  ?       1 x 2 int8     -         MIT         no, its SHA-256 is unknown
        tiny      classification  1.2 MB  4 x 8 uint8    50.5 % *  Apache-2.0  yes

        * My measure
        """,
        Outcome.of("models", "list", "--catalogue", temp.resolve("catalogue.properties")).out());
  }

  @Test
  void theCatalogueOfTheProjectIsBuiltInWithItsLabels() throws Exception {
    String list = Outcome.of("models", "list").out();
    assertTrue(list.contains("\nmobilenet_v2_1.0_224_quant "), list);
    assertTrue(list.contains("\ncoco_ssd_mobilenet_v1_1.0_quant     detection "), list);
    try (var labels = ModelCatalogue.class.getResourceAsStream("labels.txt")) {
      assertEquals(
          Files.readString(Path.of("models/labels.txt")),
          new String(labels.readAllBytes(), StandardCharsets.UTF_8));
    }
    Outcome own = Outcome.of("models", "fetch", "efficientnet_lite0_int8", "--to", to);
    assertEquals(
        "jkuiper: efficientnet_lite0_int8 is published nowhere by itself: it lies in pyai.zip, as"
            + " models/efficientnet_lite0_int8.tflite, and in jkuiper's project\n",
        own.err());
    assertFalse(Files.exists(to.resolve("efficientnet_lite0_int8.txt")));
    Outcome unknown = Outcome.of("models", "fetch", "mobilenet");
    assertTrue(
        unknown
            .err()
            .startsWith("jkuiper: there is no model mobilenet in jkuiper's catalogue, but: coco_"),
        unknown.err());
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
