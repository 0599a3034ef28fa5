# What the demos have in common: a directory of their own, commands that are shown before they run, no leftovers.
# shellcheck shell=sh
DEMOS=$(cd "$(dirname "$0")" && pwd)
[ -x "$DEMOS/../../.venv/bin/mkapp" ] && PATH="$DEMOS/../../.venv/bin:$PATH"
SCRATCH=$(mktemp -d)
PRINTED=$(mktemp)
cd "$SCRATCH" || exit 1

leave() {
    for pidfile in "$SCRATCH"/*.pid; do
        [ -f "$pidfile" ] && kill "$(cat "$pidfile")" 2>/dev/null
    done
    cd / && rm -rf "$SCRATCH" "$PRINTED"
}
trap leave EXIT
trap 'exit 130' INT TERM

# say LINE...: what happens next and why.
say() {
    echo
    printf '# %s\n' "$@"
}

# run COMMAND: show it as it would be typed, then run it. Paths of this machine are not shown.
run() {
    printf "$ %s\n" "$1" | sed "s|$DEMOS/||g"
    eval "$1" >"$PRINTED" 2>&1
    sed -e "s|$SCRATCH|.|g" -e "s|$DEMOS/||g" "$PRINTED"
}

# await PORT: wait, at most 20 seconds, until somebody listens there. gone PORT: until nobody does.
await() { attempt "$1" 0; }
gone() { attempt "$1" 1; }
attempt() {
    tries=0
    while nc -z 127.0.0.1 "$1" 2>/dev/null; [ $? -ne "$2" ]; do
        tries=$((tries + 1))
        [ $tries -gt 200 ] && echo "port $1: waited 20 seconds" && exit 1
        sleep 0.1
    done
}

# stop: end the server as an administrator would, and wait until it has.
stop() {
    pid=$(cat twistd.pid)
    run 'kill $(cat twistd.pid)'
    while kill -0 "$pid" 2>/dev/null; do sleep 0.1; done
}
