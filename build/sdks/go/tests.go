package main

import (
	"errors"
	"strings"
	"syscall"
	"time"

	"github.com/microsoft/durabletask-go/api"
)

func (s *suite) TestChaining() {
	s.is(s.begin("chain", 4), 7)
}

func (s *suite) TestFanOutAndIn() {
	s.is(s.begin("fan_out", 100), 5050)
}

func (s *suite) TestMonitorContinuesAsNew() {
	id := s.begin("monitor", 1)
	s.is(id, "done after 3")
	check(s.state(id).SerializedCustomStatus == "round 3", "%v", s.state(id))
}

func (s *suite) TestEventsAreCarriedOver() {
	id := s.begin("keeper", 0)
	for i := 1; i <= 10; i++ {
		s.raise(id, "number", i)
	}
	s.raise(id, "number", 0)
	s.is(id, 55)
}

func (s *suite) TestPersonApproves() {
	id := s.begin("approval", 30000)
	s.started(id)
	s.raise(id, "Approval", "yes")
	s.is(id, "approved yes")
}

func (s *suite) TestPersonIsTooLate() {
	began := time.Now()
	s.is(s.begin("approval", 500), "too late")
	check(time.Since(began) >= 500*time.Millisecond, "the timer was early")
}

func (s *suite) TestEventBeforeTheStart() {
	id := s.begin("approval", 30000, api.WithStartTime(time.Now().Add(time.Second)))
	s.raise(id, "approval", "early")
	s.is(id, "approved early")
}

func (s *suite) TestSubOrchestrations() {
	s.is(s.begin("parent", nil), 29)
}

func (s *suite) TestRetries() {
	s.is(s.begin("retry", nil), 3)
}

func (s *suite) TestRetriesEnd() {
	s.becomes(s.begin("giving_up", nil), api.RUNTIME_STATUS_FAILED)
}

func (s *suite) TestRetriesOfAChildUnderOneId() {
	s.is(s.begin("retry_child", nil), 3)
}

func (s *suite) TestFailure() {
	s.becomes(s.begin("failing", nil), api.RUNTIME_STATUS_FAILED)
}

func (s *suite) TestFailuresAreCaught() {
	text := s.end(s.begin("catching", nil)).SerializedOutput
	for _, part := range []string{"no luck;", "panic: no luck at all", "'nobody' was registered"} {
		check(strings.Contains(text, part), "there is no '%s' in %s", part, text)
	}
}

func (s *suite) TestUnknownOrchestratorFails() {
	s.becomes(s.begin("nobody", nil), api.RUNTIME_STATUS_FAILED)
}

func (s *suite) TestSuspendAndResume() {
	id := s.begin("approval", 30000)
	succeeds(s.client.SuspendOrchestration(patience(), id, "wait"))
	check(s.state(id).RuntimeStatus == api.RUNTIME_STATUS_SUSPENDED, "%v", s.state(id))
	s.raise(id, "approval", "late")
	time.Sleep(500 * time.Millisecond)
	check(s.state(id).RuntimeStatus == api.RUNTIME_STATUS_SUSPENDED, "%v", s.state(id))
	succeeds(s.client.ResumeOrchestration(patience(), id, "go on"))
	s.is(id, "approved late")
}

func (s *suite) TestTerminateWithChildren() {
	id := s.begin("nested", nil)
	s.exists(id + "-child")
	succeeds(s.client.TerminateOrchestration(patience(), id, api.WithOutput("enough")))
	s.becomes(id, api.RUNTIME_STATUS_TERMINATED)
	s.becomes(id+"-child", api.RUNTIME_STATUS_TERMINATED)
	check(s.state(id).SerializedOutput == `"enough"`, "%v", s.state(id))
}

func (s *suite) TestTerminateWithoutChildren() {
	id := s.begin("nested", nil)
	s.exists(id + "-child")
	succeeds(s.client.TerminateOrchestration(patience(), id, api.WithRecursiveTerminate(false)))
	s.becomes(id, api.RUNTIME_STATUS_TERMINATED)
	s.raise(id+"-child", "approval", "alone")
	s.is(id+"-child", "approved alone")
}

func (s *suite) TestPurge() {
	id := s.begin("chain", 1)
	s.is(id, 4)
	succeeds(s.client.PurgeOrchestrationState(patience(), id))
	_, err := s.client.FetchOrchestrationMetadata(patience(), id)
	check(errors.Is(err, api.ErrInstanceNotFound), "%v", err)
	err = s.client.PurgeOrchestrationState(patience(), id)
	check(errors.Is(err, api.ErrInstanceNotFound), "%v", err)
}

func (s *suite) TestPurgeWithChildren() {
	id := s.begin("parent", nil)
	s.is(id, 29)
	succeeds(s.client.PurgeOrchestrationState(patience(), id, api.WithRecursivePurge(true)))
	_, err := s.client.FetchOrchestrationMetadata(patience(), id+"-child")
	check(errors.Is(err, api.ErrInstanceNotFound), "%v", err)
}

func (s *suite) TestLaterStart() {
	start := time.Now().Add(time.Second)
	id := s.begin("chain", 1, api.WithStartTime(start))
	check(s.state(id).RuntimeStatus == api.RUNTIME_STATUS_PENDING, "%v", s.state(id))
	s.is(id, 4)
	check(!s.state(id).LastUpdatedAt.Before(start), "it started early: %v", s.state(id))
}

func (s *suite) TestIdInUse() {
	id := s.begin("approval", 30000)
	_, err := s.client.ScheduleNewOrchestration(patience(), "approval", api.WithInstanceID(id))
	check(err != nil && strings.Contains(err.Error(), "AlreadyExists"), "%v", err)
	succeeds(s.client.TerminateOrchestration(patience(), id))
	s.becomes(id, api.RUNTIME_STATUS_TERMINATED)
	s.is(s.begin("chain", 1, api.WithInstanceID(id)), 4)
}

func (s *suite) TestIdInUseIsIgnored() {
	id := s.begin("approval", 30000)
	s.started(id)
	s.begin("chain", 1, api.WithInstanceID(id), s.reuse(api.REUSE_ID_ACTION_IGNORE))
	check(s.state(id).Name == "approval", "%v", s.state(id))
	s.raise(id, "approval", "still")
	s.is(id, "approved still")
}

func (s *suite) TestIdInUseIsTakenOver() {
	id := s.begin("approval", 30000)
	s.started(id)
	s.begin("chain", 1, api.WithInstanceID(id), s.reuse(api.REUSE_ID_ACTION_TERMINATE))
	s.is(id, 4)
	check(s.state(id).Name == "chain", "%v", s.state(id))
}

func (s *suite) reuse(action api.CreateOrchestrationAction) api.NewOrchestrationOptions {
	return api.WithOrchestrationIdReusePolicy(&api.OrchestrationIdReusePolicy{
		Action: action,
		OperationStatus: []api.OrchestrationStatus{
			api.RUNTIME_STATUS_RUNNING, api.RUNTIME_STATUS_PENDING},
	})
}

func (s *suite) TestPayloadsAreLeftOut() {
	id := s.begin("chain", 1)
	s.is(id, 4)
	state, err := s.client.FetchOrchestrationMetadata(patience(), id, api.WithFetchPayloads(false))
	succeeds(err)
	check(state.SerializedInput == "" && state.SerializedOutput == "", "%v", state)
}

func (s *suite) TestPayloadOfAMegabyte() {
	value := strings.Repeat("0123456789abcdef", 64<<10)
	s.is(s.begin("whole", value), value)
}

func (s *suite) TestTwoWorkersShareTheWork() {
	stop := work(s.server.port)
	defer stop()
	s.is(s.begin("fan_out", 200), 20100)
}

func (s *suite) slowly() []api.InstanceID {
	return []api.InstanceID{s.begin("slow", 40), s.begin("slow", 40), s.begin("slow", 40)}
}

func (s *suite) TestWorkerKilled() {
	ids := s.killWorker(s.slowly)
	check(s.state(ids[0]).RuntimeStatus == api.RUNTIME_STATUS_RUNNING, "%v", s.state(ids[0]))
	s.startWorker()
	for _, id := range ids {
		s.is(id, 40)
	}
}

// This SDK answers without tokens: what a worker that lost its server began, and what it is given
// again when it has come back, are answered by the same names.
func (s *suite) TestServerKilled() {
	ids := s.slowly()
	s.started(ids[0])
	time.Sleep(300 * time.Millisecond)
	s.server.end(syscall.SIGKILL)
	s.server.start()
	for _, id := range ids {
		s.is(id, 40)
	}
}
