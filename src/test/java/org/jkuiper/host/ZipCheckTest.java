package org.jkuiper.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZipCheckTest {
  @TempDir Path temp;

  private List<String> problems(ZipWriter zip) throws Exception {
    return problems(SampleZip.write(zip, temp));
  }

  private static List<String> problems(Path file) throws Exception {
    try (PluginZip zip = PluginZip.open(file)) {
      return ZipCheck.of(zip).stream()
          .map(finding -> finding.severity() + " " + finding.problem())
          .toList();
    }
  }

  @Test
  void aGoodZipHasNoFindings() throws Exception {
    assertEquals(List.of(), problems(SampleZip.good()));
  }

  @Test
  void allThatAZipLacksIsFoundAtOnce() throws Exception {
    ZipWriter zip =
        new ZipWriter()
            .file(
                "jkhost.json",
                SampleZip.utf8(
                    """
                    {"version":"v1","langauge":"go","language":"go","executable":"run",
                     "sources":["s"],"sinks":["k"],"functions":["f"]}"""))
            .file("run", SampleZip.utf8("#!/bin/sh\r\n"))
            .file("install.sh", SampleZip.utf8("true\r\n"))
            .file("lib/x-linux-x86_64.jar", new byte[0])
            .file("functions/f.json", SampleZip.utf8("{,}"));
    assertEquals(
        List.of(
            "WARNING jkhost.json has a key that eKuiper does not know: langauge",
            "ERROR run is not executable",
            "ERROR run has Windows line ends",
            "ERROR install.sh has Windows line ends",
            "ERROR missing sources/s.yaml",
            "WARNING no sources/s.json",
            "WARNING no sinks/k.json",
            "ERROR functions/f.json is not JSON: Unexpected character (',' (code 44)): was"
                + " expecting double-quote to start field name",
            "WARNING natives for linux-arm64 are not in lib/"),
        problems(zip));
  }

  @Test
  void aZipOfAnotherToolLacksModesAndDirectories() throws Exception {
    Path file = temp.resolve("jkhost.zip");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry("jkhost.json"));
      zip.write(
          SampleZip.utf8("{\"language\":\"go\",\"executable\":\"run\",\"functions\":[\"f\"]}"));
      zip.putNextEntry(new ZipEntry("functions/f.json"));
      zip.write(SampleZip.utf8("{}"));
      zip.putNextEntry(new ZipEntry("run"));
      zip.write(SampleZip.utf8("echo\n"));
      zip.putNextEntry(new ZipEntry("a/b/c"));
      zip.putNextEntry(new ZipEntry("../d"));
    }
    assertEquals(
        List.of(
            "ERROR no entry for the directory a before a/b/c",
            "ERROR ../d: path escapes from parent",
            "ERROR run has no unix mode, so eKuiper makes it not executable",
            "ERROR run is neither a script nor an ELF executable"),
        problems(file));
  }

  @Test
  void namesThatMakeNoSocketAreFound() throws Exception {
    String function = "f".repeat(100);
    List<String> problems =
        problems(
            new ZipWriter()
                .file(
                    "jkhost.json",
                    SampleZip.utf8(
                        """
                        {"language":"go","executable":"run","functions":["%s"]}"""
                            .formatted(function)))
                .executable("run", SampleZip.utf8("#!/bin/sh\n"))
                .file("functions/" + function + ".json", SampleZip.utf8("{}")));
    assertEquals(1, problems.size());
    assertTrue(
        problems.get(0).startsWith("ERROR the name " + function + " is too long for its socket"));
  }

  @Test
  void aDescriptionThatUnpacksToManyMegabytesIsRefusedUnread() throws Exception {
    byte[] bomb = SampleZip.utf8("{}" + " ".repeat(64 << 20));
    assertEquals(
        List.of("ERROR functions/jkhostEcho.json is larger than 1048576 bytes"),
        problems(SampleZip.good().file("functions/jkhostEcho.json", bomb)));
  }
}
