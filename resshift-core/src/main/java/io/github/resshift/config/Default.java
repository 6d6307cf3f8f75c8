package io.github.resshift.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a setting that was added to a record when files that name the record's settings existed
 * already. While it has this value {@link Canonical} leaves it out, so those files stay valid. The
 * value must never change: it is what the program did before there was such a setting.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Default {
  /**
   * The value as {@link Canonical} writes it, such as {@code 0.5}, {@code false} or {@code []}; for
   * an optional that is empty by default nothing.
   */
  String value() default "";
}
