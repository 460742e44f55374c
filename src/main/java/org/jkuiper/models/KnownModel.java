package org.jkuiper.models;

import java.net.URI;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;

/**
 * A model of the catalogue; {@code models/catalogue.properties} says what its keys mean.
 *
 * @param name its name, which is that of its file without {@code .tflite}
 * @param task what it is for: {@code classification} or {@code detection}
 * @param bytes the size of its file, if known
 * @param input width, height and type of its input: {@code 224 224 uint8}
 * @param licence its SPDX identifier
 * @param top1 how often its first label is right, in per cent, if somebody measured it
 * @param top1Source who measured {@code top1}, on what
 * @param url where it is published, if it is
 * @param member its path in the archive that {@code url} gives, if that is one
 * @param sha256 the SHA-256 of its file in lower case, if known
 * @param labels {@code own} if it carries its labels itself; {@code member:PATH} for a file of the
 *     archive; else the name of a file beside the catalogue
 */
public record KnownModel(
    String name,
    String task,
    OptionalLong bytes,
    String input,
    String licence,
    Optional<String> top1,
    Optional<String> top1Source,
    Optional<URI> url,
    Optional<String> member,
    Optional<String> sha256,
    Optional<String> labels) {

  private static final String MEMBER = "member:";

  static KnownModel of(String name, Properties catalogue) {
    String bytes = catalogue.getProperty(name + ".bytes");
    return new KnownModel(
        name,
        catalogue.getProperty(name + ".task", "classification"),
        bytes == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(bytes)),
        catalogue.getProperty(name + ".input", ""),
        catalogue.getProperty(name + ".licence", ""),
        Optional.ofNullable(catalogue.getProperty(name + ".top1")),
        Optional.ofNullable(catalogue.getProperty(name + ".top1.source")),
        Optional.ofNullable(catalogue.getProperty(name + ".url")).map(URI::create),
        Optional.ofNullable(catalogue.getProperty(name + ".member")),
        Optional.ofNullable(catalogue.getProperty(name + ".sha256")),
        Optional.ofNullable(catalogue.getProperty(name + ".labels")));
  }

  /** Whether it can be fetched: it is published, and it is known which file is the right one. */
  public boolean isFetchable() {
    return url.isPresent() && sha256.isPresent();
  }

  /** The path of the label file in the archive, if it is there. */
  Optional<String> labelMember() {
    return labels.filter(l -> l.startsWith(MEMBER)).map(l -> l.substring(MEMBER.length()));
  }

  /** The name of the label file beside the catalogue, if it is there. */
  Optional<String> labelFile() {
    return labels.filter(l -> !l.startsWith(MEMBER) && !l.equals("own"));
  }
}
