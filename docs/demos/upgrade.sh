#!/bin/sh
# Upgrading Twisted under a tap: what is made anew, and what is carried.
. "$(dirname "$0")/shown.sh"

say "A tap as it was made, and one that a server saved when it stopped."
run 'mkapp -q myapp --port 9000 > made.tap'
run 'twistd -f made.tap'
await 9000
run "printf 'HELLO ada\nPOST Remember me\nQUIT\n' | nc 127.0.0.1 9000"
stop
run 'mv myapp-shutdown.tap saved.tap'

say "There is no second Twisted here: this writes an older version number into both. The numbers in the header" \
    "are all that booting looks at, so what follows is what an upgrade does."
run "python3 $DEMOS/as-if-older.py made.tap saved.tap"

say "The tap without state is made anew from its command line; the log has one warning."
run 'twistd -f made.tap'
await 9000
run "grep -o 'myapp was frozen.*' twistd.log"
stop

say "The tap with state is made anew too, and what was learned is put where it belongs."
run 'twistd -f saved.tap'
await 9000
run "grep -o 'Resumed the tap: 4 changes.*now' twistd.log"
run "printf 'HELLO bob\nLIST\nQUIT\n' | nc 127.0.0.1 9000"
stop
