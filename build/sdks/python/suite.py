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

from durabletask import client, entities, scheduled, worker
from durabletask.client import OrchestrationStatus as Status
from durabletask.internal import orchestrator_service_pb2 as protocol

from functions import (
    SECOND, approval, calling, catching, catching_child, chain, collect, failing, fan_out,
    giving_up, keeper, locked_and_failing, locked_for_long, make_worker, monitor, nested, parent,
    retry, retry_child, rewound, rewound_parent, sender, slow, timed, transfer, version_of, whole)


class Server:
    def __init__(self, root, scratch, port):
        self.root, self.scratch, self.port = root, pathlib.Path(scratch), port
        self.log = self.scratch / "python-server.log"
        self.start()

    def start(self):
        out = open(self.log, "w")
        self.process = subprocess.Popen(
            [f"{self.root}/perdure", "dev", "--data", str(self.scratch / "python-data"),
             "--port", "0", "--grpc-port", str(self.port), "--max-payload", "16777216"],
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

    def fails(self, function, value=None, **more):
        state = self.run(function, value, **more)
        assert state.runtime_status == Status.FAILED, state
        return state.failure_details

    def until(self, condition, wanted):
        for _ in range(200):
            if condition():
                return
            time.sleep(0.05)
        raise AssertionError(f"never {wanted}")

    def exists(self, id_):
        self.until(lambda: self.client.get_orchestration_state(id_), f"began {id_}")

    def value(self, key):
        found = self.client.get_entity(entities.EntityInstanceId("py_counter", key))
        return None if found is None else found.get_state(int)

    def replace_worker(self, **more):
        self.worker.stop()
        self.worker = make_worker(self.server.port, **more)
        self.worker.start()

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

    def test_id_in_use_is_taken_over(self):
        id_ = self.begin(approval)
        self.client.wait_for_orchestration_start(id_, timeout=30)
        policy = protocol.OrchestrationIdReusePolicy(replaceableStatus=[
            protocol.ORCHESTRATION_STATUS_RUNNING, protocol.ORCHESTRATION_STATUS_TERMINATED])
        assert self.result(chain, 1, instance_id=id_, reuse_id_policy=policy) == 4

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

    def test_person_is_too_late(self):
        assert self.result(approval, 0.5) == "too late"

    def test_timers_are_not_early(self):
        for millis in [1, 300, 1100]:
            assert self.result(timed, millis) == [False, False]

    def test_events_keep_their_order(self):
        id_ = self.begin(collect, 20)
        for number in range(20):
            self.client.raise_orchestration_event(id_, "Number", data=number)
        assert self.end(id_).get_output() == list(range(20))

    def test_events_are_carried_over(self):
        id_ = self.begin(keeper, 0)
        for number in [*range(1, 11), 0]:
            self.client.raise_orchestration_event(id_, "number", data=number)
        assert self.end(id_).get_output() == 55

    def test_orchestrations_send_events(self):
        id_ = self.begin(approval)
        assert self.result(sender, id_) == "done"
        assert self.end(id_).get_output() == "approved sent"

    def test_retries_end(self):
        assert "try 2" in self.fails(giving_up).message

    def test_child_is_retried_under_one_id(self):
        assert self.result(retry_child) == 3

    def test_nested_failure_is_whole(self):
        kind, properties, inner = self.result(catching)
        assert "ValueError" in kind, kind
        assert "KeyError" in inner, inner
        assert properties == {"code": 7, "parts": ["a", None], "known": True}, properties
        assert "no luck" in self.result(catching_child)

    def test_failure_of_an_instance_tells_its_causes(self):
        details = self.fails(failing)
        found = []
        while details is not None:
            found.append(details.error_type)
            details = details.inner_failure
        assert len(found) >= 2, found

    def test_terminate_without_children(self):
        id_ = self.begin(nested)
        self.exists(id_ + "-child")
        self.client.terminate_orchestration(id_, recursive=False)
        assert self.end(id_).runtime_status == Status.TERMINATED
        self.client.raise_orchestration_event(id_ + "-child", "approval", data="alone")
        assert self.end(id_ + "-child").get_output() == "approved alone"

    def test_rewind_of_a_failed_child(self):
        id_ = self.begin(rewound_parent)
        assert self.end(id_).runtime_status == Status.FAILED
        self.client.rewind_orchestration(id_)
        assert self.end(id_).get_output() == ["parent", ["kept", "repaired"]]

    def test_purge_with_children(self):
        id_ = self.begin(parent)
        self.end(id_)
        assert self.client.purge_orchestration(id_).deleted_instance_count == 3
        assert self.client.get_orchestration_state(id_ + "-child") is None

    def test_query_by_time_and_status(self):
        before = datetime.datetime.now(datetime.timezone.utc)
        ended, open_ = self.begin(chain, 1), self.begin(approval)
        self.end(ended)
        self.client.wait_for_orchestration_start(open_, timeout=30)
        query = client.OrchestrationQuery(
            created_time_from=before, runtime_status=[Status.RUNNING])
        found = self.client.get_all_orchestration_states(query)
        assert [state.instance_id for state in found] == [open_], found
        pages, key = [], None
        while True:
            page = self.client.list_instance_ids(
                completed_time_from=before, page_size=1, continuation_token=key)
            pages += page.items
            key = page.continuation_token
            if not key:
                break
        assert pages == [ended], pages
        self.client.terminate_orchestration(open_)

    def test_versions_reach_orchestrators(self):
        assert self.result(version_of, version="2") == ["2", "9"]

    def test_strict_worker_leaves_other_versions(self):
        strict = worker.VersioningOptions(
            version="2", match_strategy=worker.VersionMatchStrategy.STRICT,
            failure_strategy=worker.VersionFailureStrategy.REJECT)
        self.replace_worker(versioning=strict)
        try:
            other = self.begin(chain, 1, version="1")
            assert self.result(chain, 1, version="2") == 4
            time.sleep(0.5)
            state = self.client.get_orchestration_state(other)
            assert state.runtime_status == Status.PENDING, state
        finally:
            self.replace_worker()
        assert self.end(other).get_output() == 4

    def test_too_large_for_a_worker_fails(self):
        id_ = self.begin(whole, "x" * (5 << 20))
        state = self.client.wait_for_orchestration_completion(
            id_, fetch_payloads=False, timeout=60)
        assert state.runtime_status == Status.FAILED, state
        assert self.result(chain, 1) == 4

    def test_two_workers_share_the_work(self):
        other = make_worker(self.server.port)
        other.start()
        try:
            assert self.result(fan_out, 300) == 45150
        finally:
            other.stop()

    def test_entity_is_signalled_later_and_deleted(self):
        counter = entities.EntityInstanceId("py_counter", "Later Key/")
        due = datetime.datetime.now(datetime.timezone.utc) + SECOND
        self.client.signal_entity(counter, "add", 3, signal_time=due)
        assert self.client.get_entity(counter) is None
        self.until(lambda: self.value("Later Key/") == 3, "added")
        assert datetime.datetime.now(datetime.timezone.utc) >= due
        self.client.signal_entity(counter, "delete")
        self.until(lambda: self.client.get_entity(counter) is None, "deleted")

    def test_entity_signals_and_starts(self):
        self.client.signal_entity(entities.EntityInstanceId("py_counter", "from"), "add", 5)
        for operation, value in [("forward", "to"), ("start", "py-started")]:
            self.client.signal_entity(
                entities.EntityInstanceId("py_counter", "from"), operation, value)
        self.until(lambda: self.value("to") == 5, "forwarded")
        self.exists("py-started")
        assert self.end("py-started").get_output() == 4

    def test_locks_are_freed_by_every_end(self):
        self.fails(locked_and_failing, "freed")
        id_ = self.begin(locked_for_long, "freed")
        self.until(
            lambda: self.client.get_orchestration_state(id_).get_custom_status() == "locked",
            "locked")
        query = client.EntityQuery("@py_counter@freed", include_transient=True)
        assert [str(it.id) for it in self.client.get_all_entities(query)] == ["@py_counter@freed"]
        self.client.signal_entity(entities.EntityInstanceId("py_counter", "freed"), "add", 1)
        time.sleep(0.3)
        assert self.value("freed") is None, "it was performed under somebody's lock"
        self.client.terminate_orchestration(id_)
        self.until(lambda: self.value("freed") == 1, "freed")
        assert self.client.clean_entity_storage().orphaned_locks_released == 0

    def test_schedules(self):
        schedules = scheduled.ScheduledTaskClient(self.client)
        made = schedules.create_schedule(scheduled.ScheduleCreationOptions(
            schedule_id="py-schedule", orchestration_name="chain", interval=SECOND,
            orchestration_input=1, start_immediately_if_late=True))
        self.until(lambda: made.describe().last_run_at is not None, "run")
        assert "py-schedule" in [it.schedule_id for it in schedules.list_schedules()]
        made.delete()
        assert schedules.get_schedule("py-schedule") is None

    def test_unlisted_names_stay_pending(self):
        listed = worker.WorkItemFilters(
            orchestrations=[worker.OrchestrationWorkItemFilter("chain")],
            activities=[worker.ActivityWorkItemFilter("add")])
        self.replace_worker(filters=listed)
        try:
            other = self.begin(fan_out, 1)
            assert self.result(chain, 1) == 4
            time.sleep(0.5)
            state = self.client.get_orchestration_state(other)
            assert state.runtime_status == Status.PENDING, state
        finally:
            self.replace_worker()
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
