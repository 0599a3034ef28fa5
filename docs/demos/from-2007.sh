#!/bin/sh
# A tap that mktap wrote in the days of Python 2 serves again.
. "$(dirname "$0")/shown.sh"
cp "$DEMOS/2007/web.tap" . && mkdir www && echo "Hello from a file." > www/hello.txt

say "A file from an old machine. What is it? Looking runs nothing of it."
run 'tapinspect web.tap'

say "Its directory is gone and its port is not the one we want: both can be moved. What ran .php files is gone for good."
run 'tapconvert --in web.tap --out new.tap --map-path /srv/tap2007/data/www=$PWD/www --map-port 22200=9000'

say "The old file is as it was; the new one runs under plain twistd."
run 'twistd -f new.tap'
await 9000
run 'curl -s http://127.0.0.1:9000/hello.txt'
stop
