package org.jkuiper;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * A test on photographs or models that the project may use but not copy: it runs where they are
 * (see {@code Reference#shared}), and {@code ./test -Dgroups=shared} runs these tests alone.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Tag("shared")
@EnabledIf("org.jkuiper.tflite.Reference#isSharedPresent")
public @interface NeedsShared {}
