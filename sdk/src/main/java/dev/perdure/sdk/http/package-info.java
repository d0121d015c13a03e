/// What a function with an HTTP trigger receives and answers with: requests, responses, methods and
/// status codes, under the names that Azure Functions gives them. They are values and interfaces;
/// who carries them over a wire and who calls the function is not known here. Start with
/// [HttpRequestMessage].
@NullMarked
package dev.perdure.sdk.http;

import org.jspecify.annotations.NullMarked;
