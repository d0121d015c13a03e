package dev.perdure.sdk.http;

/// The method of an HTTP request.
public enum HttpMethod {
  GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS, TRACE, CONNECT
}
