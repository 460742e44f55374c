package org.jkuiper.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Zips of {@link Sample}, whose executable runs the classes under test where they are. */
public final class SampleZip {
  static final String NAME = "jkhost";

  private SampleZip() {}

  /** The plugin as it should be. */
  public static ZipWriter good() {
    return parts()
        .executable("run", utf8("#!/bin/sh\necho \"started in $PWD with $*\"\nexec " + java()));
  }

  /** The same, started again whenever it ends. */
  static ZipWriter supervised() {
    return parts().executable("run", utf8("#!/bin/sh\nwhile :; do " + java() + "; done\n"));
  }

  private static String java() {
    return "'%s/bin/java' -XX:TieredStopAtLevel=1 -Xshare:auto -cp '%s' %s"
        .formatted(
            System.getProperty("java.home"),
            System.getProperty("java.class.path"),
            Sample.class.getName());
  }

  /** All but the executable {@code run}. */
  static ZipWriter parts() {
    return new ZipWriter()
        .file(
            NAME + ".json",
            utf8(
                """
                {"version":"v1.0.0","language":"go","executable":"run",
                 "sources":["jkhostCount"],"sinks":["jkhostFile"],
                 "functions":["jkhostEcho","jkhostSleep"]}
                """))
        .file("sources/jkhostCount.yaml", utf8("default: {}\n"))
        .file("sources/jkhostCount.json", utf8("{}"))
        .file("sinks/jkhostFile.json", utf8("{}"))
        .file("functions/jkhostEcho.json", utf8("{}"))
        .file("functions/jkhostSleep.json", utf8("{}"));
  }

  public static Path write(ZipWriter zip, Path folder) throws IOException {
    Path file = folder.resolve(NAME + ".zip");
    zip.writeTo(file);
    return file;
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
