// Runs the published JavaScript SDK against ./perdure dev, and prints what passed and failed.
//
// Usage: node suite.js ROOT SCRATCH PORT    (or: node suite.js --worker PORT, to be killed)
// It needs NODE_PATH to name the folder in which the SDK is installed.

const assert = require("assert");
const { spawn } = require("child_process");
const fs = require("fs");
const path = require("path");
const {
  EntityInstanceId, OrchestrationStatus, PurgeInstanceCriteria, TaskHubGrpcClient,
  terminateOptions, VersionFailureStrategy, VersionMatchStrategy,
} = require("@microsoft/durabletask-js");
const { logger, makeWorker, sleep } = require("./functions.js");

class Server {
  constructor(root, scratch, port) {
    Object.assign(this, { root, scratch, port, log: path.join(scratch, "javascript-server.log") });
  }

  async start() {
    const out = fs.openSync(this.log, "w");
    this.process = spawn(
      path.join(this.root, "perdure"),
      ["dev", "--data", path.join(this.scratch, "javascript-data"), "--port", "0",
        "--grpc-port", String(this.port), "--max-payload", "16777216"],
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

async function fails(name, input, options) {
  const state = await run(name, input, options);
  assert.strictEqual(state.runtimeStatus, OrchestrationStatus.FAILED, JSON.stringify(state));
  return state.failureDetails;
}

async function until(condition, wanted) {
  for (let i = 0; i < 200; i++) {
    if (await condition()) {
      return;
    }
    await sleep(50);
  }
  throw new Error(`never ${wanted}`);
}

const exists = (id) => until(async () => client.getOrchestrationState(id), `began ${id}`);
const counter = (key) => new EntityInstanceId("jscounter", key);
const value = async (key) => (await client.getEntity(counter(key)))?.state;

async function replaceWorker(more) {
  await worker.stop();
  worker = makeWorker(server.port, more);
  await worker.start();
}

async function allOf(pages) {
  const found = [];
  for await (const each of pages) {
    found.push(each);
  }
  return found;
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
  async personIsTooLate() {
    assert.strictEqual(await result("approval", 0.5), "too late");
  },
  async timersAreNotEarly() {
    for (const millis of [1, 300, 1100]) {
      assert.deepStrictEqual(await result("timed", millis), [false, false]);
    }
  },
  async eventsKeepTheirOrder() {
    const id = await begin("collect", 20);
    const numbers = [...Array(20).keys()];
    for (const number of numbers) {
      await client.raiseOrchestrationEvent(id, "Number", number);
    }
    assert.deepStrictEqual(await output(id), numbers);
  },
  async eventsAreCarriedOver() {
    const id = await begin("keeper", 0);
    for (const number of [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 0]) {
      await client.raiseOrchestrationEvent(id, "number", number);
    }
    assert.strictEqual(await output(id), 55);
  },
  async orchestrationsSendEvents() {
    const id = await begin("approval");
    assert.strictEqual(await result("sender", id), "done");
    assert.strictEqual(await output(id), "approved sent");
  },
  async retriesEnd() {
    assert.match((await fails("givingUp")).message, /try 2/);
  },
  async childIsRetriedUnderOneId() {
    assert.strictEqual(await result("retryChild"), 3);
  },
  async failuresAreCaught() {
    assert.match(await result("catching"), /no luck/);
    assert.match(await result("catchingChild"), /no luck/);
  },
  async terminateWithoutChildren() {
    const id = await begin("nested");
    await exists(`${id}-child`);
    await client.terminateOrchestration(id, "enough");
    assert.strictEqual((await end(id)).runtimeStatus, OrchestrationStatus.TERMINATED);
    await client.raiseOrchestrationEvent(`${id}-child`, "approval", "alone");
    assert.strictEqual(await output(`${id}-child`), "approved alone");
  },
  async rewindOfAFailedChild() {
    const id = await begin("rewoundParent");
    assert.strictEqual((await end(id)).runtimeStatus, OrchestrationStatus.FAILED);
    await client.rewindInstance(id, "repaired");
    assert.deepStrictEqual(await output(id), ["parent", ["kept", "repaired"]]);
  },
  async purgeWithChildren() {
    const id = await begin("parent");
    await end(id);
    const purged = await client.purgeOrchestration(id, { recursive: true });
    assert.strictEqual(purged.deletedInstanceCount, 3);
    assert.strictEqual(await client.getOrchestrationState(`${id}-child`), undefined);
  },
  async queryByTimeAndStatus() {
    const createdFrom = new Date();
    const ended = await begin("chain", 1);
    const open = await begin("approval");
    await end(ended);
    await client.waitForOrchestrationStart(open, false, 30);
    const found = await allOf(client.getAllInstances(
      { createdFrom, statuses: [OrchestrationStatus.RUNNING] }));
    assert.deepStrictEqual(found.map((state) => state.instanceId), [open]);
    const listed = [];
    let lastInstanceKey;
    do {
      const page = await client.listInstanceIds(
        { completedTimeFrom: createdFrom, pageSize: 1, lastInstanceKey });
      listed.push(...page.values);
      lastInstanceKey = page.continuationToken;
    } while (lastInstanceKey);
    assert.deepStrictEqual(listed, [ended]);
    await client.terminateOrchestration(open, "enough");
  },
  async versionsReachOrchestrators() {
    assert.deepStrictEqual(await result("versionOf", null, { version: "2" }), ["2", "9"]);
  },
  async strictWorkerLeavesOtherVersions() {
    await replaceWorker({ versioning: {
      version: "2", matchStrategy: VersionMatchStrategy.Strict,
      failureStrategy: VersionFailureStrategy.Reject } });
    const other = await begin("chain", 1, { version: "1" });
    assert.strictEqual(await result("chain", 1, { version: "2" }), 4);
    await sleep(500);
    assert.strictEqual(await status(other), OrchestrationStatus.PENDING);
    await replaceWorker();
    assert.strictEqual(await output(other), 4);
  },
  async payloadOfFiveMegabytes() {
    const large = "x".repeat(5 << 20);
    assert.strictEqual(await result("whole", large), large);
  },
  async twoWorkersShareTheWork() {
    const other = makeWorker(server.port);
    await other.start();
    assert.strictEqual(await result("fanOut", 300), 45150);
    await other.stop();
  },
  async entityIsSignalledLaterAndDeleted() {
    const due = new Date(Date.now() + 1000);
    await client.signalEntity(counter("Later Key/@"), "add", 3, { signalTime: due });
    assert.strictEqual(await client.getEntity(counter("Later Key/@")), undefined);
    await until(async () => (await value("Later Key/@")) === 3, "added");
    assert.ok(Date.now() >= due.getTime());
    await client.signalEntity(counter("Later Key/@"), "remove");
    await until(
      async () => (await client.getEntity(counter("Later Key/@"))) === undefined, "deleted");
  },
  async entitySignalsAndStarts() {
    await client.signalEntity(counter("from"), "add", 5);
    await client.signalEntity(counter("from"), "forward", "to");
    await client.signalEntity(counter("from"), "start", "js-started");
    await until(async () => (await value("to")) === 5, "forwarded");
    await exists("js-started");
    assert.strictEqual(await output("js-started"), 4);
  },
  async locksAreFreedByEveryEnd() {
    await fails("lockedAndFailing", "freed");
    const id = await begin("lockedForLong", "freed");
    await until(
      async () => (await client.getOrchestrationState(id)).serializedCustomStatus === '"locked"',
      "locked");
    const [entity] = await allOf(client.getEntities(
      { instanceIdStartsWith: "@jscounter@freed", includeTransient: true }));
    assert.strictEqual(entity.lockedBy, id);
    await client.signalEntity(counter("freed"), "add", 1);
    await sleep(300);
    assert.strictEqual(await value("freed"), undefined);
    await client.terminateOrchestration(id, "enough");
    await until(async () => (await value("freed")) === 1, "freed");
    assert.strictEqual((await client.cleanEntityStorage()).orphanedLocksReleased, 0);
  },
  async unlistedNamesStayPending() {
    await replaceWorker({ workItemFilters: {
      orchestrations: [{ name: "chain" }], activities: [{ name: "add" }] } });
    const other = await begin("fanOut", 1);
    assert.strictEqual(await result("chain", 1), 4);
    await sleep(500);
    assert.strictEqual(await status(other), OrchestrationStatus.PENDING);
    await replaceWorker();
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
