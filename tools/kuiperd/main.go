//go:debug x509negativeserial=1
package main

import "github.com/lf-edge/ekuiper/v2/cmd"

func main() { cmd.Main() }
