"""Runs the published Python SDK against ./perdure dev, and prints what passed and failed.

Usage: suite.py ROOT SCRATCH PORT        (or: suite.py --worker PORT, a worker to be killed)
"""

import datetime
import logging
import pathlib
import subprocess
import sys
import threading
import time
import traceback

from durabletask import client, entities, task, worker
from durabletask.client import OrchestrationStatus as Status

SECOND = datetime.timedelta(seconds=1)
TRIES = {}


def add(_, value):
    return value + 1


def echo(_, value):
    return value


def boom(_, text):
    try:
        raise KeyError("the cause")
    except KeyError as cause:
        raise ValueError(text) from cause


def flaky(_, key):
    TRIES[key] = TRIES.get(key, 0) + 1
    if TRIES[key] < 3:
        raise ValueError(f"try {TRIES[key]}")
    return TRIES[key]


def once(_, key):
    """Fails until its key has been tried."""
    TRIES[key] = TRIES.get(key, 0) + 1
    if TRIES[key] == 1:
        raise ValueError("first")
    return "repaired"


def pause(_, millis):
    time.sleep(millis / 1000)
    return 1


def chain(ctx, value):
    for _ in range(3):
        value = yield ctx.call_activity(add, input=value)
    return value


def fan_out(ctx, width):
    results = yield task.when_all([ctx.call_activity(add, input=i) for i in range(width)])
    return sum(results)


def monitor(ctx, round_):
    ctx.set_custom_status(f"round {round_}")
    yield ctx.create_timer(datetime.timedelta(milliseconds=50))
    if round_ < 3:
        ctx.continue_as_new(round_ + 1)
        return None
    return f"done after {round_}"


def approval(ctx, _):
    late = ctx.create_timer(datetime.timedelta(seconds=30))
    event = ctx.wait_for_external_event("approval")
    first = yield task.when_any([late, event])
    return f"approved {event.get_result()}" if first == event else "too late"


def parent(ctx, _):
    value = yield ctx.call_sub_orchestrator(chain, input=10)
    value += yield ctx.call_sub_orchestrator(
        chain, input=value, instance_id=ctx.instance_id + "-child")
    return value


def retry(ctx, _):
    policy = task.RetryPolicy(first_retry_interval=SECOND / 50, max_number_of_attempts=5)
    return (yield ctx.call_activity(flaky, input=ctx.instance_id, retry_policy=policy))


def failing(ctx, _):
    yield ctx.call_activity(boom, input="no luck")


def rewound(ctx, _):
    first = yield ctx.call_activity(echo, input="kept")
    second = yield ctx.call_activity(once, input=ctx.instance_id)
    return [first, second]


def slow(ctx, steps):
    total = 0
    for _ in range(steps):
        total += yield ctx.call_activity(pause, input=20)
    return total


def whole(ctx, value):
    result = yield ctx.call_activity(echo, input=value)
    yield ctx.create_timer(SECOND)
    yield ctx.call_sub_orchestrator(chain, input=1)
    return result


def nested(ctx, _):
    yield ctx.call_sub_orchestrator(approval, instance_id=ctx.instance_id + "-child")


def py_counter(ctx, value):
    state = ctx.get_state(int, 0)
    if ctx.operation == "add":
        ctx.set_state(state + value)
    elif ctx.operation == "boom":
        ctx.set_state(-1)
        raise ValueError("no luck")
    return ctx.get_state(int, 0)


def calling(ctx, key):
    counter = entities.EntityInstanceId("py_counter", key)
    ctx.signal_entity(counter, "add", 1)
    value = yield ctx.call_entity(counter, "add", 2)
    try:
        yield ctx.call_entity(counter, "boom")
        failed = False
    except Exception:
        failed = True
    again = yield ctx.call_entity(counter, "get")
    return [value, failed, again]


def transfer(ctx, amount):
    one = entities.EntityInstanceId("py_counter", "lock-a")
    other = entities.EntityInstanceId("py_counter", "lock-b")
    with (yield ctx.lock_entities([one, other])):
        value = yield ctx.call_entity(one, "get")
        yield ctx.call_entity(one, "add", -amount)
        yield ctx.call_entity(other, "add", amount)
    return value


ORCHESTRATORS = [
    calling, transfer,
    chain, fan_out, monitor, approval, parent, retry, failing, rewound, slow, whole, nested]
ACTIVITIES = [add, echo, boom, flaky, once, pause]


def make_worker(port, filters=None):
    made = worker.TaskHubGrpcWorker(host_address=f"localhost:{port}")
    for function in ORCHESTRATORS:
        made.add_orchestrator(function)
    for function in ACTIVITIES:
        made.add_activity(function)
    made.add_entity(py_counter)
    if filters is not None:
        made.use_work_item_filters(filters)
    return made


class Server:
    def __init__(self, root, scratch, port):
        self.root, self.scratch, self.port = root, pathlib.Path(scratch), port
        self.log = self.scratch / "python-server.log"
        self.start()

    def start(self):
        out = open(self.log, "w")
        self.process = subprocess.Popen(
            [f"{self.root}/perdure", "dev", "--data", str(self.scratch / "python-data"),
             "--port", "0", "--grpc-port", str(self.port)],
            stdout=out, stderr=subprocess.STDOUT)
        for _ in range(600):
            if "is ready" in self.log.read_text():
                return
            time.sleep(0.1)
        raise RuntimeError("The server did not start:\n" + self.log.read_text())

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        self.process.terminate()
        self.process.wait(30)


class Suite:
    def __init__(self, server):
        self.server = server
        self.client = client.TaskHubGrpcClient(host_address=f"localhost:{server.port}")
        self.worker = make_worker(server.port)
        self.worker.start()

    def begin(self, function, value=None, **more):
        return self.client.schedule_new_orchestration(function, input=value, **more)

    def end(self, id_):
        return self.client.wait_for_orchestration_completion(id_, timeout=60)

    def run(self, function, value=None, **more):
        return self.end(self.begin(function, value, **more))

    def result(self, function, value=None, **more):
        state = self.run(function, value, **more)
        assert state.runtime_status == Status.COMPLETED, state
        return state.get_output()

    def test_chaining(self):
        assert self.result(chain, 4) == 7

    def test_fan_out_and_in(self):
        assert self.result(fan_out, 100) == 5050

    def test_monitor_continues_as_new(self):
        state = self.run(monitor, 1)
        assert state.get_output() == "done after 3", state
        assert state.get_custom_status() == "round 3", state

    def test_person_approves(self):
        id_ = self.begin(approval)
        self.client.wait_for_orchestration_start(id_, timeout=30)
        self.client.raise_orchestration_event(id_, "approval", data="yes")
        assert self.end(id_).get_output() == "approved yes"

    def test_sub_orchestrations(self):
        assert self.result(parent) == 29

    def test_retries(self):
        assert self.result(retry) == 3

    def test_failure_with_its_details(self):
        state = self.run(failing)
        assert state.runtime_status == Status.FAILED, state
        details = state.failure_details
        assert "no luck" in details.message, details
        assert details.stack_trace, details

    def test_suspend_and_resume(self):
        id_ = self.begin(approval)
        self.client.suspend_orchestration(id_)
        assert self.client.get_orchestration_state(id_).runtime_status == Status.SUSPENDED
        self.client.raise_orchestration_event(id_, "approval", data="late")
        try:
            self.client.wait_for_orchestration_completion(id_, timeout=1)
            raise AssertionError("it went on while suspended")
        except TimeoutError:
            pass
        self.client.resume_orchestration(id_)
        assert self.end(id_).get_output() == "approved late"

    def test_terminate_with_children(self):
        id_ = self.begin(nested)
        child = id_ + "-child"
        for _ in range(100):
            if self.client.get_orchestration_state(child):
                break
            time.sleep(0.05)
        self.client.terminate_orchestration(id_, output="enough", recursive=True)
        assert self.end(id_).runtime_status == Status.TERMINATED
        assert self.end(child).runtime_status == Status.TERMINATED

    def test_rewind(self):
        id_ = self.begin(rewound)
        assert self.end(id_).runtime_status == Status.FAILED
        self.client.rewind_orchestration(id_, reason="repaired")
        assert self.end(id_).get_output() == ["kept", "repaired"]

    def test_restart(self):
        id_ = self.begin(chain, 1)
        self.end(id_)
        assert self.client.restart_orchestration(id_) == id_
        assert self.end(id_).get_output() == 4
        other = self.client.restart_orchestration(id_, restart_with_new_instance_id=True)
        assert other != id_ and self.end(other).get_output() == 4

    def test_purge(self):
        id_ = self.begin(chain, 1)
        self.end(id_)
        assert self.client.purge_orchestration(id_).deleted_instance_count == 1
        assert self.client.get_orchestration_state(id_) is None
        self.run(failing)
        purged = self.client.purge_orchestrations_by(runtime_status=[Status.FAILED])
        assert purged.deleted_instance_count >= 1, purged

    def test_query_with_pages(self):
        ids = [self.begin(chain, i, instance_id=f"py-page-{i:02}") for i in range(25)]
        for id_ in ids:
            self.end(id_)
        query = client.OrchestrationQuery(max_instance_count=10, instance_id_prefix="py-page-")
        states = self.client.get_all_orchestration_states(query)
        assert [state.instance_id for state in states] == ids
        page = self.client.list_instance_ids(page_size=5)
        assert len(page.items) == 5 and page.continuation_token, page

    def test_history_is_exact(self):
        id_ = self.begin(whole, "x")
        assert self.end(id_).get_output() == "x"
        names = [type(event).__name__ for event in self.client.get_orchestration_history(id_)]
        assert names == [
            "OrchestratorStartedEvent", "ExecutionStartedEvent", "TaskScheduledEvent",
            "OrchestratorStartedEvent", "TaskCompletedEvent", "TimerCreatedEvent",
            "OrchestratorStartedEvent", "TimerFiredEvent", "SubOrchestrationInstanceCreatedEvent",
            "OrchestratorStartedEvent", "SubOrchestrationInstanceCompletedEvent",
            "ExecutionCompletedEvent"], names

    def test_tags_versions_and_a_later_start(self):
        start = datetime.datetime.now(datetime.timezone.utc) + SECOND
        id_ = self.begin(chain, 1, tags={"team": "a"}, version="2", start_at=start)
        state = self.client.get_orchestration_state(id_)
        assert state.runtime_status == Status.PENDING, state
        assert self.end(id_).get_output() == 4

    def test_id_in_use(self):
        id_ = self.begin(approval)
        try:
            self.begin(approval, instance_id=id_)
            raise AssertionError("it was replaced while it ran")
        except Exception as refused:
            assert "ALREADY_EXISTS" in str(refused), refused
        self.client.terminate_orchestration(id_)
        self.end(id_)
        assert self.result(chain, 1, instance_id=id_) == 4

    def test_payload_of_a_megabyte(self):
        value = "0123456789abcdef" * (64 << 10)
        assert self.result(whole, value) == value

    def test_entity_is_signalled_read_and_listed(self):
        counter = entities.EntityInstanceId("py_counter", "signalled")
        assert self.client.get_entity(counter) is None
        for _ in range(10):
            self.client.signal_entity(counter, "add", 2)
        for _ in range(100):
            found = self.client.get_entity(counter)
            if found is not None and found.get_state(int) == 20:
                break
            time.sleep(0.05)
        assert found.get_state(int) == 20, found
        listed = self.client.get_all_entities(
            client.EntityQuery(instance_id_starts_with="@py_counter@sig"))
        assert [str(it.id) for it in listed] == ["@py_counter@signalled"], listed

    def test_entity_is_called_and_failures_roll_back(self):
        assert self.result(calling, "called") == [3, True, 3]

    def test_entities_are_locked(self):
        ids = [self.begin(transfer, 1) for _ in range(10)]
        seen = sorted(self.end(id_).get_output() for id_ in ids)
        assert seen == sorted(-n for n in range(10)), seen
        other = entities.EntityInstanceId("py_counter", "lock-b")
        assert self.client.get_entity(other).get_state(int) == 10

    def test_unlisted_names_stay_pending(self):
        self.worker.stop()
        listed = worker.WorkItemFilters(
            orchestrations=[worker.OrchestrationWorkItemFilter("chain")],
            activities=[worker.ActivityWorkItemFilter("add")])
        choosy = make_worker(self.server.port, listed)
        choosy.start()
        try:
            other = self.begin(fan_out, 1)
            assert self.result(chain, 1) == 4
            time.sleep(0.5)
            state = self.client.get_orchestration_state(other)
            assert state.runtime_status == Status.PENDING, state
        finally:
            choosy.stop()
            self.worker = make_worker(self.server.port)
            self.worker.start()
        assert self.end(other).get_output() == 1

    def test_worker_killed(self):
        self.worker.stop()
        command = [sys.executable, __file__, "--worker", str(self.server.port)]
        killed = subprocess.Popen(command)
        ids = [self.begin(slow, 40) for _ in range(3)]
        self.client.wait_for_orchestration_start(ids[0], timeout=30)
        time.sleep(0.3)
        killed.kill()
        killed.wait()
        assert self.client.get_orchestration_state(ids[0]).runtime_status == Status.RUNNING
        self.worker = make_worker(self.server.port)
        self.worker.start()
        assert [self.end(id_).get_output() for id_ in ids] == [40, 40, 40]

    def test_server_killed(self):
        ids = [self.begin(slow, 40) for _ in range(3)]
        self.client.wait_for_orchestration_start(ids[0], timeout=30)
        time.sleep(0.3)
        self.server.kill()
        self.server.start()
        for _ in range(100):
            try:
                self.client.get_orchestration_state(ids[0])
                break
            except Exception:
                time.sleep(0.2)
        assert [self.end(id_).get_output() for id_ in ids] == [40, 40, 40]


def main(root, scratch, port):
    server = Server(root, scratch, int(port))
    passed, failed = 0, 0
    try:
        suite = Suite(server)
        for name in [name for name in dir(Suite) if name.startswith("test_")]:
            began = time.time()
            try:
                getattr(suite, name)()
                passed += 1
                print(f"  passed  {name[5:]}  ({time.time() - began:.1f} s)", flush=True)
            except Exception:
                failed += 1
                print(f"  FAILED  {name[5:]}\n{traceback.format_exc()}", flush=True)
        suite.worker.stop()
    finally:
        server.stop()
    print(f"python: {passed} passed, {failed} failed", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    if sys.argv[1] == "--worker":
        make_worker(int(sys.argv[2])).start()
        threading.Event().wait()
    sys.exit(main(*sys.argv[1:4]))
