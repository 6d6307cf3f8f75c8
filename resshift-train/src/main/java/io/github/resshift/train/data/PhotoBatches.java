package io.github.resshift.train.data;

import io.github.resshift.degrade.Degradation;
import io.github.resshift.degrade.Pair;
import io.github.resshift.degrade.SeededDraws;
import io.github.resshift.tensor.Scope;
import io.github.resshift.train.parallel.Share;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Pairs made on the fly from random crops of photographs. Every sample is cropped and degraded for
 * itself from (seed, number of the sample), so neither the batch size nor threads change it.
 * Thread-safe: several threads may make batches at a time.
 */
public final class PhotoBatches implements BatchSource {
  private final PhotoCache cache;
  private final Degradation degradation;
  private final CropSampler crops;
  private final long seed;
  private final int batchSize;
  private final Share share;

  /**
   * A source of batches.
   *
   * @param cropSize side length of the clean crops; must divide by the degradation's scale
   */
  public PhotoBatches(
      PhotoCache cache, Degradation degradation, long seed, int batchSize, int cropSize) {
    this(cache, degradation, seed, batchSize, Crops.of(cropSize), new Share(0, batchSize));
  }

  /**
   * A source of one process's samples of every batch.
   *
   * @param batchSize samples of a whole batch
   * @param crops the clean crops; their side must divide by the degradation's scale
   */
  public PhotoBatches(
      PhotoCache cache,
      Degradation degradation,
      long seed,
      int batchSize,
      Crops crops,
      Share share) {
    if (batchSize < 1 || crops.size() % degradation.scale() != 0) {
      throw new IllegalArgumentException(
          "batches of "
              + batchSize
              + " crops of "
              + crops.size()
              + " pixels at scale "
              + degradation.scale()
              + " cannot be made");
    }
    this.cache = cache;
    this.degradation = degradation;
    this.seed = seed;
    this.batchSize = batchSize;
    this.share = share;
    this.crops = new CropSampler(cache, seed, crops);
  }

  /** The same samples in batches of another size, all of them for this process. */
  public PhotoBatches alone(int size) {
    return new PhotoBatches(cache, degradation, seed, size, crops.crops(), new Share(0, size));
  }

  @Override
  public Batch batch(long iteration) {
    Tensor gt;
    Tensor lq;
    Tensor mask;
    try (var scope = Scope.open()) {
      TensorVector gts = new TensorVector();
      TensorVector lqs = new TensorVector();
      TensorVector masks = new TensorVector();
      for (int i = share.from(); i < share.to(); i++) {
        long index = (iteration - 1) * batchSize + i;
        Pair pair = degradation.degrade(crops.crop(index), SeededDraws.of(seed, index));
        gts.push_back(pair.gt());
        lqs.push_back(pair.lq());
        if (pair.mask() != null) {
          masks.push_back(pair.mask());
        }
      }
      gt = Scope.own(centred(torch.cat(gts, 0)));
      lq = Scope.own(centred(torch.cat(lqs, 0)));
      mask = masks.empty() ? null : Scope.own(centred(torch.cat(masks, 0)));
    }
    return new Batch(Scope.adopt(gt), Scope.adopt(lq), mask == null ? null : Scope.adopt(mask));
  }

  @Override
  public String digest() {
    return digest(degradation.describe());
  }

  @Override
  public String formerDigest() {
    return digest(degradation.describedFormerly());
  }

  private String digest(String settings) {
    String facts =
        String.join(
            "\n",
            "photographs " + cache.digest(),
            "seed " + seed,
            "batch " + batchSize,
            crops.crops().describe(),
            settings);
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha.digest(facts.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  @Override
  public void close() {
    // The cache belongs to the caller.
  }

  private static Tensor centred(Tensor picture) {
    return picture.mul(new Scalar(2f)).sub(new Scalar(1f));
  }
}
