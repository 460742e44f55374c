/** Our sockets against those of others, both ways round. */
@org.jspecify.annotations.NullMarked
package org.jkuiper.sp.interop;
