package org.jkuiper.tflite;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The part of a model's metadata that is of use to a classifier. The schema does not say whether
 * scores are logits; that is read from the graph.
 *
 * <p>Source: TFLite's {@code metadata_schema.fbs}. The field numbers come from there.
 *
 * @param normalisation how a pixel becomes the input's real value, if stated
 * @param labelFile the name of the label file in the zip archive at the model's tail, if stated; it
 *     has one label a line in the order of the output
 * @param calibration how confidences are made of an output's scores, if stated
 */
record ModelMetadata(
    Optional<Normalisation> normalisation,
    Optional<String> labelFile,
    Optional<ScoreCalibration.Stated> calibration) {

  static final ModelMetadata NONE =
      new ModelMetadata(Optional.empty(), Optional.empty(), Optional.empty());

  // Fields of the tables ModelMetadata, SubGraphMetadata, TensorMetadata, ProcessUnit,
  // NormalizationOptions, ScoreCalibrationOptions and AssociatedFile.
  private static final int MODEL_METADATA_SUBGRAPHS = 3;
  private static final int GRAPH_INPUTS = 2;
  private static final int GRAPH_OUTPUTS = 3;
  private static final int TENSOR_PROCESS_UNITS = 4;
  private static final int TENSOR_ASSOCIATED_FILES = 6;
  private static final int UNIT_OPTIONS_TYPE = 0;
  private static final int UNIT_OPTIONS = 1;
  private static final int OPTIONS_MEAN = 0;
  private static final int OPTIONS_STD = 1;
  private static final int OPTIONS_TRANSFORMATION = 0;
  private static final int OPTIONS_DEFAULT_SCORE = 1;
  private static final int FILE_NAME = 0;
  private static final int FILE_TYPE = 2;
  private static final int FILE_LOCALE = 3;

  private static final int NORMALIZATION_OPTIONS = 1;
  private static final int SCORE_CALIBRATION_OPTIONS = 2;
  private static final int TENSOR_AXIS_LABELS = 2;
  private static final int TENSOR_VALUE_LABELS = 3;
  private static final int TENSOR_AXIS_SCORE_CALIBRATION = 4;

  /**
   * Room for one file a language. A hostile vector that lists one file a million times ends here.
   */
  private static final int MAX_FILES = 100;

  private static final int MAX_OUTPUTS = 64;

  /**
   * How a pixel of 0 to 255 becomes a real value: real = (pixel - mean) / std.
   *
   * @param mean one for all channels, or one each for red, green and blue
   * @param std likewise; never 0
   */
  record Normalisation(List<Float> mean, List<Float> std) {

    /** What a float model expects if it does not say: -1 to 1. */
    static final Normalisation DEFAULT = new Normalisation(List.of(127.5f), List.of(127.5f));

    @Override
    public String toString() {
      return "(pixel - " + said(mean) + ") / " + said(std);
    }

    private static String said(List<Float> values) {
      return values.size() == 1 ? values.get(0).toString() : values.toString();
    }

    float real(int pixel, int channel) {
      return (pixel - mean.get(channel % mean.size())) / std.get(channel % std.size());
    }
  }

  /**
   * Reads a metadata FlatBuffer.
   *
   * @throws ModelException if the normalisation makes no sense, or the calibration lacks its file
   * @throws IndexOutOfBoundsException if an offset leads out of it
   */
  static ModelMetadata read(ByteBuffer bytes) throws ModelException {
    FlatTable metadata = FlatTable.root(bytes);
    Optional<FlatTable> graph = metadata.tablesAt(MODEL_METADATA_SUBGRAPHS).findFirst();
    if (graph.isEmpty()) {
      return NONE;
    }
    List<FlatTable> outputs = graph.get().tablesAt(GRAPH_OUTPUTS).limit(MAX_OUTPUTS).toList();
    return new ModelMetadata(
        normalisation(graph.get().tablesAt(GRAPH_INPUTS)),
        labelFile(outputs),
        calibration(outputs));
  }

  private static Optional<Normalisation> normalisation(Stream<FlatTable> inputs)
      throws ModelException {
    Optional<FlatTable> options =
        inputs.limit(1).flatMap(input -> options(input, NORMALIZATION_OPTIONS)).findFirst();
    if (options.isEmpty()) {
      return Optional.empty();
    }
    List<Float> mean = boxed(options.get().floatsAt(OPTIONS_MEAN));
    List<Float> std = boxed(options.get().floatsAt(OPTIONS_STD));
    if (!isPerChannel(mean) || !isPerChannel(std) || std.contains(0f)) {
      throw new ModelException("its metadata states a normalisation that is none");
    }
    return Optional.of(new Normalisation(mean, std));
  }

  /** What is to be done with a tensor, as far as it is of a type of ProcessUnitOptions. */
  private static Stream<FlatTable> options(FlatTable tensor, int type) {
    return tensor
        .tablesAt(TENSOR_PROCESS_UNITS)
        .filter(unit -> unit.byteAt(UNIT_OPTIONS_TYPE) == type)
        .flatMap(unit -> Stream.ofNullable(unit.tableAt(UNIT_OPTIONS)));
  }

  /** The calibration of the first output that has one. */
  private static Optional<ScoreCalibration.Stated> calibration(List<FlatTable> outputs)
      throws ModelException {
    for (FlatTable output : outputs) {
      Optional<FlatTable> options = options(output, SCORE_CALIBRATION_OPTIONS).findFirst();
      if (options.isPresent()) {
        List<FlatTable> files = files(Stream.of(output), TENSOR_AXIS_SCORE_CALIBRATION);
        if (files.isEmpty()) {
          throw new ModelException("its metadata states a score calibration without a file");
        }
        return Optional.of(
            new ScoreCalibration.Stated(
                options.get().byteAt(OPTIONS_TRANSFORMATION),
                options.get().floatAt(OPTIONS_DEFAULT_SCORE),
                String.valueOf(files.get(0).stringAt(FILE_NAME))));
      }
    }
    return Optional.empty();
  }

  private static boolean isPerChannel(List<Float> values) {
    return (values.size() == 1 || values.size() == 3) && values.stream().allMatch(Float::isFinite);
  }

  /**
   * Chooses the label file: of the first output's axis, or else, as detectors have it, of the
   * values of any output. A model may carry its labels in several languages: the first file without
   * a locale is taken, else the first.
   */
  private static Optional<String> labelFile(List<FlatTable> outputs) {
    List<FlatTable> files = files(outputs.stream().limit(1), TENSOR_AXIS_LABELS);
    if (files.isEmpty()) {
      files = files(outputs.stream(), TENSOR_VALUE_LABELS);
    }
    return Stream.concat(
            files.stream().filter(file -> file.stringAt(FILE_LOCALE) == null), files.stream())
        .findFirst()
        .map(file -> file.stringAt(FILE_NAME));
  }

  private static List<FlatTable> files(Stream<FlatTable> outputs, int type) {
    return outputs
        .flatMap(output -> output.tablesAt(TENSOR_ASSOCIATED_FILES).limit(MAX_FILES))
        .filter(file -> file.byteAt(FILE_TYPE) == type && file.stringAt(FILE_NAME) != null)
        .toList();
  }

  private static List<Float> boxed(float[] values) {
    Float[] boxed = new Float[values.length];
    for (int i = 0; i < values.length; i++) {
      boxed[i] = values[i];
    }
    return List.of(boxed);
  }
}
