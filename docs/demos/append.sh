#!/bin/sh
# --append: several services in one tap, and so in one process.
. "$(dirname "$0")/shown.sh"

say "A directory for a web server."
run 'mkdir www && echo "Hello from a file." > www/hello.txt'

say "The notice board first; then a web server is added to the same file."
run 'mkapp -q -o server.tap myapp --port 9000'
run 'mkapp --append server.tap --in-place --trust myapp --trust plugin:myapp web --path www --listen tcp:8081:interface=127.0.0.1'

say "One process serves both."
run 'twistd -f server.tap'
await 9000
run "printf 'HELLO ada\nQUIT\n' | nc 127.0.0.1 9000"
run 'curl -s http://127.0.0.1:8081/hello.txt'
stop
