/// Who may be let through: keys, bearer tokens and the links of single instances, judged against
/// what a route needs, and how many requests an address may send. Secrets are compared in a time
/// that does not depend on them, and neither they nor the tokens are ever logged. No route is known
/// here. Start with [Access].
@NullMarked
package dev.perdure.server.http.security;

import org.jspecify.annotations.NullMarked;
