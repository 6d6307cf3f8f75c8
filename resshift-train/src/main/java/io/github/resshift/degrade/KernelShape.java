package io.github.resshift.degrade;

import io.github.resshift.ResShiftException;
import java.util.Locale;

/** The families of blur kernels of docs/method.md section 8, under their published names. */
enum KernelShape {
  /** Isotropic Gaussian. */
  ISO,
  /** Rotated Gaussian with two widths. */
  ANISO,
  /** exp(-q^beta / 2), isotropic. */
  GENERALIZED_ISO,
  /** exp(-q^beta / 2), rotated with two widths. */
  GENERALIZED_ANISO,
  /** 1 / (1 + q^beta), isotropic. */
  PLATEAU_ISO,
  /** 1 / (1 + q^beta), rotated with two widths. */
  PLATEAU_ANISO;

  /** Whether one width serves both axes. */
  public boolean isotropic() {
    return this == ISO || this == GENERALIZED_ISO || this == PLATEAU_ISO;
  }

  /** The name in configuration files, such as {@code generalized_iso}. */
  public String configName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The family with this name in configuration files. */
  public static KernelShape named(String name) {
    for (KernelShape shape : values()) {
      if (shape.configName().equals(name)) {
        return shape;
      }
    }
    throw new ResShiftException(
        "There is no blur kernel '"
            + name
            + "'; use iso, aniso, generalized_iso, generalized_aniso, plateau_iso or"
            + " plateau_aniso.");
  }
}
