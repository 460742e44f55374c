package org.jkuiper.host;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Zips, as eKuiper takes or refuses them. */
@Timeout(30)
class PluginZipTest {
  @TempDir Path temp;

  private Installation install(Path file) throws Exception {
    try (PluginZip zip = PluginZip.open(file)) {
      return Installation.of(zip, temp.resolve("ekuiper"));
    }
  }

  private Path write(ZipWriter zip) throws Exception {
    return SampleZip.write(zip, temp);
  }

  /** A zip as java.util.zip makes it: no unix modes, no directories. */
  private Path plainZip(String... names) throws Exception {
    Path file = temp.resolve("jkhost.zip");
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (String name : names) {
        zip.putNextEntry(new ZipEntry(name));
        if (name.endsWith(".json")) {
          zip.write(
              """
              {"language":"go","executable":"run","functions":["f"]}"""
                  .getBytes(StandardCharsets.UTF_8));
        }
      }
    }
    return file;
  }

  @Test
  void modesComeFromTheZip() throws Exception {
    Installation plugin = install(write(SampleZip.good()));
    assertEquals(
        "rwxr-xr-x",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(plugin.executable())));
    Path descriptor = plugin.folder().resolve("jkhost.json");
    assertEquals(
        "rw-r--r--", PosixFilePermissions.toString(Files.getPosixFilePermissions(descriptor)));
  }

  @Test
  void aZipWithoutUnixModesMakesTheExecutableNotExecutable() throws Exception {
    Installation plugin = install(plainZip("jkhost.json", "run"));
    assertFalse(Files.isExecutable(plugin.executable()));
    HostException refusal =
        assertThrows(HostException.class, () -> PluginProcess.start(plugin, line -> {}));
    assertTrue(refusal.getMessage().contains("Permission denied"), refusal.getMessage());
  }

  @Test
  void descriptionsGoToEtcAndData() throws Exception {
    var unused = install(write(SampleZip.good()));
    Path ekuiper = temp.resolve("ekuiper");
    assertTrue(Files.exists(ekuiper.resolve("etc/sources/jkhostCount.yaml")));
    assertTrue(Files.exists(ekuiper.resolve("data/functions/jkhostEcho.json")));
    assertFalse(Files.exists(ekuiper.resolve("plugins/portable/jkhost/sources/jkhostCount.yaml")));
  }

  @Test
  void directoriesAreMadeOneLevelAtATime() throws Exception {
    HostException refusal =
        assertThrows(
            HostException.class, () -> install(plainZip("jkhost.json", "run", "a/b/c.txt")));
    assertTrue(refusal.getMessage().startsWith("mkdirat "), refusal.getMessage());
    Installation plugin = install(write(SampleZip.good().file("a/b/c.txt", new byte[0])));
    assertTrue(Files.exists(plugin.folder().resolve("a/b/c.txt")));
  }

  @Test
  void aPathOutOfTheFolderIsRefused() throws Exception {
    for (String name : new String[] {"../evil", "/tmp/jkuiper-evil", "a/../../evil"}) {
      HostException refusal =
          assertThrows(HostException.class, () -> install(plainZip("jkhost.json", "run", name)));
      assertEquals(name + ": path escapes from parent", refusal.getMessage());
    }
    assertFalse(Files.exists(Path.of("/tmp/jkuiper-evil")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"executable":"run","functions":["f"]}                           | invalid plugin, missing language
          {"language":"go","functions":["f"]}                              | invalid plugin, missing executable
          {"language":"go","executable":"run"}                             | invalid plugin, must define at lease one source, sink or function
          {"language":"java","executable":"run","functions":["f"]}         | invalid plugin, language 'java' is not supported
          {"name":"x","language":"go","executable":"run","functions":["f"]}| invalid plugin, expect name 'jkhost' but got 'x'
          {"language":"go","executable":"walk","functions":["f"]}          | missing walk: the descriptor needs it in the zip
          {"language":"go","executable":"run","sources":["f"]}             | missing sources/f.yaml: the descriptor needs it in the zip
          """)
  void aDescriptorIsRefusedInEkuipersWords(String descriptor, String refusal) throws Exception {
    Path zip =
        write(
            new ZipWriter()
                .file("jkhost.json", SampleZip.utf8(descriptor))
                .executable("run", new byte[0]));
    assertEquals(refusal, assertThrows(HostException.class, () -> install(zip)).getMessage());
  }

  @Test
  void aFailingInstallScriptIsRefusedWithItsOutput() throws Exception {
    Path zip =
        write(
            SampleZip.good()
                .file(
                    "install.sh",
                    SampleZip.utf8("pwd\necho no java is on the PATH >&2\nexit 7\n")));
    HostException refusal = assertThrows(HostException.class, () -> install(zip));
    assertEquals(
        "install.sh: err:exit status 7 stdout:%s stderr:no java is on the PATH"
            .formatted(temp.resolve("ekuiper/plugins/portable/jkhost")),
        refusal.getMessage());
  }

  @Test
  void whatIsNoZipIsRefused() throws Exception {
    Path file = Files.writeString(temp.resolve("jkhost.zip"), "no zip at all");
    String refusal = assertThrows(HostException.class, () -> install(file)).getMessage();
    assertTrue(refusal.startsWith(file + " is not a zip that can be read"), refusal);
    Path none = temp.resolve("none.zip");
    assertEquals(
        none + ": no such file",
        assertThrows(HostException.class, () -> install(none)).getMessage());
  }

  @Test
  void moreThanSoManyEntriesAreRefused() throws Exception {
    String[] names = new String[PluginZip.MAX_ENTRIES + 1];
    for (int i = 0; i < names.length; i++) {
      names[i] = "f" + i;
    }
    Path file = plainZip(names);
    assertEquals(
        file + " has more than 10000 entries",
        assertThrows(HostException.class, () -> PluginZip.open(file)).getMessage());
  }

  @Test
  void twoWritesGiveTheSameBytes() throws Exception {
    assertArrayEquals(SampleZip.good().toBytes(), SampleZip.good().toBytes());
  }
}
