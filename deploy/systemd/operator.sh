#!/bin/sh
# Runs one of the operator's commands as systemd runs the bot: with the user, files, settings and secrets of its unit, what
# `systemctl edit image-share` added included. `/opt/image-share/deploy/systemd/operator.sh doctor`, as root, beside the bot or not.
here=$(cd "$(dirname "$0")/../.." && pwd)
unit=image-share-operator-$$.service
# secrets are below a folder with the unit's name, which is %d in a unit and nothing here
properties=$(systemctl cat image-share.service | sed -n "
  s|%d|/run/credentials/$unit|g
  s/^\(DynamicUser\|User\|StateDirectory\|StateDirectoryMode\|CacheDirectory\|WorkingDirectory\|UMask\)=/--property=&/p
  s/^\(Environment\|EnvironmentFile\|LoadCredential\)=/--property=&/p")
[ -n "$properties" ] || exit 1
# a property is a line, whatever is in it
IFS='
'
set -f
exec systemd-run --quiet --pipe --wait --collect --unit="$unit" --nice=10 $properties --property=StateDirectory=image-share-backups \
  /usr/bin/env node "$here/src/operator.ts" "$@"
