package org.jkuiper.tflite;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a model's metadata says of use to a classifier. The schema has no word on whether scores are
 * logits; that is read from the graph.
 *
 * <p>Source: TFLite's {@code metadata_schema.fbs}, where the field numbers come from.
 *
 * @param normalisation how a pixel becomes the input's real value, where stated
 * @param labelFile the name of the file, zipped to the model's tail, with one label a line in the
 *     order of the output
 */
record ModelMetadata(Optional<Normalisation> normalisation, Optional<String> labelFile) {

  static final ModelMetadata NONE = new ModelMetadata(Optional.empty(), Optional.empty());

  private static final int NORMALIZATION_OPTIONS = 1;
  private static final int TENSOR_AXIS_LABELS = 2;

  /** One a language; a hostile vector that lists one file a million times ends here. */
  private static final int MAX_FILES = 100;

  /**
   * real = (pixel - mean) / std, for pixels of 0 to 255.
   *
   * @param mean one for all channels, or one each for red, green and blue
   * @param std likewise; never 0
   */
  record Normalisation(List<Float> mean, List<Float> std) {

    /** What float models expect that do not say: -1 to 1. */
    static final Normalisation DEFAULT = new Normalisation(List.of(127.5f), List.of(127.5f));

    float real(int pixel, int channel) {
      return (pixel - mean.get(channel % mean.size())) / std.get(channel % std.size());
    }
  }

  /**
   * Reads a metadata FlatBuffer.
   *
   * @throws ModelException where its normalisation makes no sense
   * @throws IndexOutOfBoundsException where an offset leads out of it
   */
  static ModelMetadata read(ByteBuffer bytes) throws ModelException {
    FlatTable metadata = FlatTable.root(bytes);
    Optional<FlatTable> graph = metadata.tablesAt(3).findFirst();
    if (graph.isEmpty()) {
      return NONE;
    }
    return new ModelMetadata(
        normalisation(graph.get().tablesAt(2)), labelFile(graph.get().tablesAt(3)));
  }

  private static Optional<Normalisation> normalisation(Stream<FlatTable> inputs)
      throws ModelException {
    Optional<FlatTable> options =
        inputs
            .limit(1)
            .flatMap(input -> input.tablesAt(4))
            .filter(unit -> unit.byteAt(0) == NORMALIZATION_OPTIONS)
            .flatMap(unit -> Stream.ofNullable(unit.tableAt(1)))
            .findFirst();
    if (options.isEmpty()) {
      return Optional.empty();
    }
    List<Float> mean = boxed(options.get().floatsAt(0));
    List<Float> std = boxed(options.get().floatsAt(1));
    if (!isPerChannel(mean) || !isPerChannel(std) || std.contains(0f)) {
      throw new ModelException("its metadata states a normalisation that is none");
    }
    return Optional.of(new Normalisation(mean, std));
  }

  private static boolean isPerChannel(List<Float> values) {
    return (values.size() == 1 || values.size() == 3) && values.stream().allMatch(Float::isFinite);
  }

  /**
   * A model may carry its labels in several languages; the first without a locale, else the first,
   * is the one.
   */
  private static Optional<String> labelFile(Stream<FlatTable> outputs) {
    List<FlatTable> files =
        outputs
            .limit(1)
            .flatMap(output -> output.tablesAt(6).limit(MAX_FILES))
            .filter(file -> file.byteAt(2) == TENSOR_AXIS_LABELS && file.stringAt(0) != null)
            .toList();
    return Stream.concat(files.stream().filter(file -> file.stringAt(3) == null), files.stream())
        .findFirst()
        .map(file -> file.stringAt(0));
  }

  private static List<Float> boxed(float[] values) {
    Float[] boxed = new Float[values.length];
    for (int i = 0; i < values.length; i++) {
      boxed[i] = values[i];
    }
    return List.of(boxed);
  }
}
