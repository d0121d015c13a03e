package dev.perdure.runtime.partition;

import dev.perdure.engine.step.Effect;
import dev.perdure.model.request.Outcome;
import dev.perdure.runtime.work.Dispatcher;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Sends each effect where it belongs: into the open batch, to run once that is durable, or, for a
/// turn that a worker of this process takes, at once.
///
/// A turn that runs ahead of durability and ends its process leaves no trace that could be counted.
/// After an unclean end no turn runs ahead for a while: whatever brings the process down again is
/// durable before it does so, and is quarantined in the end.
final class EffectRouter {

  /// How long after an unclean end no turn runs ahead of durability, in nanoseconds.
  private static final long WARY = TimeUnit.MINUTES.toNanos(1);

  private final Services services;
  private final Pipeline pipeline;
  private final long openedAt;
  private boolean wary;

  /// @param wary whether the partition's former owner ended uncleanly
  EffectRouter(Services services, Pipeline pipeline, boolean wary) {
    this.services = services;
    this.pipeline = pipeline;
    this.openedAt = services.env().nanos();
    this.wary = wary;
  }

  void route(CachedInstance cached, Effect effect, Consumer<Outcome> reply) {
    switch (effect) {
      case Effect.OfferTurn offer -> offerTurn(cached, offer);
      case Effect.OfferActivity offer ->
        pipeline.offerAfterwards(
            offer.activity().token(),
            () -> services.dispatcher().offer(offer.activity(), offer.delay()));
      case Effect.OfferAlone offer ->
        pipeline.afterwards(
            () -> services.neighbours()
                .suspect(offer.execution(), offer.function(), offer.sequence()));
      case Effect.Withdraw withdraw -> {
        if (!pipeline.withdraw(withdraw.token())) {
          pipeline.afterwards(() -> services.dispatcher().withdraw(withdraw.token()));
        }
      }
      case Effect.Reply answer -> reply(answer.outcome(), reply);
      case Effect.NotifyWaiters notify ->
        pipeline.afterwards(() -> services.neighbours().changed(notify.instanceId()));
      case Effect.Forget forget ->
        pipeline.afterwards(() -> services.dispatcher().forget(forget.execution()));
    }
  }

  private void offerTurn(CachedInstance cached, Effect.OfferTurn offer) {
    // After an unclean end the attempt must be counted durably before it is made.
    boolean trusted = offer.turn().token().attempt() == 1 && offer.delay().isZero() && !wary();
    if (trusted) {
      // Counted before it leaves: the worker may answer before this method returns.
      pipeline.turnAhead(cached);
      if (services.dispatcher().offerAhead(offer.turn())) {
        return;
      }
      pipeline.turnChanged(cached);
    }
    pipeline.offerAfterwards(
        offer.turn().token(), () -> services.dispatcher().offer(offer.turn(), offer.delay()));
  }

  private boolean wary() {
    wary = wary && services.env().nanos() - openedAt < WARY;
    return wary;
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
