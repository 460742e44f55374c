package org.jkuiper.tflite;

import static org.jkuiper.tflite.Schema.*;

import java.lang.reflect.Field;
import org.bytedeco.tensorflowlite.BuiltinOpResolver;
import org.bytedeco.tensorflowlite.TfLiteRegistration;
import org.bytedeco.tensorflowlite.global.tensorflowlite;

/** Names the operators of a model that TFLite refuses. */
final class UnsupportedOperators {

  private static final String PREFIX = "kTfLiteBuiltin";

  private UnsupportedOperators() {}

  /**
   * Why TFLite does not take a model: the first operator that it does not know, or else a general
   * reason.
   */
  static String reason(FlatTable model, BuiltinOpResolver resolver) {
    for (FlatTable code : model.tablesAt(MODEL_OPERATOR_CODES).toList()) {
      int builtin = Schema.builtinCode(code);
      int version = Math.max(1, code.intAt(OPERATOR_CODE_VERSION));
      if (builtin == tensorflowlite.kTfLiteBuiltinCustom) {
        String name = String.valueOf(code.stringAt(OPERATOR_CODE_CUSTOM_CODE));
        TfLiteRegistration found = resolver.FindOp(name, version);
        if (found == null || found.isNull()) {
          return "it has the custom operator " + printable(name) + remedy(name);
        }
      } else {
        TfLiteRegistration found = resolver.FindOp(builtin, version);
        if (found == null || found.isNull()) {
          return "its operator "
              + name(builtin)
              + " in version "
              + version
              + " is unknown to the TFLite of this plugin";
        }
      }
    }
    return "TFLite refuses its graph";
  }

  private static String remedy(String name) {
    if (name.equals("edgetpu-custom-op")) {
      return ", compiled for an Edge TPU: take the model as it was before edgetpu_compiler";
    }
    if (name.startsWith("Flex")) {
      return ", which needs TensorFlow itself: convert the model without SELECT_TF_OPS";
    }
    return ", which only a program that brings it can run";
  }

  /** A name out of a model, which may hold anything. */
  static String printable(String name) {
    String some = name.length() > 80 ? name.substring(0, 80) + "…" : name;
    return some.replaceAll("\\p{Cntrl}", "?");
  }

  /** The name of a builtin operator, such as {@code Conv2d}. */
  static String name(int builtin) {
    for (Field field : tensorflowlite.class.getFields()) {
      try {
        if (field.getName().startsWith(PREFIX) && field.getInt(null) == builtin) {
          return field.getName().substring(PREFIX.length());
        }
      } catch (IllegalAccessException e) {
        break;
      }
    }
    return "number " + builtin;
  }
}
