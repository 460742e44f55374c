/** Foreign text: base64 as others write it, and how an error repeats what it is about. */
@org.jspecify.annotations.NullMarked
package org.jkuiper.text;
