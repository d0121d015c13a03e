package dev.perdure.server.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.StringValue;
import dev.perdure.model.Action;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.TaskOutcome;
import dev.perdure.model.codec.HistoryEventCodec;
import dev.perdure.model.codec.WireReader;
import dev.perdure.model.codec.WireWriter;
import dev.perdure.model.work.EntityBatchResult;
import dev.perdure.model.work.HistoryPosition;
import dev.perdure.model.work.TurnResult;
import dev.perdure.model.work.WorkItem;
import dev.perdure.model.work.WorkToken;
import dev.perdure.model.work.WorkerOffer;
import dev.perdure.protocol.ActivityAnswer;
import dev.perdure.protocol.EntityAnswer;
import dev.perdure.protocol.TurnAnswer;
import dev.perdure.protocol.WorkItemReader;
import dev.perdure.protocol.WorkMessages;
import dev.perdure.protocol.message.AbandonActivityTaskRequest;
import dev.perdure.protocol.message.AbandonEntityTaskRequest;
import dev.perdure.protocol.message.AbandonOrchestrationTaskRequest;
import dev.perdure.protocol.message.GetWorkItemsRequest;
import dev.perdure.protocol.message.StreamInstanceHistoryRequest;
import dev.perdure.runtime.TaskHub;
import dev.perdure.runtime.env.Env;
import dev.perdure.server.configuration.Role;
import dev.perdure.testing.simulation.Front;
import dev.perdure.testing.simulation.chance.Choices;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// The dispatch layer of the gRPC front in the simulation: what workers elsewhere get and answer
/// passes as bytes through the production streams, tokens and calls; only the connection itself is
/// simulated.
final class WireFront implements Front {
  private static final int BUSY_MILLIS = 15_000;
  private static final int SHORTLY_MILLIS = 500;

  private final Front direct;
  private final Env env;
  private final BooleanSupplier calm;
  private final Memory memory;
  private final WireMistake mistake;
  private final Choices choices;
  private final CompletionTokens tokens = new CompletionTokens();
  private final WorkStreams streams;
  private final HistoryCalls histories;
  private final WorkCalls calls;
  private final TaskHub hub;
  private final Map<Integer, WireLine> lines = new HashMap<>();
  private final Map<Dispatch.Subject, List<Runnable>> late = new HashMap<>();
  private long numbers;

  /// @param memory what workers know, which outlives the hub
  /// @param mistake what is planted
  /// @param room for the items that are on their way
  WireFront(
      TaskHub hub, Env env, BooleanSupplier calm, Memory memory, WireMistake mistake,
      Choices choices, ItemRoom room) {
    this.mistake = mistake;
    this.direct = Front.direct(hub);
    this.env = env;
    this.calm = calm;
    this.memory = memory;
    this.choices = choices;
    this.streams = new WorkStreams(tokens, PartsMemory.ofHeap(), room);
    this.histories = new HistoryCalls(env, HistoryRoom.ofHeap(env));
    this.calls = new WorkCalls(tokens, streams);
    this.hub = hub;
  }

  @Override
  public Connection connect(WorkerOffer offer, boolean local, Visitor visitor) {
    if (local && !memory.everybody()) {
      return direct.connect(offer, true, visitor);
    }
    Naming naming = memory.naming(visitor.number());
    WireLine line = lines.computeIfAbsent(visitor.number(), _ -> new WireLine());
    CallerConnection connection = line.connect(env.nanos());
    WireCall call = new WireCall(env, choices, calm, mistake, visitor::ended);
    Front.Connection leaving = () -> {
      line.breaks(connection);
      call.leave();
    };
    Memory.From from = new Memory.From(visitor.number(), naming, connection, () -> {
      leaving.close();
      visitor.ended();
    });
    call.onSent(this::sent);
    call.onMessage(bytes -> take(bytes, visitor, from));
    streams.open(caller(naming, connection), request(offer, naming), call);
    return leaving;
  }

  private Caller caller(Naming naming, CallerConnection connection) {
    String agent = switch (naming) {
      case TOKENS, NOTHING -> "";
      case INSTANCE_IDS -> "grpc-java-netty/1.59.0";
      case ACTIVITY_IDS -> "grpc-go/1.60.0";
    };
    return new Caller(hub, "", Role.ADMIN, "", agent, connection);
  }

  /// Those who know no tokens say nothing about themselves. Where they are, the others take any
  /// work, too: whoever lists it would get all of it.
  private GetWorkItemsRequest request(WorkerOffer offer, Naming naming) {
    if (naming != Naming.TOKENS) {
      return GetWorkItemsRequest.getDefaultInstance();
    }
    GetWorkItemsRequest request = WorkMessages.request(offer, choices.oneIn(2));
    return memory.allKnowTokens()
        ? request
        : request.toBuilder().clearWorkItemFilters().build();
  }

  private void take(byte[] bytes, Visitor visitor, Memory.From from) {
    WorkItemReader.Received received = WorkItemReader.read(bytes, ++numbers);
    if (received.item() == null) {
      return;
    }
    List<HistoryEvent> past = events(bytes, 1, 3);
    WorkToken token = tokens.dispatch(received.token()).orElseThrow().token();
    WorkItem item = switch (received.item()) {
      case WorkItem.Turn turn -> new WorkItem.Turn(
          token, turn.function(),
          past.isEmpty()
              ? turn.position()
              : new HistoryPosition(token.incarnation(), past.size()),
          turn.newEvents(), turn.span());
      case WorkItem.Activity activity -> new WorkItem.Activity(
          token, activity.function(), activity.orchestrationVersion(), activity.taskId(),
          activity.input(), activity.tags(), activity.trace());
      case WorkItem.EntityBatch batch -> new WorkItem.EntityBatch(
          token, batch.function(), batch.state(), batch.operations());
    };
    memory.put(
        new Memory.Known(
            item, received.token(), received.item().token().execution().instanceId(), past,
            from));
    visitor.accept(item);
  }

  /// Brings an answer. Now and then the connection breaks while the worker is busy, and it answers
  /// when it has connected anew, perhaps when other work about the same is on its way.
  private void answer(Memory.Known known, Runnable answer) {
    if (calm.getAsBoolean() || !choices.oneIn(10)) {
      answer.run();
    } else {
      known.from().death().run();
      if (choices.oneIn(3)) {
        answerAfter(BUSY_MILLIS, answer);
      } else {
        late.computeIfAbsent(known.subject(), _ -> new ArrayList<>()).add(answer);
      }
    }
    if (mistake == WireMistake.UNNAMED_TWICE) {
      answerAfter(BUSY_MILLIS, answer);
    }
  }

  private void answerAfter(int mostMillis, Runnable answer) {
    env.schedule(Duration.ofMillis(choices.below(mostMillis)), answer);
  }

  private void sent(byte[] bytes) {
    String token = WorkItemReader.read(bytes, 0).token();
    tokens.dispatch(token).ifPresent(dispatch -> {
      memory.sent(dispatch, token);
      List<Runnable> answers = choices.oneIn(2) ? late.remove(dispatch.subject()) : null;
      if (answers != null) {
        answers.forEach(answer -> answerAfter(SHORTLY_MILLIS, answer));
      }
    });
  }

  @Override
  public void completeTurn(WorkToken token, TurnResult result) {
    Memory.Known known = memory.find(token);
    if (known == null) {
      direct.completeTurn(token, result);
    } else {
      answer(known, () -> completeTurn(known, result));
    }
  }

  private void completeTurn(Memory.Known known, TurnResult result) {
    Caller caller = caller(known);
    if (caller == null) {
      return; // The answer fails, or nobody works on it any more.
    }
    List<Action> actions = result.actions();
    Integer processed = result.eventsProcessed() == TurnResult.ALL
        ? null
        : result.eventsProcessed();
    int parts = known.naming() == Naming.TOKENS ? memory.parts(known, actions.size()) : 1;
    int from = 0;
    for (int part = 0; part < parts; part++) {
      int to = part == parts - 1 ? actions.size() : from + 1;
      TurnAnswer answer = new TurnAnswer(
          known.instanceId(), given(known), actions.subList(from, to),
          result.customStatus(), processed, result.span(), null, null);
      send(caller, answer.write(), part, parts);
      from = to;
      if (part < parts - 1 && !calm.getAsBoolean() && choices.oneIn(50)) {
        known.from().death().run();
        return;
      }
    }
  }

  /// The token that comes back with an answer.
  private String given(Memory.Known known) {
    if (known.naming() == Naming.TOKENS) {
      return known.wireToken();
    }
    return mistake == WireMistake.TAKEN_BY_IDS ? memory.latestOf(known) : "";
  }

  /// Who answers; null if the answer does not arrive. What names its dispatch may come any number
  /// of times and over any connection, everything else comes once and over the worker's own.
  private @Nullable Caller caller(Memory.Known known) {
    Memory.From from = known.from();
    if (known.naming().names(known.subject().kind()) || mistake == WireMistake.TAKEN_BY_IDS) {
      return caller(known.naming(), from.connection());
    }
    WireLine line = lines.get(from.worker());
    if (line == null || (!memory.answer(known) && mistake != WireMistake.UNNAMED_TWICE)) {
      return null;
    }
    CallerConnection connection = line.unnamed(
        from.connection(), env.nanos(), mistake == WireMistake.UNNAMED_AFTER_A_BREAK);
    return connection == null ? null : caller(known.naming(), connection);
  }

  private void send(Caller caller, byte[] answer, int part, int parts) {
    byte[] whole = answer;
    if (parts > 1 && mistake != WireMistake.PARTS_AS_WHOLE) {
      WireWriter writer = new WireWriter();
      writer.writeBool(8, part < parts - 1);
      int mark = writer.begin(9);
      writer.writeInt32(1, part);
      writer.end(mark);
      byte[] more = writer.toByteArray();
      whole = new byte[answer.length + more.length];
      System.arraycopy(answer, 0, whole, 0, answer.length);
      System.arraycopy(more, 0, whole, answer.length, more.length);
    }
    var _ = calls.completeTurn(caller, whole);
    if (parts > 1 && choices.oneIn(5)) {
      var _ = calls.completeTurn(caller, whole);
    }
  }

  @Override
  public void completeActivity(WorkToken token, TaskOutcome outcome) {
    Memory.Known known = memory.find(token);
    if (known == null) {
      direct.completeActivity(token, outcome);
    } else {
      answer(known, () -> completeActivity(known, outcome));
    }
  }

  private void completeActivity(Memory.Known known, TaskOutcome outcome) {
    String wireToken = mistake == WireMistake.TOKENS_MIXED_UP && choices.oneIn(20)
        ? memory.latest()
        : given(known);
    var _ = calls.completeActivity(
        caller(known.naming(), known.from().connection()),
        new ActivityAnswer(
            known.instanceId(), ((WorkItem.Activity) known.item()).taskId(), wireToken, outcome)
            .write());
  }

  @Override
  public void completeEntityBatch(WorkToken token, EntityBatchResult result) {
    Memory.Known known = memory.find(token);
    if (known == null) {
      direct.completeEntityBatch(token, result);
    } else {
      call(() -> calls.completeEntity(
          caller(known.naming(), known.from().connection()),
          new EntityAnswer(known.wireToken(), result).write()));
    }
  }

  @Override
  public void abandon(WorkItem item, String cause) {
    Memory.Known known = memory.find(item.token());
    if (known == null) {
      direct.abandon(item, cause);
      return;
    }
    if (known.naming() != Naming.TOKENS) {
      known.from().death().run(); // Nobody gives work back who knows no tokens.
      return;
    }
    String token = known.wireToken();
    Caller caller = caller(Naming.TOKENS, known.from().connection());
    switch (item) {
      case WorkItem.Turn _ -> call(() -> calls.abandonTurn(
          caller,
          AbandonOrchestrationTaskRequest.newBuilder()
              .setCompletionToken(token).build().toByteArray()));
      case WorkItem.Activity _ -> call(() -> calls.abandonActivity(
          caller,
          AbandonActivityTaskRequest.newBuilder().setCompletionToken(token).build()
              .toByteArray()));
      case WorkItem.EntityBatch _ -> call(() -> calls.abandonEntity(
          caller,
          AbandonEntityTaskRequest.newBuilder().setCompletionToken(token).build()
              .toByteArray()));
    }
  }

  @Override
  public CompletionStage<List<HistoryEvent>> history(WorkItem.Turn turn) {
    Memory.Known known = memory.find(turn.token());
    if (known == null) {
      return direct.history(turn);
    }
    if (!known.past().isEmpty()) {
      return CompletableFuture.completedFuture(known.past());
    }
    CompletableFuture<List<HistoryEvent>> history = new CompletableFuture<>();
    List<HistoryEvent> events = new ArrayList<>();
    byte[] request = StreamInstanceHistoryRequest.newBuilder()
        .setInstanceId(turn.token().execution().instanceId())
        .setExecutionId(StringValue.of(turn.token().execution().executionId()))
        .setForWorkItemProcessing(true).build().toByteArray();
    call(() -> histories.stream(
        caller(Naming.TOKENS, known.from().connection()), request,
        new Gathering(events, history, turn.position().events())));
    return history;
  }

  /// Gathers a history.
  private static final class Gathering extends BareCall {
    private final List<HistoryEvent> events;
    private final CompletableFuture<List<HistoryEvent>> history;
    private final int expected;
    private Runnable closeHandler = () -> {};

    Gathering(
        List<HistoryEvent> events, CompletableFuture<List<HistoryEvent>> history, int expected) {
      this.events = events;
      this.history = history;
      this.expected = expected;
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setOnCloseHandler(Runnable handler) {
      closeHandler = handler;
    }

    @Override
    public void onNext(byte[] chunk) {
      events.addAll(events(chunk, 0, 1));
    }

    @Override
    public void onError(Throwable failure) {
      history.completeExceptionally(failure);
      closeHandler.run();
    }

    /// A history of another length is that of a turn which is no longer outstanding.
    @Override
    public void onCompleted() {
      if (events.size() == expected) {
        history.complete(events);
      } else {
        history.cancel(false);
      }
      closeHandler.run();
    }
  }

  /// The events of a field, in the message itself or in one of its fields.
  private static List<HistoryEvent> events(byte[] message, int outer, int field) {
    List<HistoryEvent> events = new ArrayList<>();
    WireReader reader = new WireReader(message);
    while (reader.next()) {
      if (outer == 0 && reader.field() == field) {
        events.add(HistoryEventCodec.decode(reader.readBytes()));
      } else if (outer != 0 && reader.field() == outer) {
        events.addAll(events(reader.readBytes(), 0, field));
      } else {
        reader.skip();
      }
    }
    return events;
  }

  /// A call that can say that its request is malformed, which none of ours is.
  private interface Call {
    void make() throws InvalidProtocolBufferException;
  }

  private static void call(Call call) {
    try {
      call.make();
    } catch (InvalidProtocolBufferException e) {
      throw new UncheckedIOException(e);
    }
  }
}
