// Conformance drives a plugin through eKuiper's own Go types: PortableSource, PortableSink and PortableFunc, as its
// rules use them, without the rules. It prints a line a check and ends with status 1 at the first that fails.
//
// usage: conformance EXECUTABLE    of the plugin "conformance" (org.jkuiper.conformance); its sockets are in /tmp
package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/rand"
	"os"
	"reflect"
	"strings"
	"time"

	"github.com/lf-edge/ekuiper/contract/v2/api"

	"github.com/lf-edge/ekuiper/v2/internal/conf"
	"github.com/lf-edge/ekuiper/v2/internal/plugin/portable/runtime"
	kctx "github.com/lf-edge/ekuiper/v2/internal/topo/context"
	"github.com/lf-edge/ekuiper/v2/pkg/cast"
	"github.com/lf-edge/ekuiper/v2/pkg/model"
	mockContext "github.com/lf-edge/ekuiper/v2/pkg/mock/context"
)

const (
	messages = 10000
	large    = 16 << 20
)

var plugin = &runtime.PluginMeta{Name: "conformance", Version: "v1.0.0", Language: "go"}

func check(err error, what string) {
	if err != nil {
		fmt.Printf("FAILED %s: %v\n", what, err)
		os.Exit(1)
	}
}

func expect(expected, got any, what string) {
	if !reflect.DeepEqual(expected, got) {
		check(fmt.Errorf("expected %.200v (%[1]T), got %.200v (%[2]T)", expected, got), what)
	}
}

func done(what string, started time.Time) {
	fmt.Printf("ok %s (%d ms)\n", what, time.Since(started).Milliseconds())
}

// Everything that JSON has, as Go decodes it.
var everything = map[string]any{
	"null": nil, "true": true, "false": false, "zero": 0.0, "whole": 42.0, "negative": -1e15, "real": 0.1, "tiny": 5e-324,
	"huge": 1.7976931348623157e308, "beyond 2^53": 9007199254740994.0, "": "empty key",
	"text": "quote \" backslash \\ slash / tab \t line \n null \u0000 bell \u0007", "html": "<a href='x'>&amp;</a>",
	"unicode": "é 世界 \u2028 \u2029 \ufeff \U0001F600", "empty": "", "list": []any{nil, 1.0, "a", []any{}, map[string]any{}},
	"object": map[string]any{"nested": map[string]any{"deep": []any{map[string]any{"x": nil}}}},
	"ключ 键": "unicode key",
}

func functions() {
	started := time.Now()
	ctx := kctx.NewDefaultFuncContext(mockContext.NewMockContext("rule", "op_2_project"), 3)
	echo, err := runtime.NewPortableFunc("jkc_echo", plugin)
	check(err, "start of a function")
	expect(false, echo.IsAggregate(), "IsAggregate")
	check(echo.Validate([]any{map[string]any{"Name": "a"}}), "Validate of one argument")
	err = echo.Validate([]any{1, 2})
	if err == nil || !strings.Contains(err.Error(), "one argument, not 2") {
		check(fmt.Errorf("%v", err), "Validate of two arguments")
	}
	done("a function starts, validates and refuses", started)

	started = time.Now()
	call := func(arg any) any {
		result, ok := echo.Exec(ctx, []any{arg})
		if !ok {
			check(fmt.Errorf("%v", result), fmt.Sprintf("echo of %.80v", arg))
		}
		return result
	}
	for _, value := range everything {
		expect(value, call(value), "echo")
	}
	expect(any(everything), call(everything), "echo of everything at once")
	expect("AQID", call([]byte{1, 2, 3}), "binary goes as base64")
	done("every type of JSON comes back as it went", started)

	started = time.Now()
	for i := 0; i < messages; i++ {
		value := map[string]any{"i": float64(i), "r": rand.Float64(), "s": strings.Repeat("x", rand.Intn(2000))}
		expect(any(value), call(value), "echo in order")
	}
	done(fmt.Sprintf("%d calls, each its own answer", messages), started)

	started = time.Now()
	text := strings.Repeat("0123456789abcde\n", large/16)
	expect(text, call(text), "echo of a large text")
	picture := make([]byte, large)
	rand.Read(picture)
	sum, err := runtime.NewPortableFunc("jkc_sum", plugin)
	check(err, "start of a second function")
	result, ok := sum.Exec(ctx, []any{picture})
	expect(true, ok, "binary")
	expected := 0.0
	for _, b := range picture {
		expected += float64(b)
	}
	expect(any(expected), result, "the sum of the bytes")
	done("16 MiB of text and of binary", started)

	started = time.Now()
	expect(true, sum.IsAggregate(), "IsAggregate of the other")
	for i := 1; i <= 3; i++ {
		result, _ = sum.Exec(kctx.NewDefaultFuncContext(mockContext.NewMockContext("rule", "op"), i), []any{})
		expect(any(fmt.Sprintf("rule op 0 %d", i)), result, "the place of the call")
	}
	for _, arg := range []any{"not base64!", 7.0, nil, map[string]any{}} {
		result, ok = sum.Exec(ctx, []any{arg})
		message, isError := result.(error)
		if ok || !isError || !strings.Contains(message.Error(), "argument 1 must be binary, got") {
			check(fmt.Errorf("%v", result), "the error of a call")
		}
	}
	done("errors are sentences, and the function goes on", started)
}

type raw []byte

func (r raw) Raw() []byte    { return r }
func (r raw) Replace([]byte) {}

type arrival struct {
	message map[string]any
	meta    map[string]any
}

// source starts a source and gives what arrives from it.
func source(symbol string, ctx api.StreamContext, props map[string]any) (chan arrival, *runtime.PortableSource) {
	s := runtime.NewPortableSource(symbol, plugin)
	check(s.Provision(ctx, props), "provision of "+symbol)
	check(s.Connect(ctx, nil), "start of "+symbol)
	arrivals := make(chan arrival, 16)
	go func() {
		_ = s.Subscribe(ctx,
			func(_ api.StreamContext, data any, meta map[string]any, _ time.Time) {
				arrivals <- arrival{data.(map[string]any), meta}
			},
			func(_ api.StreamContext, err error) { check(err, "a message of "+symbol) })
	}()
	return arrivals, s
}

func next(arrivals chan arrival) arrival {
	select {
	case a := <-arrivals:
		return a
	case <-time.After(20 * time.Second):
		check(fmt.Errorf("nothing for 20 s"), "a message of a source")
		panic("unreachable")
	}
}

func sources() {
	started := time.Now()
	ctx := mockContext.NewMockContext("rule", "numbers")
	props := map[string]any{"count": messages, "datasource": "topic", "everything": everything}
	arrivals, s := source("jkc_numbers", ctx, props)
	other, t := source("jkc_numbers", ctx.(*kctx.DefaultContext).WithInstance(1), props)
	for instance, channel := range []chan arrival{arrivals, other} {
		first := next(channel)
		expect(everything, first.message, "what was set comes back")
		expect(map[string]any{"dataSource": "topic", "instance": float64(instance)}, first.meta, "the meta")
		expect(large, len(next(channel).message["text"].(string)), "a large message")
		for i := 0; i < messages; i++ {
			if i%1000 == 0 {
				time.Sleep(20 * time.Millisecond) // a slow rule: the source has to wait
			}
			expect(map[string]any{"i": float64(i)}, next(channel).message, "in order")
		}
	}
	check(s.Close(ctx), "stop of a source")
	check(t.Close(ctx.(*kctx.DefaultContext).WithInstance(1)), "stop of the other instance")
	done(fmt.Sprintf("two instances of a source: %d messages each, in order", messages), started)

	started = time.Now()
	refused := runtime.NewPortableSource("jkc_numbers", plugin)
	check(refused.Provision(ctx, map[string]any{"count": "many"}), "provision")
	err := refused.Connect(ctx, nil)
	if err == nil || !strings.Contains(err.Error(), "the property count must be a whole number, got \"many\"") {
		check(fmt.Errorf("%v", err), "a refused start")
	}
	for i := 0; i < 50; i++ {
		again, s := source("jkc_numbers", ctx, map[string]any{"count": 1, "everything": map[string]any{}})
		next(again)
		check(s.Close(ctx), "stop")
	}
	done("a start that is refused; 50 stops and starts", started)
}

func sinks(requireAck bool) {
	started := time.Now()
	ctx := mockContext.NewMockContext("rule", fmt.Sprintf("sink_%v", requireAck))
	back, s := source("jkc_loop", mockContext.NewMockContext("rule", "loop"), map[string]any{})
	k := runtime.NewPortableSink("jkc_loop", plugin)
	check(k.Provision(ctx, map[string]any{"requireAck": requireAck}), "provision of a sink")
	check(k.Connect(ctx, nil), "start of a sink")
	sent := make(chan []byte, messages+10)
	send := func(message []byte) {
		sent <- message
		check(k.Collect(ctx, raw(message)), "collect")
	}
	go func() {
		all, _ := json.Marshal([]any{everything})
		send(all)
		send([]byte{})
		send([]byte{0, 255, 254})
		send(bytes.Repeat([]byte("0123456789abcdef"), large/16))
		for i := 0; i < messages; i++ {
			send([]byte(fmt.Sprintf(`[{"i":%d}]`, i)))
		}
		close(sent)
	}()
	for message := range sent {
		got, err := base64.StdEncoding.DecodeString(next(back).message["bytes"].(string))
		check(err, "base64")
		if !bytes.Equal(message, got) {
			check(fmt.Errorf("%d bytes sent, %d came back: %.80q %.80q", len(message), len(got), message, got), "a message to a sink")
		}
	}
	if requireAck {
		err := k.Collect(ctx, raw("refuse this"))
		if err == nil || !strings.Contains(err.Error(), "this sink is full") {
			check(fmt.Errorf("%v", err), "the negative acknowledgement")
		}
		check(k.Collect(ctx, raw("and take this")), "collect after a refusal")
	}
	check(k.Close(ctx), "stop of a sink")
	check(s.Close(mockContext.NewMockContext("rule", "loop")), "stop of a source")
	done(fmt.Sprintf("a sink, requireAck %v: %d messages, in order", requireAck, messages), started)
}

func main() {
	plugin.Executable = os.Args[1]
	conf.Config = &model.KuiperConf{}
	conf.Config.Portable.InitTimeout = cast.DurationConf(10 * time.Second)
	conf.Config.Portable.SendTimeout = 5 * time.Second
	conf.Config.Portable.RecvTimeout = 5 * time.Second
	conf.IsTesting = true
	manager := runtime.GetPluginInsManager()
	functions()
	sources()
	sinks(false)
	sinks(true)
	check(manager.KillAll(), "kill")
	fmt.Println("conforms")
}
