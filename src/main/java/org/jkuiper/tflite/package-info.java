/**
 * Image classification models in TensorFlow Lite's format: loading with every check that keeps a
 * bad file from reaching native code, and inference through TFLite's C++ API, which (unlike its C
 * API) brings XNNPACK along.
 *
 * <p>Knows tensors, quantisation and model metadata; nothing of pictures' file formats and nothing
 * of eKuiper.
 *
 * <p>Internal.
 */
@NullMarked
package org.jkuiper.tflite;

import org.jspecify.annotations.NullMarked;
