package dev.perdure.sdk;

import java.io.Serializable;
import org.jspecify.annotations.NullUnmarked;

/// A method reference that names a function, such as `Orders::reserve`. The method is not called
/// through it: its class and name are read from it. A written-out lambda names nothing and is
/// rejected.
///
/// The nested interfaces are the shapes that such methods have; the compiler picks one.
@NullUnmarked // Whether parameters and results may be null is the named method's affair.
public interface MethodReference extends Serializable {

  /// A method without parameters.
  ///
  /// @param <R> the type of the result
  @FunctionalInterface
  interface Call0<R> extends MethodReference {

    /// Stands for the method.
    ///
    /// @throws Exception as the method does
    R call() throws Exception;
  }

  /// A method with one parameter, or one without that is named through its class.
  ///
  /// @param <A> the type of the first parameter
  /// @param <R> the type of the result
  @FunctionalInterface
  interface Call1<A, R> extends MethodReference {

    /// Stands for the method.
    ///
    /// @throws Exception as the method does
    R call(A first) throws Exception;
  }

  /// A method with two parameters, or one with one that is named through its class.
  ///
  /// @param <A> the type of the first parameter
  /// @param <B> the type of the second parameter
  /// @param <R> the type of the result
  @FunctionalInterface
  interface Call2<A, B, R>
      extends
        MethodReference {

    /// Stands for the method.
    ///
    /// @throws Exception as the method does
    R call(A first, B second) throws Exception;
  }

  /// A method with three parameters, or one with two that is named through its class.
  ///
  /// @param <A> the type of the first parameter
  /// @param <B> the type of the second parameter
  /// @param <C> the type of the third parameter
  /// @param <R> the type of the result
  @FunctionalInterface
  interface Call3<A, B, C, R>
      extends
        MethodReference {

    /// Stands for the method.
    ///
    /// @throws Exception as the method does
    R call(A first, B second, C third) throws Exception;
  }

  /// An activity that takes its input and its context.
  ///
  /// @param <I> the type of the input
  /// @param <R> the type of the result
  @FunctionalInterface
  interface ContextCall<I, R>
      extends
        MethodReference {

    /// Stands for the method.
    ///
    /// @throws Exception as the method does
    R call(I input, TaskActivityContext ctx) throws Exception;
  }

  /// An activity that takes its input and its context and is named through its class.
  ///
  /// @param <T> the class
  /// @param <I> the type of the input
  /// @param <R> the type of the result
  @FunctionalInterface
  interface UnboundContextCall<T, I, R>
      extends
        MethodReference {

    /// Stands for the method.
    ///
    /// @throws Exception as the method does
    R call(T target, I input, TaskActivityContext ctx) throws Exception;
  }

  /// A method without parameters; it returns nothing.
  @FunctionalInterface
  interface Run0 extends MethodReference {

    /// Stands for the method.
    ///
    /// @throws Exception as the method does
    void call() throws Exception;
  }

  /// A method with one parameter, or one without that is named through its class; it returns
  /// nothing.
  ///
  /// @param <A> the type of the first parameter
  @FunctionalInterface
  interface Run1<A> extends MethodReference {

    /// Stands for the method.
    ///
    /// @throws Exception as the method does
    void call(A first) throws Exception;
  }

  /// A method with two parameters, or one with one that is named through its class; it returns
  /// nothing.
  ///
  /// @param <A> the type of the first parameter
  /// @param <B> the type of the second parameter
  @FunctionalInterface
  interface Run2<A, B> extends MethodReference {

    /// Stands for the method.
    ///
    /// @throws Exception as the method does
    void call(A first, B second) throws Exception;
  }

  /// A method with three parameters, or one with two that is named through its class; it returns
  /// nothing.
  ///
  /// @param <A> the type of the first parameter
  /// @param <B> the type of the second parameter
  /// @param <C> the type of the third parameter
  @FunctionalInterface
  interface Run3<A, B, C>
      extends
        MethodReference {

    /// Stands for the method.
    ///
    /// @throws Exception as the method does
    void call(A first, B second, C third) throws Exception;
  }

  /// An activity that takes its input and its context; it returns nothing.
  ///
  /// @param <I> the type of the input
  @FunctionalInterface
  interface ContextRun<I> extends MethodReference {

    /// Stands for the method.
    ///
    /// @throws Exception as the method does
    void call(I input, TaskActivityContext ctx) throws Exception;
  }

  /// An activity that takes its input and its context and is named through its class; it returns
  /// nothing.
  ///
  /// @param <T> the class
  /// @param <I> the type of the input
  @FunctionalInterface
  interface UnboundContextRun<T, I> extends MethodReference {

    /// Stands for the method.
    ///
    /// @throws Exception as the method does
    void call(T target, I input, TaskActivityContext ctx) throws Exception;
  }
}
