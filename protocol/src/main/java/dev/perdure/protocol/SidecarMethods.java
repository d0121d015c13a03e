package dev.perdure.protocol;

import io.grpc.MethodDescriptor;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The methods of the one service, with messages as bytes.
public final class SidecarMethods {

  /// The service's name. It has no package.
  public static final String SERVICE = "TaskHubSidecarService";

  /// The largest message that this server, and our own client and worker, take.
  public static final int LARGEST_MESSAGE = 128 << 20;

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

  private static final Map<String, MethodDescriptor<byte[], byte[]>> DESCRIPTORS = Stream
      .concat(UNARY.stream(), STREAMING.stream())
      .collect(Collectors.toUnmodifiableMap(name -> name, SidecarMethods::descriptor));

  private SidecarMethods() {}

  /// The descriptor of a method.
  ///
  /// @throws IllegalArgumentException if the service has none of this name
  public static MethodDescriptor<byte[], byte[]> named(String name) {
    MethodDescriptor<byte[], byte[]> descriptor = DESCRIPTORS.get(name);
    if (descriptor == null) {
      throw new IllegalArgumentException(
          "Expected a method of " + SERVICE + ", but got " + name);
    }
    return descriptor;
  }

  private static MethodDescriptor<byte[], byte[]> descriptor(String name) {
    return MethodDescriptor.<byte[], byte[]>newBuilder()
        .setType(
            STREAMING.contains(name)
                ? MethodDescriptor.MethodType.SERVER_STREAMING
                : MethodDescriptor.MethodType.UNARY)
        .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, name))
        .setRequestMarshaller(BytesMarshaller.INSTANCE)
        .setResponseMarshaller(BytesMarshaller.INSTANCE)
        .build();
  }
}
