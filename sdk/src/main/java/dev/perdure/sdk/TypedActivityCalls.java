package dev.perdure.sdk;

import org.jspecify.annotations.Nullable;

/// The calls of activities by method reference: `ctx.call(Orders::reserve, order)`. The name is the
/// one of [FunctionRegistry], the result has the method's return type with its generics.
///
/// A reference may name a static method, a method of an object, or, through its class, a method of
/// whichever object is registered. A method may also take its [TaskActivityContext].
///
/// All these calls throw [IllegalArgumentException] for a written-out lambda, and their tasks end
/// with [TaskFailedException] if the activity fails.
@SuppressWarnings("overloads") // References tell value and void apart; lambdas are rejected.
public interface TypedActivityCalls extends ActivityCalls {

  /// Calls an activity without input.
  default <R extends @Nullable Object> Task<R> call(MethodReference.Call0<R> method) {
    return MethodReferences.call(this, method, null, null);
  }

  /// Calls an activity without input that is named through its class, or takes its context only.
  default <A extends @Nullable Object, R extends @Nullable Object> Task<R> call(
      MethodReference.Call1<A, R> method) {
    return MethodReferences.call(this, method, null, null);
  }

  /// Calls an activity.
  default <I extends @Nullable Object, R extends @Nullable Object> Task<R> call(
      MethodReference.Call1<I, R> method, I input) {
    return MethodReferences.call(this, method, input, null);
  }

  /// Calls an activity that is named through its class.
  default <T, I extends @Nullable Object, R extends @Nullable Object> Task<R> call(
      MethodReference.Call2<T, I, R> method, I input) {
    return MethodReferences.call(this, method, input, null);
  }

  /// Calls an activity that also takes its context.
  default <I extends @Nullable Object, R extends @Nullable Object> Task<R> call(
      MethodReference.ContextCall<I, R> method, I input) {
    return MethodReferences.call(this, method, input, null);
  }

  /// Calls an activity that also takes its context and is named through its class.
  default <T, I extends @Nullable Object, R extends @Nullable Object> Task<R> call(
      MethodReference.UnboundContextCall<T, I, R> method, I input) {
    return MethodReferences.call(this, method, input, null);
  }

  /// Calls an activity without input and result.
  default Task<@Nullable Void> call(MethodReference.Run0 method) {
    return MethodReferences.call(this, method, null, null);
  }

  /// Calls an activity without input and result that is named through its class, or takes its
  /// context only.
  default <A extends @Nullable Object> Task<@Nullable Void> call(MethodReference.Run1<A> method) {
    return MethodReferences.call(this, method, null, null);
  }

  /// Calls an activity without result.
  default <I extends @Nullable Object> Task<@Nullable Void> call(
      MethodReference.Run1<I> method, I input) {
    return MethodReferences.call(this, method, input, null);
  }

  /// Calls an activity without result that is named through its class.
  default <T, I extends @Nullable Object> Task<@Nullable Void> call(
      MethodReference.Run2<T, I> method, I input) {
    return MethodReferences.call(this, method, input, null);
  }

  /// Calls an activity without result that also takes its context.
  default <I extends @Nullable Object> Task<@Nullable Void> call(
      MethodReference.ContextRun<I> method, I input) {
    return MethodReferences.call(this, method, input, null);
  }

  /// Calls an activity without result that also takes its context and is named through its class.
  default <T, I extends @Nullable Object> Task<@Nullable Void> call(
      MethodReference.UnboundContextRun<T, I> method, I input) {
    return MethodReferences.call(this, method, input, null);
  }

  /// Calls an activity without input.
  default <R extends @Nullable Object> Task<R> call(
      MethodReference.Call0<R> method, TaskOptions options) {
    return MethodReferences.call(this, method, null, options);
  }

  /// Calls an activity.
  default <I extends @Nullable Object, R extends @Nullable Object> Task<R> call(
      MethodReference.Call1<I, R> method, I input, TaskOptions options) {
    return MethodReferences.call(this, method, input, options);
  }

  /// Calls an activity that is named through its class.
  default <T, I extends @Nullable Object, R extends @Nullable Object> Task<R> call(
      MethodReference.Call2<T, I, R> method, I input, TaskOptions options) {
    return MethodReferences.call(this, method, input, options);
  }

  /// Calls an activity that also takes its context.
  default <I extends @Nullable Object, R extends @Nullable Object> Task<R> call(
      MethodReference.ContextCall<I, R> method, I input, TaskOptions options) {
    return MethodReferences.call(this, method, input, options);
  }

  /// Calls an activity that also takes its context and is named through its class.
  default <T, I extends @Nullable Object, R extends @Nullable Object> Task<R> call(
      MethodReference.UnboundContextCall<T, I, R> method, I input, TaskOptions options) {
    return MethodReferences.call(this, method, input, options);
  }

  /// Calls an activity without input and result.
  default Task<@Nullable Void> call(MethodReference.Run0 method, TaskOptions options) {
    return MethodReferences.call(this, method, null, options);
  }

  /// Calls an activity without result.
  default <I extends @Nullable Object> Task<@Nullable Void> call(
      MethodReference.Run1<I> method, I input, TaskOptions options) {
    return MethodReferences.call(this, method, input, options);
  }

  /// Calls an activity without result that is named through its class.
  default <T, I extends @Nullable Object> Task<@Nullable Void> call(
      MethodReference.Run2<T, I> method, I input, TaskOptions options) {
    return MethodReferences.call(this, method, input, options);
  }

  /// Calls an activity without result that also takes its context.
  default <I extends @Nullable Object> Task<@Nullable Void> call(
      MethodReference.ContextRun<I> method, I input, TaskOptions options) {
    return MethodReferences.call(this, method, input, options);
  }

  /// Calls an activity without result that also takes its context and is named through its class.
  default <T, I extends @Nullable Object> Task<@Nullable Void> call(
      MethodReference.UnboundContextRun<T, I> method, I input, TaskOptions options) {
    return MethodReferences.call(this, method, input, options);
  }
}
