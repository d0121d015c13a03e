package dev.perdure.sdk.trigger;

import dev.perdure.sdk.http.HttpMethod;
import dev.perdure.sdk.http.HttpRequestMessage;
import dev.perdure.sdk.http.HttpResponseMessage;
import dev.perdure.sdk.http.HttpStatusType;
import java.net.URI;
import java.util.Map;

/// A request with its body as the function wants it.
record Request(HttpCall call, Object body) implements HttpRequestMessage<Object> {
  @Override
  public URI getUri() {
    return call.uri();
  }

  @Override
  public HttpMethod getHttpMethod() {
    return call.method();
  }

  @Override
  public Map<String, String> getHeaders() {
    return call.headers();
  }

  @Override
  public Map<String, String> getQueryParameters() {
    return call.query();
  }

  @Override
  public Object getBody() {
    return body;
  }

  @Override
  public HttpResponseMessage.Builder createResponseBuilder(HttpStatusType status) {
    return HttpResponseMessage.builder(status);
  }
}
