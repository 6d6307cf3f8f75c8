package io.github.resshift.catalog;

import io.github.resshift.Internal;
import io.github.resshift.catalog.ModelDescription.Weights;
import io.github.resshift.diffusion.DiffusionConfig;
import io.github.resshift.diffusion.PredictType;
import io.github.resshift.model.GuideConfig;
import io.github.resshift.model.GuidedNetConfig;
import io.github.resshift.model.PixelShuffleConfig;
import io.github.resshift.model.SwinUNetConfig;
import io.github.resshift.model.VqConfig;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The models that the method's authors published (docs/method.md section 7), and the x2 variant
 * that has settings but no published weights.
 */
public final class PublishedModels {
  private static final String RELEASE =
      "https://github.com/zsyOAOA/ResShift/releases/download/v2.0/";
  private static final String LICENCE = "NTU S-Lab License 1.0 (non-commercial use only)";

  /** The autoencoder of the x4 and x2 models and of general inpainting: factor 4, 3 channels. */
  @Internal
  public static final VqConfig VQ_F4 =
      new VqConfig(3, 8192, 3, 256, 3, 3, 128, List.of(1, 2, 4), List.of(2, 2, 2), List.of(), 0);

  /** The autoencoder of face restoration: factor 8, 8 channels. */
  @Internal
  public static final VqConfig VQ_F8 =
      new VqConfig(
          8, 4096, 8, 512, 3, 3, 64, List.of(1, 2, 4, 8), List.of(1, 2, 3, 4), List.of(), 0);

  private static final Weights GENERAL_AUTOENCODER =
      release(
          "autoencoder_vq_f4.pth",
          "e967eaa2c380152811c53e312990d6967a8a957c4f7590f19490ec72110b2889",
          221_364_711);
  private static final Weights FACE_F4_AUTOENCODER = release("celeba256_vq_f4_dim3_face.pth");
  private static final Weights FACE_F8_AUTOENCODER = release("ffhq512_vq_f8_dim8_face.pth");

  private static final List<ModelDescription> MODELS =
      List.of(
          enlarging(
              "realsr-v1",
              chain(4, 15, 0.04),
              64,
              release("resshift_realsrx4_s15_v1.pth"),
              "Real photographs x4, 15 steps, first version."),
          enlarging(
              "realsr-v2",
              chain(4, 15, 0.04),
              64,
              release("resshift_realsrx4_s15_v2.pth"),
              "Real photographs x4, 15 steps, second version."),
          enlarging(
              "realsr-v3",
              chain(4, 4, 0.2),
              64,
              release(
                  "resshift_realsrx4_s4_v3.pth",
                  "878da888bbbe10b8b0d4ff179c2de3059fd8a4cf2c705942a77a7f3b23ea1efd",
                  477_917_058),
              "Real photographs x4, 4 steps (journal version)."),
          enlarging(
              "bicsr",
              chain(4, 4, 0.2),
              64,
              release("resshift_bicsrx4_s4.pth"),
              "Pictures that were made small by bicubic interpolation, x4, 4 steps."),
          new ModelDescription(
              "realsr-x2",
              Task.SUPER_RESOLUTION,
              chain(2, 4, 0.2),
              network(3, false, 128),
              VQ_F4,
              128,
              Optional.empty(),
              Optional.empty(),
              Optional.of(GENERAL_AUTOENCODER),
              LICENCE,
              "Settings for training an x2 model; no weights are published."),
          restoring(
              "inpaint-imagenet",
              Task.INPAINT,
              network(3, true, 256),
              VQ_F4,
              release("resshift_inpainting_imagenet_s4.pth"),
              GENERAL_AUTOENCODER,
              "Fills holes in pictures of any kind, 4 steps."),
          restoring(
              "inpaint-face",
              Task.INPAINT,
              network(3, true, 256),
              VQ_F4,
              release("resshift_inpainting_face_s4.pth"),
              FACE_F4_AUTOENCODER,
              "Fills holes in aligned faces of 256 pixels, 4 steps."),
          restoring(
              "faceir",
              Task.FACE,
              network(8, false, 512),
              VQ_F8,
              release("resshift_faceir_s4.pth"),
              FACE_F8_AUTOENCODER,
              "Restores aligned faces of 512 pixels, 4 steps."),
          new ModelDescription(
              "realesrgan-x4plus",
              Task.SUPER_RESOLUTION,
              // A network that puts out nothing leaves the chain's low-quality end as it is.
              new DiffusionConfig(
                  4,
                  4,
                  0.99,
                  0.5,
                  0.1,
                  0.3,
                  false,
                  PredictType.RESIDUAL,
                  Optional.empty(),
                  1,
                  true,
                  true),
              new GuidedNetConfig(48, 96, 0, 0, 0, GuideConfig.ESRGAN),
              new PixelShuffleConfig(GuideConfig.SCALE),
              1,
              Optional.of(1),
              Optional.empty(),
              Optional.empty(),
              "BSD-3-Clause, Copyright (c) 2021, Xintao Wang",
              "Real-ESRGAN x4plus by itself, without a chain; models/fetch-guide.sh gets it.",
              0,
              Optional.of(
                  new Weights(
                      "realesrgan-x4plus.safetensors",
                      Optional.empty(),
                      Optional.of(
                          "e711de40e2972644e7193058c2a06bd57b1dce291ebc2d54083568686a1175a2"),
                      OptionalLong.of(33_488_772)))));

  private PublishedModels() {}

  /** All of them, in the order in which they are listed to people. */
  public static List<ModelDescription> all() {
    return MODELS;
  }

  /** The published model of this name. */
  public static Optional<ModelDescription> find(String name) {
    return MODELS.stream().filter(model -> model.name().equals(name)).findFirst();
  }

  /** What is known about the published weights file of this name. */
  static Optional<Weights> file(String fileName) {
    return MODELS.stream()
        .flatMap(model -> model.files().stream())
        .filter(weights -> weights.file().equals(fileName))
        .findFirst();
  }

  /** The first published model that uses the weights file of this name. */
  static Optional<String> modelWith(String fileName) {
    return MODELS.stream()
        .filter(
            model -> model.files().stream().anyMatch(weights -> weights.file().equals(fileName)))
        .map(ModelDescription::name)
        .findFirst();
  }

  /** The licence of all published weights. */
  static String licence() {
    return LICENCE;
  }

  private static ModelDescription enlarging(
      String name, DiffusionConfig chain, int lqSize, Weights weights, String note) {
    return new ModelDescription(
        name,
        Task.SUPER_RESOLUTION,
        chain,
        network(3, false, lqSize),
        VQ_F4,
        lqSize,
        Optional.empty(),
        Optional.of(weights),
        Optional.of(GENERAL_AUTOENCODER),
        LICENCE,
        note);
  }

  private static ModelDescription restoring(
      String name,
      Task task,
      SwinUNetConfig network,
      VqConfig autoencoder,
      Weights weights,
      Weights autoencoderWeights,
      String note) {
    return new ModelDescription(
        name,
        task,
        chain(1, 4, 0.2),
        network,
        autoencoder,
        network.lqSize(),
        Optional.empty(),
        Optional.of(weights),
        Optional.of(autoencoderWeights),
        LICENCE,
        note);
  }

  /** docs/method.md section 2: kappa 2, p 0.3 and etas_end 0.99 in all of them. */
  private static DiffusionConfig chain(int scale, int steps, double minNoiseLevel) {
    return new DiffusionConfig(
        scale,
        steps,
        0.99,
        minNoiseLevel,
        2,
        0.3,
        false,
        PredictType.XSTART,
        Optional.empty(),
        1,
        true,
        true);
  }

  private static SwinUNetConfig network(int channels, boolean mask, int lqSize) {
    return new SwinUNetConfig(
        64,
        channels,
        160,
        channels,
        List.of(64, 32, 16, 8),
        0,
        List.of(1, 2, 2, 4),
        List.of(2, 2, 2, 2),
        1,
        32,
        2,
        192,
        8,
        4,
        true,
        mask,
        lqSize);
  }

  private static Weights release(String file) {
    return new Weights(file, Optional.of(RELEASE + file), Optional.empty(), OptionalLong.empty());
  }

  private static Weights release(String file, String sha256, long bytes) {
    return new Weights(
        file, Optional.of(RELEASE + file), Optional.of(sha256), OptionalLong.of(bytes));
  }
}
