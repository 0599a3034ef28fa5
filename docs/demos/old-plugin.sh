#!/bin/sh
# A plugin file that was written for mktap, unchanged.
. "$(dirname "$0")/shown.sh"
cp -R "$DEMOS/2007/quotes.py" "$DEMOS/2007/twisted" . && rm -rf twisted/plugins/__pycache__

say "The plugin imports what Twisted removed in 2011."
run 'cat twisted/plugins/quotes_plugin.py'

say "The command line of 2007 does what it did: it writes quotes.tap here."
run 'export PYTHONPATH=.'
run 'mktap quotes --port 9000'
run 'ls *.tap'

say "And today's twistd runs the file."
run 'twistd -f quotes.tap'
await 9000
run 'nc 127.0.0.1 9000 </dev/null'
stop
