// A function that takes its argument and does nothing with it, in Go: what is left of a call is what eKuiper and the
// broker need, which NullPlugin.java is compared with.
//
// On mangos alone and not on eKuiper's Go SDK: that one leaves mangos' limit of 1 MiB a message on the function's
// channel, so it cannot serve 3 MB. Nor does it parse what it is asked, which makes it the cheapest plugin there can be.
package main

import (
	"bytes"
	"log"
	"time"

	"go.nanomsg.org/mangos/v3"
	"go.nanomsg.org/mangos/v3/protocol/req"
	_ "go.nanomsg.org/mangos/v3/transport/ipc"
)

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

// serve answers whatever comes on a channel of eKuiper, which is the replying side and is greeted first.
func serve(url string, answer func(request []byte) string) {
	socket, err := req.NewSocket()
	must(err)
	must(socket.SetOption(mangos.OptionMaxRecvSize, 0))
	must(socket.SetOption(mangos.OptionRetryTime, time.Duration(0)))
	must(socket.Dial(url))
	must(socket.Send([]byte("handshake")))
	for {
		request, err := socket.RecvMsg()
		must(err)
		reply := answer(request.Body)
		request.Free()
		must(socket.Send([]byte(reply)))
	}
}

func nothing(request []byte) string {
	if bytes.HasPrefix(request, []byte(`{"func":"IsAggregate"`)) {
		return `{"state":true,"result":false}`
	}
	return `{"state":true,"result":1}`
}

func main() {
	serve("ipc:///tmp/plugin_nullgo.ipc", func(command []byte) string {
		if bytes.HasPrefix(command, []byte(`{"cmd":"start"`)) {
			go serve("ipc:///tmp/func_goNothing.ipc", nothing)
		}
		return "ok"
	})
}
