package dev.perdure.runtime.partition;

import dev.perdure.engine.orchestration.Limits;
import dev.perdure.engine.step.Effect;
import dev.perdure.model.request.Outcome;
import dev.perdure.model.work.WorkToken;
import dev.perdure.runtime.rows.CallAnswerRow;
import dev.perdure.runtime.rows.Keys;
import dev.perdure.runtime.work.Dispatcher;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends each effect where it belongs: into the open batch, to run once that is durable, or, for a
/// turn that a worker of this process takes, at once.
final class EffectRouter {
  private static final Logger log = LoggerFactory.getLogger(EffectRouter.class);

  private final Services services;
  private final Pipeline pipeline;
  private final Recovery recovery;
  private final RequestLog requests;

  EffectRouter(
      Services services, Pipeline pipeline, Recovery recovery, RequestLog requests) {
    this.requests = requests;
    this.services = services;
    this.pipeline = pipeline;
    this.recovery = recovery;
  }

  /// @param cached the orchestration that the effect is of, or null if it is an entity's
  void route(@Nullable CachedInstance cached, Effect effect, Consumer<Outcome> reply) {
    switch (effect) {
      case Effect.OfferTurn offer -> offerTurn(Objects.requireNonNull(cached), offer);
      case Effect.OfferBatch offer -> offerBatch(offer);
      case Effect.RecoverRest rest -> recovery.goOn(rest.instanceId(), rest.from());
      case Effect.AnswerCall answer -> answerCall(answer);
      case Effect.ReportDropped dropped -> reportDropped(dropped);
      case Effect.OfferActivity offer ->
        pipeline.offerAfterwards(
            offer.activity(),
            () -> services.dispatcher().offer(offer.activity(), offer.delay()));
      case Effect.OfferAlone offer ->
        pipeline.afterwards(
            () -> services.neighbours()
                .suspect(offer.execution(), offer.function(), offer.sequence()));
      case Effect.Withdraw withdraw -> withdraw(withdraw.token(), withdraw.sequence());
      case Effect.Reply answer -> reply(answer.outcome(), reply);
      case Effect.NotifyWaiters notify ->
        pipeline.afterwards(() -> services.neighbours().changed(notify.instanceId()));
      case Effect.Forget forget ->
        pipeline.afterwards(() -> services.dispatcher().forget(forget.execution()));
    }
  }

  private void offerTurn(CachedInstance cached, Effect.OfferTurn offer) {
    // After an unclean end the attempt must be counted durably before it is made.
    boolean trusted = offer.turn().token().attempt() == 1
        && offer.delay().isZero()
        && recovery.trusts(pipeline.durableBatch(), services.env().nanos());
    if (trusted) {
      // Counted before it leaves: the worker may answer before this method returns.
      pipeline.turnAhead(cached);
      if (services.dispatcher().offerAhead(offer.turn())) {
        return;
      }
      pipeline.turnChanged(cached);
    }
    pipeline.offerAfterwards(
        offer.turn(), () -> services.dispatcher().offer(offer.turn(), offer.delay()));
  }

  /// A suspect that was to be tried and that nobody has is settled: no answer to it will come. It
  /// need not have waited: while it was decided that it is not wanted, somebody may have asked for
  /// it.
  private void withdraw(WorkToken token, long sequence) {
    boolean offered = pipeline.withdraw(token);
    pipeline.afterwards(() -> {
      boolean withdrawn = offered
          || services.dispatcher().withdraw(token)
          || !services.dispatcher().isHeld(token);
      if (withdrawn && token.attempt() > Limits.ATTEMPTS_BEFORE_SUSPICION) {
        services.neighbours().suspectSettled(token.execution(), sequence);
      }
    });
  }

  /// A batch of operations never runs ahead of durability: they may do things outside.
  private void offerBatch(Effect.OfferBatch offer) {
    pipeline.offerAfterwards(
        offer.batch(),
        () -> services.dispatcher().offer(offer.batch(), offer.delay()));
  }

  private void answerCall(Effect.AnswerCall answer) {
    String id = answer.instanceId();
    String requestId = answer.requestId();
    String name = Keys.callName(requestId);
    if (requests.knows(id, name)) {
      // The client has named its request, and may ask again.
      pipeline.draft().put(
          Keys.callAnswer(id, name), CallAnswerRow.encode(answer.outcome()));
    }
    pipeline.afterwards(
        () -> services.neighbours().answerCall(id, requestId, answer.outcome()));
  }

  private void reportDropped(Effect.ReportDropped dropped) {
    pipeline.afterwards(
        () -> log.atWarn().addKeyValue("instance", dropped.instanceId())
            .log("Dropped {}: {}", dropped.what(), dropped.reason()));
  }

  private void reply(Outcome outcome, Consumer<Outcome> reply) {
    if (reply instanceof RememberingReply remembering) {
      remembering.remember().accept(outcome);
      pipeline.replyAfterwards(remembering.reply(), outcome);
    } else if (!reply.equals(Dispatcher.NOBODY)) {
      pipeline.replyAfterwards(reply, outcome);
    }
  }

  /// A reply whose outcome is also remembered, in the same batch as what it answers.
  record RememberingReply(Consumer<Outcome> reply, Consumer<Outcome> remember)
      implements
        Consumer<Outcome> {
    @Override
    public void accept(Outcome outcome) {
      reply.accept(outcome);
    }
  }
}
