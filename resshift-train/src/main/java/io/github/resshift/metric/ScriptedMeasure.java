package io.github.resshift.metric;

import io.github.resshift.ResShiftException;
import io.github.resshift.tensor.Engine;
import io.github.resshift.tensor.Interpolate;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.JitModule;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A measure that is a network of the user's: a TorchScript archive that takes a picture, or a
 * picture and its truth, and gives one number, and a YAML file beside it that says what it expects.
 * An archive is a program that the engine runs, so only files that are trusted should be opened.
 * Thread-safe; closing it frees the network.
 */
public final class ScriptedMeasure implements AutoCloseable {
  private static final long MOST_BYTES = 8L << 30;

  private final Path file;
  private final ScriptSettings settings;
  private final String device;
  private final JitModule module;

  private ScriptedMeasure(Path file, ScriptSettings settings, String device, JitModule module) {
    this.file = file;
    this.settings = settings;
    this.device = device;
    this.module = module;
  }

  /**
   * Opens an archive, and the file of its name that ends in {@code .yaml}.
   *
   * @param device a libtorch device such as {@code cpu} or {@code cuda:0}
   * @throws ResShiftException if one of the two is missing or cannot be used
   */
  public static ScriptedMeasure open(Path file, String device) {
    Engine.start();
    requireArchive(file);
    ScriptSettings settings = ScriptSettings.read(beside(file));
    try (var scope = Scope.open()) {
      JitModule module = torch.load(file.toString(), new DeviceOptional(new Device(device)), true);
      module.eval();
      module.retainReference();
      scope.detach(module);
      return new ScriptedMeasure(file, settings, device, module);
    } catch (RuntimeException e) {
      throw new ResShiftException(
          "'"
              + file
              + "' cannot be loaded as TorchScript ("
              + Engine.said(e)
              + "); write it with torch.jit.save.",
          e);
    }
  }

  private static Path beside(Path file) {
    String name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    Path yaml = file.resolveSibling((dot > 0 ? name.substring(0, dot) : name) + ".yaml");
    if (!Files.isRegularFile(yaml)) {
      throw new ResShiftException(
          "'" + file + "' needs the file '" + yaml + "' beside it, which says what it expects.");
    }
    return yaml;
  }

  /** The engine's own words about other files fill a page. */
  private static void requireArchive(Path file) {
    try (var in = Files.newInputStream(file)) {
      byte[] start = in.readNBytes(2);
      if (start.length < 2 || start[0] != 'P' || start[1] != 'K') {
        throw new ResShiftException(
            "'" + file + "' is no TorchScript archive; write one with torch.jit.save.");
      }
      if (Files.size(file) > MOST_BYTES) {
        throw new ResShiftException("'" + file + "' is larger than 8 GiB; it is not opened.");
      }
    } catch (IOException e) {
      throw new ResShiftException("'" + file + "' cannot be read; check the path.", e);
    }
  }

  /** Whether it compares with the true picture. */
  public boolean needsTruth() {
    return settings.truth();
  }

  /** Whether larger numbers are better. */
  public boolean higherIsBetter() {
    return settings.higherIsBetter();
  }

  /** For reports. */
  public String protocol() {
    return "TorchScript " + file.getFileName() + ": " + settings.protocol();
  }

  /**
   * Measures one picture.
   *
   * @param picture [1, 3, h, w] in [0, 1]; 8 bits of it count
   * @param truth the same, or null where none is needed
   * @throws ResShiftException if the network fails or does not give one finite number
   */
  public double of(Tensor picture, Tensor truth) {
    try (var scope = Scope.open();
        var guard = new NoGradGuard()) {
      IValueVector inputs = new IValueVector();
      inputs.push_back(new IValue(prepared(picture)));
      if (settings.truth()) {
        inputs.push_back(new IValue(prepared(truth)));
      }
      return number(run(inputs));
    }
  }

  private IValue run(IValueVector inputs) {
    try {
      return module.forward(inputs);
    } catch (RuntimeException e) {
      throw new ResShiftException(
          "'"
              + file
              + "' failed on a picture ("
              + Engine.said(e)
              + "); compare its .yaml file with what the network expects.",
          e);
    }
  }

  private Tensor prepared(Tensor picture) {
    Tensor levels =
        Tensors.clamp(picture, 0, 1)
            .mul(new Scalar(255))
            .round()
            .div(new Scalar(255))
            .to(ScalarType.Float);
    Tensor values = levels;
    if (settings.size().isPresent()) {
      long[] sides = settings.size().get().of(levels.size(3), levels.size(2));
      values = Interpolate.toSize(levels, settings.interpolation(), sides[1], sides[0]);
    }
    if (settings.bgr()) {
      values = values.flip(1);
    }
    return values
        .mul(new Scalar(settings.high() - settings.low()))
        .add(new Scalar(settings.low()))
        .sub(channels(settings.mean()))
        .div(channels(settings.deviation()))
        .to(new Device(device), ScalarType.Float);
  }

  private static Tensor channels(List<Double> values) {
    float[] floats = new float[values.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = values.get(i).floatValue();
    }
    return Tensors.of(floats, 1, floats.length, 1, 1);
  }

  private double number(IValue result) {
    double number = Double.NaN;
    if (result.isDouble()) {
      number = result.toDouble();
    } else if (result.isTensor() && result.toTensor().numel() == 1) {
      number = result.toTensor().to(ScalarType.Double).item_double();
    } else {
      throw new ResShiftException(
          "'"
              + file
              + "' gives "
              + (result.isTensor() ? result.toTensor().numel() + " numbers" : "no tensor")
              + "; wrap it so that it gives one number for a picture.");
    }
    if (!Double.isFinite(number)) {
      throw new ResShiftException(
          "'" + file + "' gives " + number + " for a picture; compare its .yaml file.");
    }
    return number;
  }

  @Override
  public void close() {
    module.close();
  }
}
