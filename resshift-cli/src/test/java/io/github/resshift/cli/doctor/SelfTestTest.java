package io.github.resshift.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resshift.tensor.Precision;
import org.junit.jupiter.api.Test;

class SelfTestTest {
  @Test
  void theEngineIsRightHere() {
    assertThat(SelfTest.convolution().level()).isEqualTo(Finding.Level.FINE);
    assertThat(SelfTest.network().level())
        .as(SelfTest.network().value())
        .isEqualTo(Finding.Level.FINE);
    Finding bf16 = SelfTest.network("cpu", Precision.BF16);
    assertThat(bf16.level()).as(bf16.value()).isEqualTo(Finding.Level.FINE);
    assertThat(bf16.name()).isEqualTo("network_cpu_bf16");
  }

  @Test
  void aWrongResultIsAProblem() {
    float[] expected = {1, 2, 3};
    assertThat(SelfTest.judge("x", SelfTest.error(new float[] {1, 2, 3}, expected), 1e-6).level())
        .isEqualTo(Finding.Level.FINE);
    assertThat(SelfTest.judge("x", SelfTest.error(new float[] {1, 2, 4}, expected), 1e-6).level())
        .isEqualTo(Finding.Level.PROBLEM);
    float[] broken = {1, Float.NaN, 3};
    assertThat(SelfTest.judge("x", SelfTest.error(broken, expected), 1e-6).level())
        .isEqualTo(Finding.Level.PROBLEM);
  }
}
