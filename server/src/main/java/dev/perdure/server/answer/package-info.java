/// The memory that answers may take while they are made and while their callers take them, which
/// all fronts count in the same way. What an answer says and how it is sent is theirs. Start with
/// [AnswerRoom].
@NullMarked
package dev.perdure.server.answer;

import org.jspecify.annotations.NullMarked;
