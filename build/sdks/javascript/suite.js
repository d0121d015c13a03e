// Runs the published JavaScript SDK against ./perdure dev, and prints what passed and failed.
//
// Usage: node suite.js ROOT SCRATCH PORT    (or: node suite.js --worker PORT, to be killed)
// It needs NODE_PATH to name the folder in which the SDK is installed.

const assert = require("assert");
const { spawn } = require("child_process");
const fs = require("fs");
const path = require("path");
const {
  EntityInstanceId, NoOpLogger, OrchestrationStatus, PurgeInstanceCriteria, RetryPolicy,
  TaskEntity, TaskHubGrpcClient, TaskHubGrpcWorker, terminateOptions, whenAll, whenAny,
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
  approval: async function* (ctx) {
    const late = ctx.createTimer(30);
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

function makeWorker(port, workItemFilters) {
  const options = { hostAddress: `localhost:${port}`, logger };
  const worker = new TaskHubGrpcWorker(
    workItemFilters ? { ...options, workItemFilters } : options);
  Object.entries(orchestrators).forEach(([name, fn]) => worker.addNamedOrchestrator(name, fn));
  Object.entries(activities).forEach(([name, fn]) => worker.addNamedActivity(name, fn));
  worker.addNamedEntity("jscounter", () => new Counter());
  return worker;
}

class Server {
  constructor(root, scratch, port) {
    Object.assign(this, { root, scratch, port, log: path.join(scratch, "javascript-server.log") });
  }

  async start() {
    const out = fs.openSync(this.log, "w");
    this.process = spawn(
      path.join(this.root, "perdure"),
      ["dev", "--data", path.join(this.scratch, "javascript-data"), "--port", "0",
        "--grpc-port", String(this.port)],
      { stdio: ["ignore", out, out] });
    for (let i = 0; i < 600; i++) {
      if (fs.readFileSync(this.log, "utf8").includes("is ready")) {
        return;
      }
      await sleep(100);
    }
    throw new Error(`The server did not start:\n${fs.readFileSync(this.log, "utf8")}`);
  }

  end(signal) {
    return new Promise((resolve) => {
      this.process.once("exit", resolve);
      this.process.kill(signal);
    });
  }
}

let server;
let client;
let worker;
const begin = (name, input, options) => client.scheduleNewOrchestration(name, input, options);
const end = (id) => client.waitForOrchestrationCompletion(id, true, 60);
const run = async (name, input, options) => end(await begin(name, input, options));
const status = async (id) => (await client.getOrchestrationState(id)).runtimeStatus;

async function result(name, input, options) {
  const state = await run(name, input, options);
  assert.strictEqual(state.runtimeStatus, OrchestrationStatus.COMPLETED, JSON.stringify(state));
  return JSON.parse(state.serializedOutput);
}

async function output(id) {
  return JSON.parse((await end(id)).serializedOutput);
}

const tests = {
  async chaining() {
    assert.strictEqual(await result("chain", 4), 7);
  },
  async fanOutAndIn() {
    assert.strictEqual(await result("fanOut", 100), 5050);
  },
  async monitorContinuesAsNew() {
    const state = await run("monitor", 1);
    assert.strictEqual(state.serializedOutput, '"done after 3"');
    assert.strictEqual(state.serializedCustomStatus, '"round 3"');
  },
  async personApproves() {
    const id = await begin("approval");
    await client.waitForOrchestrationStart(id, false, 30);
    await client.raiseOrchestrationEvent(id, "approval", "yes");
    assert.strictEqual(await output(id), "approved yes");
  },
  async subOrchestrations() {
    assert.strictEqual(await result("parent"), 29);
  },
  async childKnowsItsParent() {
    const id = await begin("family");
    const parent = await output(id);
    assert.strictEqual(parent.name, "family");
    assert.strictEqual(parent.instanceId, id);
  },
  async retries() {
    assert.strictEqual(await result("retry"), 3);
  },
  async failureWithItsDetails() {
    const state = await run("failing");
    assert.strictEqual(state.runtimeStatus, OrchestrationStatus.FAILED);
    assert.match(state.failureDetails.message, /no luck/);
  },
  async suspendAndResume() {
    const id = await begin("approval");
    await client.suspendOrchestration(id);
    assert.strictEqual(await status(id), OrchestrationStatus.SUSPENDED);
    await client.raiseOrchestrationEvent(id, "approval", "late");
    await sleep(500);
    assert.strictEqual(await status(id), OrchestrationStatus.SUSPENDED);
    await client.resumeOrchestration(id);
    assert.strictEqual(await output(id), "approved late");
  },
  async terminateWithChildren() {
    const id = await begin("nested");
    for (let i = 0; i < 100 && !(await client.getOrchestrationState(`${id}-child`)); i++) {
      await sleep(50);
    }
    await client.terminateOrchestration(
      id, terminateOptions({ recursive: true, output: "enough" }));
    assert.strictEqual((await end(id)).runtimeStatus, OrchestrationStatus.TERMINATED);
    assert.strictEqual(
      (await end(`${id}-child`)).runtimeStatus, OrchestrationStatus.TERMINATED);
  },
  async rewind() {
    const id = await begin("rewound");
    assert.strictEqual((await end(id)).runtimeStatus, OrchestrationStatus.FAILED);
    await client.rewindInstance(id, "repaired");
    assert.deepStrictEqual(await output(id), ["kept", "repaired"]);
  },
  async restart() {
    const id = await begin("chain", 1);
    await end(id);
    assert.strictEqual(await client.restartOrchestration(id), id);
    assert.strictEqual(await output(id), 4);
    const other = await client.restartOrchestration(id, true);
    assert.notStrictEqual(other, id);
    assert.strictEqual(await output(other), 4);
  },
  async purge() {
    const id = await begin("chain", 1);
    await end(id);
    assert.strictEqual((await client.purgeOrchestration(id)).deletedInstanceCount, 1);
    assert.strictEqual(await client.getOrchestrationState(id), undefined);
    await run("failing");
    const criteria = new PurgeInstanceCriteria();
    criteria.setRuntimeStatusList([OrchestrationStatus.FAILED]);
    assert.ok((await client.purgeOrchestration(criteria)).deletedInstanceCount >= 1);
  },
  async queryWithPages() {
    const ids = [];
    for (let i = 0; i < 25; i++) {
      const instanceId = `js-page-${String(i).padStart(2, "0")}`;
      ids.push(await begin("chain", i, { instanceId }));
    }
    await Promise.all(ids.map(end));
    const found = [];
    const query = { instanceIdPrefix: "js-page-", pageSize: 10 };
    for await (const state of client.getAllInstances(query)) {
      found.push(state.instanceId);
    }
    assert.deepStrictEqual(found, ids);
    const page = await client.listInstanceIds({ pageSize: 5 });
    assert.strictEqual(page.values.length, 5);
    assert.ok(page.continuationToken);
  },
  async historyIsExact() {
    const id = await begin("whole", "x");
    assert.strictEqual(await output(id), "x");
    const names = (await client.getOrchestrationHistory(id)).map((event) => event.type);
    assert.deepStrictEqual(names, [
      "OrchestratorStarted", "ExecutionStarted", "TaskScheduled", "OrchestratorStarted",
      "TaskCompleted", "TimerCreated", "OrchestratorStarted", "TimerFired",
      "SubOrchestrationInstanceCreated", "OrchestratorStarted",
      "SubOrchestrationInstanceCompleted", "ExecutionCompleted"]);
  },
  async tagsVersionsAndALaterStart() {
    const id = await begin("chain", 1, {
      tags: { team: "a" }, version: "2", startAt: new Date(Date.now() + 1000) });
    assert.strictEqual(await status(id), OrchestrationStatus.PENDING);
    assert.strictEqual(await output(id), 4);
    assert.deepStrictEqual((await client.getOrchestrationState(id)).tags, { team: "a" });
  },
  async idInUse() {
    const id = await begin("approval");
    await assert.rejects(begin("approval", undefined, { instanceId: id }));
    await client.terminateOrchestration(id, "enough");
    await end(id);
    assert.strictEqual(await result("chain", 1, { instanceId: id }), 4);
  },
  async payloadOfAMegabyte() {
    const value = "0123456789abcdef".repeat(64 << 10);
    assert.strictEqual(await result("whole", value), value);
  },
  async entityIsSignalledReadAndListed() {
    const counter = new EntityInstanceId("jscounter", "signalled");
    assert.strictEqual(await client.getEntity(counter), undefined);
    for (let i = 0; i < 10; i++) {
      await client.signalEntity(counter, "add", 2);
    }
    let found;
    for (let i = 0; i < 100 && found?.state !== 20; i++) {
      await sleep(50);
      found = await client.getEntity(counter);
    }
    assert.strictEqual(found.state, 20);
    const listed = [];
    for await (const it of client.getEntities({ instanceIdStartsWith: "@jscounter@sig" })) {
      listed.push(it.id.toString());
    }
    assert.deepStrictEqual(listed, ["@jscounter@signalled"]);
  },
  async entityIsCalledAndFailuresRollBack() {
    assert.deepStrictEqual(await result("calling", "called"), [3, true, 3]);
  },
  async entitiesAreLocked() {
    const ids = await Promise.all([...Array(10).keys()].map(() => begin("transfer", 1)));
    const seen = (await Promise.all(ids.map(output))).sort((a, b) => b - a);
    assert.deepStrictEqual(seen, [...Array(10).keys()].map((n) => 0 - n));
    const other = new EntityInstanceId("jscounter", "lock-b");
    assert.strictEqual((await client.getEntity(other)).state, 10);
  },
  async unlistedNamesStayPending() {
    await worker.stop();
    const choosy = makeWorker(server.port, {
      orchestrations: [{ name: "chain" }], activities: [{ name: "add" }] });
    await choosy.start();
    const other = await begin("fanOut", 1);
    assert.strictEqual(await result("chain", 1), 4);
    await sleep(500);
    assert.strictEqual(await status(other), OrchestrationStatus.PENDING);
    await choosy.stop();
    worker = makeWorker(server.port);
    await worker.start();
    assert.strictEqual(await output(other), 1);
  },
  async workerKilled() {
    await worker.stop();
    const killed = spawn(process.execPath, [__filename, "--worker", String(server.port)]);
    const ids = await Promise.all([1, 2, 3].map(() => begin("slow", 40)));
    await client.waitForOrchestrationStart(ids[0], false, 30);
    await sleep(300);
    await new Promise((resolve) => {
      killed.once("exit", resolve);
      killed.kill("SIGKILL");
    });
    assert.strictEqual(await status(ids[0]), OrchestrationStatus.RUNNING);
    worker = makeWorker(server.port);
    await worker.start();
    assert.deepStrictEqual(await Promise.all(ids.map(output)), [40, 40, 40]);
  },
  async serverKilled() {
    const ids = await Promise.all([1, 2, 3].map(() => begin("slow", 40)));
    await client.waitForOrchestrationStart(ids[0], false, 30);
    await sleep(300);
    await server.end("SIGKILL");
    await server.start();
    for (let i = 0; i < 100; i++) {
      try {
        await client.getOrchestrationState(ids[0]);
        break;
      } catch {
        await sleep(200);
      }
    }
    assert.deepStrictEqual(await Promise.all(ids.map(output)), [40, 40, 40]);
  },
};

async function main(root, scratch, port) {
  server = new Server(root, scratch, Number(port));
  await server.start();
  client = new TaskHubGrpcClient({ hostAddress: `localhost:${port}`, logger });
  worker = makeWorker(port);
  await worker.start();
  let passed = 0;
  let failed = 0;
  for (const [name, test] of Object.entries(tests)) {
    const began = Date.now();
    try {
      await test();
      passed++;
      console.log(`  passed  ${name}  (${((Date.now() - began) / 1000).toFixed(1)} s)`);
    } catch (failure) {
      failed++;
      console.log(`  FAILED  ${name}\n${failure.stack}`);
    }
  }
  await worker.stop();
  await client.stop();
  await server.end("SIGTERM");
  console.log(`javascript: ${passed} passed, ${failed} failed`);
  process.exit(failed ? 1 : 0);
}

if (process.argv[2] === "--worker") {
  makeWorker(process.argv[3]).start();
} else {
  main(...process.argv.slice(2)).catch((failure) => {
    console.error(failure);
    server?.process?.kill("SIGTERM");
    process.exit(1);
  });
}
