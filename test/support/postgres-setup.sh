#!/usr/bin/env bash
# A PostgreSQL for the tests, and PgBouncer before it, on loopback and a port of its own: installs Debian's package if there is none, makes a cluster in
# a temporary folder, starts it, writes the URL beside it. `--stop` stops it. Safe to run again; wants root or sudo to install.
set -euo pipefail

dir=${IMAGE_SHARE_POSTGRES_DIR:-${TMPDIR:-/tmp}/image-share-postgres}
port=${IMAGE_SHARE_POSTGRES_PORT:-5460}
sudo=$([[ $(id -u) == 0 ]] || echo sudo)

# PostgreSQL refuses to run as root: then it runs as the user that its package made
as_owner() { if [[ $(id -u) == 0 ]]; then runuser -u postgres -- "$@"; else "$@"; fi; }
binaries() { find /usr/lib/postgresql -path '*/bin/initdb' -printf '%h\n' 2>/dev/null | sort -V | tail -n 1; }

if [[ -z $(binaries) ]] || ! [[ -x /usr/sbin/pgbouncer ]]; then
  echo "installing postgresql and pgbouncer"
  export DEBIAN_FRONTEND=noninteractive
  $sudo apt-get -qq update </dev/null
  $sudo apt-get -qq install -y --no-install-recommends postgresql pgbouncer </dev/null >/dev/null
fi
bin=$(binaries)

if [[ ${1:-} == --stop ]]; then
  as_owner "$bin/pg_ctl" -D "$dir/cluster" -m fast stop
  exit
fi

mkdir -p "$dir"
[[ $(id -u) != 0 ]] || chown postgres "$dir"
if [[ ! -f $dir/cluster/PG_VERSION ]]; then
  as_owner "$bin/initdb" -D "$dir/cluster" -U postgres --auth=trust --encoding=UTF8 --locale=C >"$dir.log" 2>&1 ||
    { cat "$dir.log" >&2; exit 1; }
fi
if ! as_owner "$bin/pg_ctl" -D "$dir/cluster" status >/dev/null; then
  as_owner "$bin/pg_ctl" -D "$dir/cluster" -w -l "$dir/log" \
    -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=200" start </dev/null >/dev/null
fi
url="postgres://postgres@127.0.0.1:$port/postgres"
echo "$url" >"$dir/url"
echo "PostgreSQL answers at $url"
