package io.github.resshift.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MachineTest {
  @Test
  void theProcessorHasItsName() {
    assertThat(MachineFacts.modelName(List.of("processor : 0", "model name\t: Zen: 4", "x : y")))
        .isEqualTo("Zen: 4");
    assertThat(MachineFacts.modelName(List.of())).isEqualTo(System.getProperty("os.arch"));
  }

  @Test
  void thePeakIsReadInMebibytes() {
    assertThat(ProcessMemory.peak(List.of("VmPeak:\t 9 kB", "VmHWM:\t   20480 kB"))).hasValue(20);
    assertThat(ProcessMemory.peak(List.of("Name: x"))).isEmpty();
  }

  @Test
  void residentMemoryIsThatOfThisProcess() {
    assertThat(ProcessMemory.resident()).isBetween(20.0, 20_000.0);
  }
}
