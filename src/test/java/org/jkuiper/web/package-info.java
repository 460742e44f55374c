@org.jspecify.annotations.NullMarked
package org.jkuiper.web;
