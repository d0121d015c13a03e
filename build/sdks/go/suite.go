// Runs the published Go SDK against ./perdure dev, and prints what passed and failed.
//
// Usage: suite ROOT SCRATCH    (or: suite --worker PORT, a worker to be killed)
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"reflect"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/microsoft/durabletask-go/api"
	"github.com/microsoft/durabletask-go/client"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
)

// suite is a client, and a worker that can be stopped and started.
type suite struct {
	server *server
	client *client.TaskHubGrpcClient
	stop   func()
}

// wrong is what a check panics with.
type wrong string

func check(right bool, format string, values ...any) {
	if !right {
		panic(wrong(fmt.Sprintf(format, values...)))
	}
}

func succeeds(err error) {
	check(err == nil, "it failed: %v", err)
}

func connect(port int) (*grpc.ClientConn, *client.TaskHubGrpcClient) {
	connection, err := grpc.Dial(
		fmt.Sprintf("localhost:%d", port),
		grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		panic(err)
	}
	return connection, client.NewTaskHubGrpcClient(connection, silence{})
}

// work begins a worker on a connection of its own, and returns what ends it.
func work(port int) func() {
	connection, worker := connect(port)
	ctx, cancel := context.WithCancel(context.Background())
	if err := worker.StartWorkItemListener(ctx, functions()); err != nil {
		panic(err)
	}
	return func() {
		cancel()
		_ = connection.Close()
	}
}

func patience() context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	time.AfterFunc(time.Minute, cancel)
	return ctx
}

func (s *suite) begin(name string, input any, options ...api.NewOrchestrationOptions) api.InstanceID {
	options = append(options, api.WithInput(input))
	id, err := s.client.ScheduleNewOrchestration(patience(), name, options...)
	succeeds(err)
	return id
}

func (s *suite) state(id api.InstanceID) *api.OrchestrationMetadata {
	state, err := s.client.FetchOrchestrationMetadata(patience(), id)
	succeeds(err)
	return state
}

func (s *suite) end(id api.InstanceID) *api.OrchestrationMetadata {
	state, err := s.client.WaitForOrchestrationCompletion(patience(), id)
	succeeds(err)
	return state
}

func (s *suite) started(id api.InstanceID) {
	_, err := s.client.WaitForOrchestrationStart(patience(), id)
	succeeds(err)
}

func (s *suite) raise(id api.InstanceID, name string, value any) {
	succeeds(s.client.RaiseEvent(patience(), id, name, api.WithEventPayload(value)))
}

// is checks how an instance ended, and with what.
func (s *suite) is(id api.InstanceID, expected any) {
	state := s.end(id)
	check(state.RuntimeStatus == api.RUNTIME_STATUS_COMPLETED, "it is %v", state.RuntimeStatus)
	text, err := json.Marshal(expected)
	succeeds(err)
	check(
		state.SerializedOutput == string(text), "expected %s, but got %.200s", text,
		state.SerializedOutput)
}

func (s *suite) becomes(id api.InstanceID, status api.OrchestrationStatus) {
	state := s.end(id)
	check(state.RuntimeStatus == status, "expected %v, but it is %v", status, state.RuntimeStatus)
}

// exists waits until there is an instance of that id.
func (s *suite) exists(id api.InstanceID) {
	for i := 0; i < 200; i++ {
		if _, err := s.client.FetchOrchestrationMetadata(patience(), id); err == nil {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	check(false, "there is no %s", id)
}

func (s *suite) startWorker() {
	s.stop = work(s.server.port)
}

// killWorker lets a worker in another process begin something, and kills it.
func (s *suite) killWorker(ids func() []api.InstanceID) []api.InstanceID {
	s.stop()
	killed := exec.Command(os.Args[0], "--worker", strconv.Itoa(s.server.port))
	succeeds(killed.Start())
	begun := ids()
	s.started(begun[0])
	time.Sleep(300 * time.Millisecond)
	succeeds(killed.Process.Signal(syscall.SIGKILL))
	_ = killed.Wait()
	return begun
}

// run calls every method whose name begins with Test, in the order of their names.
func (s *suite) run() (passed, failed int) {
	value := reflect.ValueOf(s)
	for i := 0; i < value.NumMethod(); i++ {
		name := value.Type().Method(i).Name
		if !strings.HasPrefix(name, "Test") {
			continue
		}
		began := time.Now()
		if problem := outcome(value.Method(i)); problem == "" {
			passed++
			fmt.Printf("  passed  %s  (%.1f s)\n", name[4:], time.Since(began).Seconds())
		} else {
			failed++
			fmt.Printf("  FAILED  %s\n%s\n", name[4:], problem)
		}
	}
	return passed, failed
}

func outcome(test reflect.Value) (problem string) {
	defer func() {
		if caught := recover(); caught != nil {
			problem = fmt.Sprintf("%v\n%s", caught, debug.Stack())
		}
	}()
	test.Call(nil)
	return ""
}

func main() {
	if os.Args[1] == "--worker" {
		port, err := strconv.Atoi(os.Args[2])
		if err != nil {
			panic(err)
		}
		work(port)
		select {}
	}
	started := newServer(os.Args[1], os.Args[2])
	connection, c := connect(started.port)
	s := &suite{server: started, client: c}
	s.startWorker()
	passed, failed := s.run()
	s.stop()
	_ = connection.Close()
	started.end(syscall.SIGTERM)
	fmt.Printf("go: %d passed, %d failed\n", passed, failed)
	if failed > 0 {
		os.Exit(1)
	}
}

// silence takes the log of the SDK.
type silence struct{}

func (silence) Debug(...any)          {}
func (silence) Debugf(string, ...any) {}
func (silence) Info(...any)           {}
func (silence) Infof(string, ...any)  {}
func (silence) Warn(...any)           {}
func (silence) Warnf(string, ...any)  {}
func (silence) Error(...any)          {}
func (silence) Errorf(string, ...any) {}
