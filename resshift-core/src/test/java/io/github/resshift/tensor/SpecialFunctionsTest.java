package io.github.resshift.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.resshift.tensor.SpecialFunctions.Eigen;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SpecialFunctionsTest {
  @Test
  void gammaHasItsKnownValues() {
    double[] gamma = SpecialFunctions.gamma(5, 0.5, 0.1);
    assertThat(gamma[0]).isCloseTo(24, within(1e-12));
    assertThat(gamma[1]).isCloseTo(Math.sqrt(Math.PI), within(1e-13));
    assertThat(gamma[2]).isCloseTo(9.513507698668732, within(1e-12));
  }

  @Test
  void eigenvectorsAreStretchedByTheirValues() {
    Random random = new Random(1);
    int n = 7;
    double[][] a = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        a[i][j] = a[j][i] = random.nextGaussian();
      }
    }
    Eigen eigen = SpecialFunctions.symmetricEigen(a);
    assertThat(eigen.values()).isSorted();
    for (int k = 0; k < n; k++) {
      double[] v = eigen.vectors()[k];
      double length = 0;
      for (int i = 0; i < n; i++) {
        double image = 0;
        for (int j = 0; j < n; j++) {
          image += a[i][j] * v[j];
        }
        assertThat(image).isCloseTo(eigen.values()[k] * v[i], within(1e-13));
        length += v[i] * v[i];
      }
      assertThat(length).isCloseTo(1, within(1e-13));
    }
  }
}
