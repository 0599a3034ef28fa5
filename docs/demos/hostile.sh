#!/bin/sh
# A hostile tap is refused before anything of it runs.
. "$(dirname "$0")/shown.sh"

say "A tap is a program. This one, thirty bytes, runs a command when it is loaded."
run "printf 'cos\nsystem\n(S\"touch owned\"\ntR.' > gift.tap"

say "Looking at it is safe, and says what it would do."
run 'tapinspect --check gift.tap; echo "status $?"'

say "twistd tap checks before it loads."
run 'twistd -n tap gift.tap; echo "status $?"'

say "Nothing was run: there is no file of that name."
run 'ls'
