#!/bin/sh
# Starts the bot: `npm start`, the container image and the systemd unit run this file, so Node's flags stand in no other place.
# Node replaces the shell: signals reach the bot itself, and its exit code the supervisor. Arguments replace the bot: the image's build
# passes some.
here=$(dirname "$0")
[ $# -gt 0 ] || set -- "$here/main.ts"
node "$here/check-node.cjs" && exec node --disable-sigusr1 --max-semi-space-size=1 --max-old-space-size=256 "$@"
