#!/bin/sh
# The two-step flow: freeze a plugin with its options, run the file.
. "$(dirname "$0")/shown.sh"

say "Step one: freeze the notice board and its options into one file. Nothing is started."
run 'mkapp myapp --port 9000 > myapp.tap'

say "Step two: run the file. twistd is plain Twisted; it goes into the background."
run 'twistd -f myapp.tap'
await 9000

say "The server speaks its own protocol on port 9000 ..."
run "printf 'HELLO ada\nPOST Good morning\nLIST\nQUIT\n' | nc 127.0.0.1 9000"

say "... and has a page for the browser on port 8080."
run "curl -s http://127.0.0.1:8080/api/notices"

say "Stop it."
stop
