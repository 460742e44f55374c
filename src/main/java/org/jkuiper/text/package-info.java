/** Reads foreign text: base64 as others write it, and the part of a text that an error repeats. */
@org.jspecify.annotations.NullMarked
package org.jkuiper.text;
