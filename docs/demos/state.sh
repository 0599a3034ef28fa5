#!/bin/sh
# State that survives: what a server has learned is in the tap that it writes as it stops.
. "$(dirname "$0")/shown.sh"

say "Start a notice board, and post something."
run 'mkapp -q myapp --port 9000 > myapp.tap'
run 'twistd -f myapp.tap'
await 9000
run "printf 'HELLO ada\nPOST Remember me\nQUIT\n' | nc 127.0.0.1 9000"

say "Stop it. It saves itself beside the log."
stop
run 'ls *.tap'

say "Start the saved one: the notice is there. The original tap is as empty as it was."
run 'twistd -f myapp-shutdown.tap'
await 9000
run "printf 'HELLO bob\nLIST\nQUIT\n' | nc 127.0.0.1 9000"
stop
