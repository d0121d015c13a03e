package main

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// server is ./perdure dev, in a process of its own.
type server struct {
	root, scratch, log string
	port               int
	command            *exec.Cmd
}

func newServer(root, scratch string) *server {
	s := &server{root: root, scratch: scratch, port: freePort()}
	s.log = filepath.Join(scratch, "go-server.log")
	s.start()
	return s
}

func freePort() int {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port
}

func (s *server) start() {
	out, err := os.Create(s.log)
	if err != nil {
		panic(err)
	}
	defer out.Close()
	s.command = exec.Command(
		filepath.Join(s.root, "perdure"), "dev", "--data", filepath.Join(s.scratch, "go-data"),
		"--port", "0", "--grpc-port", fmt.Sprint(s.port))
	s.command.Stdout, s.command.Stderr = out, out
	if err := s.command.Start(); err != nil {
		panic(err)
	}
	for i := 0; i < 600; i++ {
		if said, _ := os.ReadFile(s.log); strings.Contains(string(said), "is ready") {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	said, _ := os.ReadFile(s.log)
	panic("The server did not start:\n" + string(said))
}

func (s *server) end(signal syscall.Signal) {
	_ = s.command.Process.Signal(signal)
	_ = s.command.Wait()
}
