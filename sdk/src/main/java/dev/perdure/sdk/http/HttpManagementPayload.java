package dev.perdure.sdk.http;

/// The addresses under which an instance is managed, as a client that started it gets them. The
/// parts `{eventName}` and `{text}` are for the client to replace.
public final class HttpManagementPayload {
  private final String id;
  private final String instance;
  private final String query;
  private final String statusQuery;

  /// The addresses of an instance.
  ///
  /// @param id the instance's id
  /// @param instance the address of the instance, without a query
  /// @param query what every address has as its query; may be empty
  /// @param statusQuery what the address of the status has as its query instead; may be empty
  public HttpManagementPayload(String id, String instance, String query, String statusQuery) {
    this.id = id;
    this.instance = instance;
    this.query = query;
    this.statusQuery = statusQuery;
  }

  /// The instance's id.
  public String getId() {
    return id;
  }

  /// `GET` shows the status.
  public String getStatusQueryGetUri() {
    return address("", "", statusQuery);
  }

  /// `POST` raises an event.
  public String getSendEventPostUri() {
    return address("/raiseEvent/{eventName}", "", query);
  }

  /// `POST` ends the instance.
  public String getTerminatePostUri() {
    return address("/terminate", "reason={text}", query);
  }

  /// `POST` runs a failed instance again from its failures.
  public String getRewindPostUri() {
    return address("/rewind", "reason={text}", query);
  }

  /// `DELETE` removes the instance.
  public String getPurgeHistoryDeleteUri() {
    return address("", "", query);
  }

  /// `POST` runs the instance again from its input.
  public String getRestartPostUri() {
    return address("/restart", "", query);
  }

  /// `POST` holds the instance.
  public String getSuspendPostUri() {
    return address("/suspend", "reason={text}", query);
  }

  /// `POST` lets a held instance go on.
  public String getResumePostUri() {
    return address("/resume", "reason={text}", query);
  }

  private String address(String path, String first, String rest) {
    String both = first.isEmpty() || rest.isEmpty() ? first + rest : first + "&" + rest;
    return instance + path + (both.isEmpty() ? "" : "?" + both);
  }
}
