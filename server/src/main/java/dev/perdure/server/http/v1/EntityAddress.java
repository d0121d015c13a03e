package dev.perdure.server.http.v1;

import dev.perdure.model.EntityId;
import dev.perdure.model.Identifiers;
import dev.perdure.server.http.exchange.FormText;
import dev.perdure.server.http.exchange.Request;
import dev.perdure.server.http.routing.PathValues;
import java.util.List;

/// The addresses of entities: `/v1/entities/{name}/{key}`. The key is everything behind the name,
/// whatever is in it, slashes too; nothing is the empty key.
final class EntityAddress {
  /// Below this entities are.
  static final String ENTITIES = CleanApi.BASE + "/entities";

  /// What stands before the key: the version, the collection and the name.
  private static final int PARTS = 3;

  private EntityAddress() {}

  /// The entity that a request is about. Routing cuts slashes off at the ends of a path, which may
  /// belong to a key here; so the key is read from the path as it was sent.
  static EntityId of(Request request, PathValues path) {
    String name = path.get("name");
    EntityId id = new EntityId(name, key(request.path(), name));
    String problem = Identifiers.entityIdProblem(id.instanceId());
    if (problem != null) {
      throw Problems.invalid(problem);
    }
    return id;
  }

  private static String key(String sent, String name) {
    int from = 0;
    while (from < sent.length() && sent.charAt(from) == '/') {
      from++;
    }
    String[] parts = sent.substring(from).split("/", PARTS + 1);
    List<String> before = List.of("v1", "entities", name);
    for (int i = 0; i < PARTS; i++) {
      if (i >= parts.length || !FormText.decode(parts[i]).equalsIgnoreCase(before.get(i))) {
        throw Problems.invalid("Expected an address such as /v1/entities/counter/a with slashes "
            + "that are not encoded before the key");
      }
    }
    return parts.length > PARTS ? FormText.decode(parts[PARTS]) : "";
  }

  /// The path of an entity. Slashes of its key stay as they are.
  static String path(EntityId id) {
    String key = FormText.encode(id.key()).replace("%2F", "/");
    return ENTITIES + "/" + FormText.encode(id.name()) + (key.isEmpty() ? "" : "/" + key);
  }
}
