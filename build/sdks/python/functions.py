"""Orchestrators, activities and entities for the suite, and workers that have them."""

import datetime
import time

from durabletask import entities, task, worker

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


def approval(ctx, seconds):
    late = ctx.create_timer(datetime.timedelta(seconds=seconds or 30))
    event = ctx.wait_for_external_event("approval")
    first = yield task.when_any([late, event])
    return f"approved {event.get_result()}" if first == event else "too late"


def timed(ctx, millis):
    """Whether a timer was early, and whether it was too late by far."""
    before = ctx.current_utc_datetime
    wanted = datetime.timedelta(milliseconds=millis)
    yield ctx.create_timer(wanted)
    took = ctx.current_utc_datetime - before
    return [took < wanted, took > wanted + 5 * SECOND]


def collect(ctx, count):
    found = []
    for _ in range(count):
        found.append((yield ctx.wait_for_external_event("number")))
    return found


def keeper(ctx, total):
    """Takes one event in each of its executions, and keeps those that have come too early."""
    value = yield ctx.wait_for_external_event("number")
    if value == 0:
        return total
    ctx.continue_as_new(total + value, save_events=True)


def sender(ctx, target):
    ctx.send_event("nobody", "approval", data="lost")
    ctx.send_event(target, "approval", data="sent")
    return "done"


def version_of(ctx, _):
    child = yield ctx.call_sub_orchestrator(version_of_child, version="9")
    return [ctx.version, child]


def version_of_child(ctx, _):
    return ctx.version


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


def catching(ctx, _):
    try:
        yield ctx.call_activity(boom, input="no luck")
    except task.TaskFailedError as failed:
        details = failed.details
        inner = details.inner_failure
        return [details.error_type, details.properties, inner.error_type if inner else None]


def catching_child(ctx, _):
    try:
        yield ctx.call_sub_orchestrator(failing)
    except task.TaskFailedError as failed:
        return str(failed.details.message)


def giving_up(ctx, _):
    policy = task.RetryPolicy(first_retry_interval=SECOND / 50, max_number_of_attempts=2)
    return (yield ctx.call_activity(flaky, input=ctx.instance_id, retry_policy=policy))


def flaky_child(ctx, key):
    return (yield ctx.call_activity(flaky, input=key))


def retry_child(ctx, _):
    """Tries a child again under one id."""
    policy = task.RetryPolicy(first_retry_interval=SECOND / 50, max_number_of_attempts=5)
    return (yield ctx.call_sub_orchestrator(
        flaky_child, input=ctx.instance_id, instance_id=ctx.instance_id + "-child",
        retry_policy=policy))


def rewound_parent(ctx, _):
    kept = yield ctx.call_activity(echo, input="parent")
    below = yield ctx.call_sub_orchestrator(rewound, instance_id=ctx.instance_id + "-child")
    return [kept, below]


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
    elif ctx.operation == "delete":
        ctx.set_state(None)
    elif ctx.operation == "start":
        return ctx.schedule_new_orchestration("chain", 1, instance_id=value)
    elif ctx.operation == "forward":
        ctx.signal_entity(entities.EntityInstanceId("py_counter", value), "add", state)
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


def locked_and_failing(ctx, key):
    with (yield ctx.lock_entities([entities.EntityInstanceId("py_counter", key)])):
        yield ctx.call_activity(boom, input="no luck")


def locked_for_long(ctx, key):
    with (yield ctx.lock_entities([entities.EntityInstanceId("py_counter", key)])):
        ctx.set_custom_status("locked")
        yield ctx.wait_for_external_event("unlock")


class Properties:
    """What the suite adds to failures."""

    def get_exception_properties(self, exception):
        return {"code": 7, "parts": ["a", None], "known": True} \
            if isinstance(exception, ValueError) else None


ORCHESTRATORS = [
    approval, calling, catching, catching_child, chain, collect, failing, fan_out, flaky_child,
    giving_up, keeper, locked_and_failing, locked_for_long, monitor, nested, parent, retry,
    retry_child, rewound, rewound_parent, sender, slow, timed, transfer, version_of,
    version_of_child, whole]
ACTIVITIES = [add, echo, boom, flaky, once, pause]


def make_worker(port, filters=None, versioning=None):
    made = worker.TaskHubGrpcWorker(
        host_address=f"localhost:{port}", exception_properties_provider=Properties())
    for function in ORCHESTRATORS:
        made.add_orchestrator(function)
    for function in ACTIVITIES:
        made.add_activity(function)
    made.add_entity(py_counter)
    made.configure_scheduled_tasks()
    if filters is not None:
        made.use_work_item_filters(filters)
    if versioning is not None:
        made.use_versioning(versioning)
    return made
