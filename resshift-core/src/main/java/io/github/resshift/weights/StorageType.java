package io.github.resshift.weights;

import java.util.Arrays;
import java.util.Optional;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The storage classes that a {@code .pth} file may name, with the element type of each. */
enum StorageType {
  DOUBLE("DoubleStorage", ScalarType.Double, 8),
  FLOAT("FloatStorage", ScalarType.Float, 4),
  HALF("HalfStorage", ScalarType.Half, 2),
  BFLOAT16("BFloat16Storage", ScalarType.BFloat16, 2),
  LONG("LongStorage", ScalarType.Long, 8),
  INT("IntStorage", ScalarType.Int, 4),
  SHORT("ShortStorage", ScalarType.Short, 2),
  CHAR("CharStorage", ScalarType.Char, 1),
  BYTE("ByteStorage", ScalarType.Byte, 1),
  BOOL("BoolStorage", ScalarType.Bool, 1);

  private final String className;
  private final ScalarType dtype;
  private final int elementBytes;

  StorageType(String className, ScalarType dtype, int elementBytes) {
    this.className = className;
    this.dtype = dtype;
    this.elementBytes = elementBytes;
  }

  /** Name of the class in the module {@code torch}. */
  String className() {
    return className;
  }

  ScalarType dtype() {
    return dtype;
  }

  int elementBytes() {
    return elementBytes;
  }

  static Optional<StorageType> named(String className) {
    return Arrays.stream(values()).filter(type -> type.className.equals(className)).findFirst();
  }

  static Optional<StorageType> of(ScalarType dtype) {
    ScalarType wanted = dtype.intern();
    return Arrays.stream(values()).filter(type -> type.dtype == wanted).findFirst();
  }
}
