#!/bin/sh
# A tap becomes a .tac: a file to read and to edit.
. "$(dirname "$0")/shown.sh"
cp "$DEMOS/2007/web.tap" . && mkdir www && echo "Hello from a file." > www/hello.txt

say "A tap of 2007, as Python that a person could have written."
run 'tapconvert --in web.tap --typeout tac --out web.tac --map-path /srv/tap2007/data/www=www --map-port 22200=9000'
run 'cat web.tac'

say "twistd runs it."
run 'twistd -y web.tac'
await 9000
run 'curl -s http://127.0.0.1:9000/hello.txt'
stop
