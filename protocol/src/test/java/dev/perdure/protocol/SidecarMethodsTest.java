package dev.perdure.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import dev.perdure.protocol.message.SidecarProtocol;
import org.junit.jupiter.api.Test;

final class SidecarMethodsTest {
  private static final ServiceDescriptor SERVICE = SidecarProtocol.getDescriptor()
      .findServiceByName(SidecarMethods.SERVICE);

  @Test
  void theContractHasTwentyNineMethodsAndAllAreNamed() {
    assertThat(SERVICE.getMethods()).hasSize(29);
    assertThat(SERVICE.getMethods().stream().filter(method -> !method.isServerStreaming()))
        .extracting(MethodDescriptor::getName)
        .containsExactlyInAnyOrderElementsOf(SidecarMethods.UNARY);
    assertThat(SERVICE.getMethods().stream().filter(MethodDescriptor::isServerStreaming))
        .extracting(MethodDescriptor::getName)
        .containsExactlyInAnyOrderElementsOf(SidecarMethods.STREAMING);
  }

  @Test
  void pathsHaveNoPackage() {
    assertThat(SidecarMethods.named("Hello").getFullMethodName())
        .isEqualTo("TaskHubSidecarService/Hello");
    assertThatThrownBy(() -> SidecarMethods.named("Goodbye"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
