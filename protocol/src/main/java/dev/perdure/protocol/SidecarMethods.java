package dev.perdure.protocol;

import io.grpc.MethodDescriptor;
import java.util.List;

/// The methods of the one service, with messages as bytes.
public final class SidecarMethods {

  /// The service's name. It has no package.
  public static final String SERVICE = "TaskHubSidecarService";

  /// The methods that answer once.
  public static final List<String> UNARY = List.of(
      "Hello", "StartInstance", "GetInstance", "RewindInstance", "RestartInstance",
      "WaitForInstanceStart", "WaitForInstanceCompletion", "RaiseEvent", "TerminateInstance",
      "SuspendInstance", "ResumeInstance", "QueryInstances", "ListInstanceIds", "PurgeInstances",
      "CompleteActivityTask", "CompleteOrchestratorTask", "CompleteEntityTask", "CreateTaskHub",
      "DeleteTaskHub", "SignalEntity", "GetEntity", "QueryEntities", "CleanEntityStorage",
      "AbandonTaskActivityWorkItem", "AbandonTaskOrchestratorWorkItem",
      "AbandonTaskEntityWorkItem", "SkipGracefulOrchestrationTerminations");

  /// The methods that answer with a stream.
  public static final List<String> STREAMING = List.of("GetWorkItems", "StreamInstanceHistory");

  private SidecarMethods() {}

  /// The descriptor of a method.
  ///
  /// @throws IllegalArgumentException if the service has none of this name
  public static MethodDescriptor<byte[], byte[]> named(String name) {
    boolean streaming = STREAMING.contains(name);
    if (!streaming && !UNARY.contains(name)) {
      throw new IllegalArgumentException(
          "Expected a method of " + SERVICE + ", but got " + name);
    }
    return MethodDescriptor.<byte[], byte[]>newBuilder()
        .setType(
            streaming
                ? MethodDescriptor.MethodType.SERVER_STREAMING
                : MethodDescriptor.MethodType.UNARY)
        .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, name))
        .setRequestMarshaller(BytesMarshaller.INSTANCE)
        .setResponseMarshaller(BytesMarshaller.INSTANCE)
        .build();
  }
}
