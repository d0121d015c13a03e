package dev.perdure.sdk.http;

import java.net.URI;
import java.util.Map;

/// An HTTP request that started a function.
///
/// @param <T> the type of the body: `String`, `byte[]`, a type that JSON is read as, or an
///     `Optional` of one of these, which is empty if there is no body
public interface HttpRequestMessage<T> {

  /// The address that was asked for.
  URI getUri();

  /// The method.
  HttpMethod getHttpMethod();

  /// The header fields; names are compared without case.
  Map<String, String> getHeaders();

  /// The parameters of the query; of several with the same name the first.
  Map<String, String> getQueryParameters();

  /// The body.
  T getBody();

  /// Begins a response.
  HttpResponseMessage.Builder createResponseBuilder(HttpStatusType status);

  /// Begins a response.
  default HttpResponseMessage.Builder createResponseBuilder(HttpStatus status) {
    return createResponseBuilder((HttpStatusType) status);
  }
}
