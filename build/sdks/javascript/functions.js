// Activities, entities and orchestrators for the suite, and workers that have them.

const {
  EntityInstanceId, NoOpLogger, RetryPolicy, TaskEntity, TaskHubGrpcWorker, whenAll, whenAny,
} = require("@microsoft/durabletask-js");

const logger = new NoOpLogger();
const tries = new Map();
const sleep = (millis) => new Promise((resolve) => setTimeout(resolve, millis));
const tried = (key) => tries.set(key, (tries.get(key) ?? 0) + 1).get(key);

const activities = {
  add: async (_, value) => value + 1,
  echo: async (_, value) => value,
  boom: async (_, text) => {
    throw new Error(text, { cause: new TypeError("the cause") });
  },
  flaky: async (_, key) => {
    const attempt = tried(key);
    if (attempt < 3) {
      throw new Error(`try ${attempt}`);
    }
    return attempt;
  },
  once: async (_, key) => {
    if (tried(key) === 1) {
      throw new Error("first");
    }
    return "repaired";
  },
  pause: async (_, millis) => {
    await sleep(millis);
    return 1;
  },
};

class Counter extends TaskEntity {
  initializeState() {
    return 0;
  }

  add(value) {
    this.state += value;
    return this.state;
  }

  get() {
    return this.state;
  }

  remove() {
    this.state = null;
  }

  start(instanceId) {
    return this.context.scheduleNewOrchestration("chain", 1, { instanceId });
  }

  forward(key) {
    this.context.signalEntity(new EntityInstanceId("jscounter", key), "add", this.state);
  }

  boom() {
    this.state = -1;
    throw new Error("no luck");
  }
}

const orchestrators = {
  calling: async function* (ctx, key) {
    const counter = new EntityInstanceId("jscounter", key);
    ctx.entities.signalEntity(counter, "add", 1);
    const value = yield ctx.entities.callEntity(counter, "add", 2);
    let failed = false;
    try {
      yield ctx.entities.callEntity(counter, "boom");
    } catch {
      failed = true;
    }
    return [value, failed, yield ctx.entities.callEntity(counter, "get")];
  },
  transfer: async function* (ctx, amount) {
    const one = new EntityInstanceId("jscounter", "lock-a");
    const other = new EntityInstanceId("jscounter", "lock-b");
    const lock = yield ctx.entities.lockEntities(one, other);
    const value = yield ctx.entities.callEntity(one, "get");
    yield ctx.entities.callEntity(one, "add", -amount);
    yield ctx.entities.callEntity(other, "add", amount);
    lock.release();
    return value;
  },
  chain: async function* (ctx, value) {
    for (let step = 0; step < 3; step++) {
      value = yield ctx.callActivity("add", value);
    }
    return value;
  },
  fanOut: async function* (ctx, width) {
    const tasks = [...Array(width).keys()].map((i) => ctx.callActivity("add", i));
    const results = yield whenAll(tasks);
    return results.reduce((a, b) => a + b, 0);
  },
  monitor: async function* (ctx, round) {
    ctx.setCustomStatus(`round ${round}`);
    yield ctx.createTimer(0.05);
    if (round < 3) {
      ctx.continueAsNew(round + 1, true);
      return undefined;
    }
    return `done after ${round}`;
  },
  approval: async function* (ctx, seconds) {
    const late = ctx.createTimer(seconds ?? 30);
    const event = ctx.waitForExternalEvent("approval");
    const first = yield whenAny([late, event]);
    return first === event ? `approved ${event.getResult()}` : "too late";
  },
  parent: async function* (ctx) {
    const value = yield ctx.callSubOrchestrator("chain", 10);
    const more = yield ctx.callSubOrchestrator(
      "chain", value, { instanceId: `${ctx.instanceId}-child` });
    return value + more;
  },
  child: async function* (ctx) {
    yield ctx.createTimer(0.01);
    return ctx.parent;
  },
  family: async function* (ctx) {
    return yield ctx.callSubOrchestrator("child");
  },
  retry: async function* (ctx) {
    const policy = new RetryPolicy(
      { maxNumberOfAttempts: 5, firstRetryIntervalInMilliseconds: 20 });
    return yield ctx.callActivity("flaky", ctx.instanceId, { retry: policy });
  },
  failing: async function* (ctx) {
    yield ctx.callActivity("boom", "no luck");
  },
  // Whether a timer was early, and whether it was too late by far.
  timed: async function* (ctx, millis) {
    const before = ctx.currentUtcDateTime.getTime();
    yield ctx.createTimer(millis / 1000);
    const took = ctx.currentUtcDateTime.getTime() - before;
    return [took < millis, took > millis + 5000];
  },
  collect: async function* (ctx, count) {
    const found = [];
    for (let i = 0; i < count; i++) {
      found.push(yield ctx.waitForExternalEvent("number"));
    }
    return found;
  },
  // Takes one event in each of its executions, and keeps those that have come too early.
  keeper: async function* (ctx, total) {
    const value = yield ctx.waitForExternalEvent("number");
    if (value === 0) {
      return total;
    }
    ctx.continueAsNew(total + value, true);
    return undefined;
  },
  sender: async function* (ctx, target) {
    ctx.sendEvent("nobody", "approval", "lost");
    ctx.sendEvent(target, "approval", "sent");
    return "done";
  },
  versionOf: async function* (ctx) {
    const child = yield ctx.callSubOrchestrator("versionOfChild", null, { version: "9" });
    return [ctx.version, child];
  },
  versionOfChild: async function* (ctx) {
    return ctx.version;
  },
  catching: async function* (ctx) {
    try {
      return yield ctx.callActivity("boom", "no luck");
    } catch (failed) {
      return failed.message;
    }
  },
  catchingChild: async function* (ctx) {
    try {
      return yield ctx.callSubOrchestrator("failing");
    } catch (failed) {
      return failed.message;
    }
  },
  givingUp: async function* (ctx) {
    const policy = new RetryPolicy(
      { maxNumberOfAttempts: 2, firstRetryIntervalInMilliseconds: 20 });
    return yield ctx.callActivity("flaky", ctx.instanceId, { retry: policy });
  },
  flakyChild: async function* (ctx, key) {
    return yield ctx.callActivity("flaky", key);
  },
  // Tries a child again under one id.
  retryChild: async function* (ctx) {
    const retry = new RetryPolicy(
      { maxNumberOfAttempts: 5, firstRetryIntervalInMilliseconds: 20 });
    return yield ctx.callSubOrchestrator(
      "flakyChild", ctx.instanceId, { instanceId: `${ctx.instanceId}-child`, retry });
  },
  rewoundParent: async function* (ctx) {
    const kept = yield ctx.callActivity("echo", "parent");
    const below = yield ctx.callSubOrchestrator(
      "rewound", undefined, { instanceId: `${ctx.instanceId}-child` });
    return [kept, below];
  },
  lockedAndFailing: async function* (ctx, key) {
    yield ctx.entities.lockEntities(new EntityInstanceId("jscounter", key));
    yield ctx.callActivity("boom", "no luck");
  },
  lockedForLong: async function* (ctx, key) {
    const lock = yield ctx.entities.lockEntities(new EntityInstanceId("jscounter", key));
    ctx.setCustomStatus("locked");
    yield ctx.waitForExternalEvent("unlock");
    lock.release();
  },
  rewound: async function* (ctx) {
    const first = yield ctx.callActivity("echo", "kept");
    const second = yield ctx.callActivity("once", ctx.instanceId);
    return [first, second];
  },
  slow: async function* (ctx, steps) {
    let total = 0;
    for (let step = 0; step < steps; step++) {
      total += yield ctx.callActivity("pause", 20);
    }
    return total;
  },
  whole: async function* (ctx, value) {
    const result = yield ctx.callActivity("echo", value);
    yield ctx.createTimer(1);
    yield ctx.callSubOrchestrator("chain", 1);
    return result;
  },
  nested: async function* (ctx) {
    yield ctx.callSubOrchestrator(
      "approval", undefined, { instanceId: `${ctx.instanceId}-child` });
  },
};

function makeWorker(port, more = {}) {
  const worker = new TaskHubGrpcWorker({ hostAddress: `localhost:${port}`, logger, ...more });
  Object.entries(orchestrators).forEach(([name, fn]) => worker.addNamedOrchestrator(name, fn));
  Object.entries(activities).forEach(([name, fn]) => worker.addNamedActivity(name, fn));
  worker.addNamedEntity("jscounter", () => new Counter());
  return worker;
}

module.exports = { logger, makeWorker, sleep };
