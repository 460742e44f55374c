// The other side of an interop test, on mangos. See InteropTest for what it is asked to do.
//
//	peer <req|rep|push|pull> <dial|listen> <url> <count>x<size> ...
//
// Prints "ready" once it has a socket, and "ok" at the end; "pull" prints each message's number.
package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"log"
	"os"
	"time"

	"go.nanomsg.org/mangos/v3"
	"go.nanomsg.org/mangos/v3/protocol/pull"
	"go.nanomsg.org/mangos/v3/protocol/push"
	"go.nanomsg.org/mangos/v3/protocol/rep"
	"go.nanomsg.org/mangos/v3/protocol/req"
	_ "go.nanomsg.org/mangos/v3/transport/ipc"
	_ "go.nanomsg.org/mangos/v3/transport/tcp"
)

const timeout = 30 * time.Second

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

// each calls f with every message that the words ask for.
func each(words []string, f func(message []byte)) {
	number := uint32(0)
	for _, word := range words {
		var count, size int
		_, err := fmt.Sscanf(word, "%dx%d", &count, &size)
		must(err)
		for ; count > 0; count-- {
			message := make([]byte, size+4)
			binary.BigEndian.PutUint32(message, number)
			for i := range message[4:] {
				message[4+i] = byte(i % 251)
			}
			f(message[:size])
			number++
		}
	}
}

func check(expected, actual []byte) {
	if !bytes.Equal(expected, actual) {
		log.Fatalf("expected %d bytes, got %d: %.16q", len(expected), len(actual), actual)
	}
}

func receive(socket mangos.Socket) []byte {
	message, err := socket.Recv()
	must(err)
	return message
}

func main() {
	protocol, way, url, words := os.Args[1], os.Args[2], os.Args[3], os.Args[4:]
	sockets := map[string]func() (mangos.Socket, error){
		"req": req.NewSocket, "rep": rep.NewSocket, "push": push.NewSocket, "pull": pull.NewSocket,
	}
	socket, err := sockets[protocol]()
	must(err)
	// The options that eKuiper sets; those that a protocol does not have are refused.
	_ = socket.SetOption(mangos.OptionSendDeadline, timeout)
	_ = socket.SetOption(mangos.OptionRecvDeadline, timeout)
	_ = socket.SetOption(mangos.OptionMaxRecvSize, 0)
	_ = socket.SetOption(mangos.OptionReconnectTime, 100*time.Millisecond)
	if way == "listen" {
		must(socket.Listen(url))
	} else {
		must(socket.DialOptions(url, map[string]interface{}{mangos.OptionDialAsynch: true}))
	}
	fmt.Println("ready")
	switch protocol {
	case "req":
		each(words, func(message []byte) {
			must(socket.Send(message))
			check(message, receive(socket))
		})
	case "rep":
		// As eKuiper does it: answers the handshake with a command, and each answer with the next.
		check([]byte("handshake"), receive(socket))
		each(words, func(message []byte) {
			for {
				must(socket.Send(message))
				answer := receive(socket)
				if string(answer) != "handshake" {
					check(message, answer)
					return
				}
				fmt.Println("handshake")
			}
		})
	case "push":
		each(words, func(message []byte) { must(socket.Send(message)) })
	case "pull":
		each(words, func(message []byte) {
			received := receive(socket)
			if len(message) == 4 {
				// May begin anywhere: the sender may have had another peer before.
				fmt.Println(binary.BigEndian.Uint32(received))
			} else {
				check(message, received)
			}
		})
	}
	fmt.Println("ok")
	// Until the test has what it wants: closing could drop what was sent.
	_, _ = io.Copy(io.Discard, os.Stdin)
}
