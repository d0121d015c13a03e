package main

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/microsoft/durabletask-go/task"
)

// tries counts how often something was tried, under the name it was tried by.
type tries struct {
	mutex sync.Mutex
	count map[string]int
}

func (t *tries) next(name string) int {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	t.count[name]++
	return t.count[name]
}

var attempts = tries{count: map[string]int{}}

// functions is everything that the workers of this suite can do.
func functions() *task.TaskRegistry {
	registry := task.NewTaskRegistry()
	for name, orchestrator := range map[string]task.Orchestrator{
		"chain": chain, "fan_out": fanOut, "monitor": monitor, "keeper": keeper,
		"approval": approval, "parent": parent, "nested": nested, "retry": retry,
		"giving_up": givingUp, "retry_child": retryChild, "flaky_child": flakyChild,
		"failing": failing, "catching": catching, "slow": slow, "whole": whole,
	} {
		if err := registry.AddOrchestratorN(name, orchestrator); err != nil {
			panic(err)
		}
	}
	for name, activity := range map[string]task.Activity{
		"add": add, "echo": echo, "boom": boom, "panics": panics, "flaky": flaky, "pause": pause,
	} {
		if err := registry.AddActivityN(name, activity); err != nil {
			panic(err)
		}
	}
	return registry
}

func add(ctx task.ActivityContext) (any, error) {
	var value int
	err := ctx.GetInput(&value)
	return value + 1, err
}

func echo(ctx task.ActivityContext) (any, error) {
	var value string
	err := ctx.GetInput(&value)
	return value, err
}

func boom(ctx task.ActivityContext) (any, error) {
	var text string
	if err := ctx.GetInput(&text); err != nil {
		return nil, err
	}
	return nil, errors.New(text)
}

func panics(task.ActivityContext) (any, error) {
	panic("no luck at all")
}

func flaky(ctx task.ActivityContext) (any, error) {
	var name string
	if err := ctx.GetInput(&name); err != nil {
		return nil, err
	}
	if attempt := attempts.next(name); attempt < 3 {
		return nil, fmt.Errorf("try %d", attempt)
	}
	return 3, nil
}

func pause(ctx task.ActivityContext) (any, error) {
	var millis int
	err := ctx.GetInput(&millis)
	time.Sleep(time.Duration(millis) * time.Millisecond)
	return 1, err
}

func chain(ctx *task.OrchestrationContext) (any, error) {
	var value int
	if err := ctx.GetInput(&value); err != nil {
		return nil, err
	}
	for step := 0; step < 3; step++ {
		if err := ctx.CallActivity("add", task.WithActivityInput(value)).Await(&value); err != nil {
			return nil, err
		}
	}
	return value, nil
}

func fanOut(ctx *task.OrchestrationContext) (any, error) {
	var width int
	if err := ctx.GetInput(&width); err != nil {
		return nil, err
	}
	tasks := make([]task.Task, width)
	for i := range tasks {
		tasks[i] = ctx.CallActivity("add", task.WithActivityInput(i))
	}
	sum := 0
	for _, each := range tasks {
		var result int
		if err := each.Await(&result); err != nil {
			return nil, err
		}
		sum += result
	}
	return sum, nil
}

func monitor(ctx *task.OrchestrationContext) (any, error) {
	var round int
	if err := ctx.GetInput(&round); err != nil {
		return nil, err
	}
	ctx.SetCustomStatus(fmt.Sprintf("round %d", round))
	if err := ctx.CreateTimer(50 * time.Millisecond).Await(nil); err != nil {
		return nil, err
	}
	if round < 3 {
		ctx.ContinueAsNew(round + 1)
		return nil, nil
	}
	return fmt.Sprintf("done after %d", round), nil
}

// keeper takes one event in each of its executions, and keeps those that have come too early.
func keeper(ctx *task.OrchestrationContext) (any, error) {
	var sum, value int
	if err := ctx.GetInput(&sum); err != nil {
		return nil, err
	}
	if err := ctx.WaitForSingleEvent("number", 30*time.Second).Await(&value); err != nil {
		return nil, err
	}
	if value == 0 {
		return sum, nil
	}
	ctx.ContinueAsNew(sum+value, task.WithKeepUnprocessedEvents())
	return nil, nil
}

func approval(ctx *task.OrchestrationContext) (any, error) {
	millis := 30000
	if err := ctx.GetInput(&millis); err != nil {
		return nil, err
	}
	var answer string
	err := ctx.WaitForSingleEvent("approval", time.Duration(millis)*time.Millisecond).Await(&answer)
	if errors.Is(err, task.ErrTaskCanceled) {
		return "too late", nil
	}
	return "approved " + answer, err
}

// parent lets the server choose the id of its first child.
func parent(ctx *task.OrchestrationContext) (any, error) {
	var first, second int
	if err := ctx.CallSubOrchestrator("chain", task.WithSubOrchestratorInput(10)).Await(&first); err != nil {
		return nil, err
	}
	err := ctx.CallSubOrchestrator(
		"chain", task.WithSubOrchestratorInput(first),
		task.WithSubOrchestrationInstanceID(string(ctx.ID)+"-child")).Await(&second)
	return first + second, err
}

func nested(ctx *task.OrchestrationContext) (any, error) {
	return nil, ctx.CallSubOrchestrator(
		"approval", task.WithSubOrchestratorInput(30000),
		task.WithSubOrchestrationInstanceID(string(ctx.ID)+"-child")).Await(nil)
}

func policy(tries int) *task.RetryPolicy {
	return &task.RetryPolicy{MaxAttempts: tries, InitialRetryInterval: 20 * time.Millisecond}
}

func retry(ctx *task.OrchestrationContext) (any, error) {
	var result int
	err := ctx.CallActivity(
		"flaky", task.WithActivityInput(string(ctx.ID)), task.WithActivityRetryPolicy(policy(5))).
		Await(&result)
	return result, err
}

func givingUp(ctx *task.OrchestrationContext) (any, error) {
	return nil, ctx.CallActivity(
		"flaky", task.WithActivityInput(string(ctx.ID)), task.WithActivityRetryPolicy(policy(2))).
		Await(nil)
}

func retryChild(ctx *task.OrchestrationContext) (any, error) {
	var result int
	err := ctx.CallSubOrchestrator(
		"flaky_child", task.WithSubOrchestratorInput(string(ctx.ID)),
		task.WithSubOrchestrationInstanceID(string(ctx.ID)+"-child"),
		task.WithSubOrchestrationRetryPolicy(policy(5))).Await(&result)
	return result, err
}

func flakyChild(ctx *task.OrchestrationContext) (any, error) {
	var name string
	if err := ctx.GetInput(&name); err != nil {
		return nil, err
	}
	var result int
	err := ctx.CallActivity("flaky", task.WithActivityInput(name)).Await(&result)
	return result, err
}

func failing(ctx *task.OrchestrationContext) (any, error) {
	return nil, ctx.CallActivity("boom", task.WithActivityInput("no luck")).Await(nil)
}

// catching tells what its activities failed with.
func catching(ctx *task.OrchestrationContext) (any, error) {
	var texts []string
	for _, name := range []string{"boom", "panics", "nobody"} {
		err := ctx.CallActivity(name, task.WithActivityInput("no luck")).Await(nil)
		if err == nil {
			return nil, fmt.Errorf("%s succeeded", name)
		}
		texts = append(texts, err.Error())
	}
	return strings.Join(texts, "; "), nil
}

func slow(ctx *task.OrchestrationContext) (any, error) {
	var steps int
	if err := ctx.GetInput(&steps); err != nil {
		return nil, err
	}
	total := 0
	for step := 0; step < steps; step++ {
		var one int
		if err := ctx.CallActivity("pause", task.WithActivityInput(20)).Await(&one); err != nil {
			return nil, err
		}
		total += one
	}
	return total, nil
}

func whole(ctx *task.OrchestrationContext) (any, error) {
	var value string
	if err := ctx.GetInput(&value); err != nil {
		return nil, err
	}
	if err := ctx.CallActivity("echo", task.WithActivityInput(value)).Await(&value); err != nil {
		return nil, err
	}
	if err := ctx.CreateTimer(time.Second).Await(nil); err != nil {
		return nil, err
	}
	return value, ctx.CallSubOrchestrator("chain", task.WithSubOrchestratorInput(1)).Await(nil)
}
