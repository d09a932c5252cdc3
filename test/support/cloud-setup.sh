#!/usr/bin/env bash
# A real Keystone and two Glance regions on loopback, from Debian's packages, for the contract tests: `npm run setup:cloud`.
#
#   cloud-setup.sh          installs what is missing (apt, as root or by sudo), makes what is missing, starts what is not running
#   cloud-setup.sh --stop   stops it; --fresh stops it, throws its state away and begins again
#
# Everything is in $IMAGE_SHARE_CLOUD_DIR; the tests read cloud.json there, the bot can read clouds.yaml.
# Ports: IMAGE_SHARE_CLOUD_{KEYSTONE,IAD,DFW}_PORT. Secure RBAC is on, as it is by default since OpenStack 2023.1.
set -euo pipefail

dir=${IMAGE_SHARE_CLOUD_DIR:-${TMPDIR:-/tmp}/image-share-cloud}
keystone_port=${IMAGE_SHARE_CLOUD_KEYSTONE_PORT:-5150}
iad_port=${IMAGE_SHARE_CLOUD_IAD_PORT:-9350}
dfw_port=${IMAGE_SHARE_CLOUD_DFW_PORT:-9351}
auth_url=http://127.0.0.1:$keystone_port/v3
python=/usr/bin/python3 # Debian's: the packages below are for no other

fail() { echo "setup:cloud: $*" >&2; exit 1; }

# The pid of service $1 if it runs and is ours: a number in a file may have become anybody's.
running() {
  local pid
  pid=$(cat "$dir/$1.pid" 2>/dev/null) && [[ -n $pid ]] || return 1
  { tr '\0' ' ' <"/proc/$pid/cmdline"; } 2>/dev/null | grep -qF -- "--pidfile $dir/$1.pid" && echo "$pid"
}

stop() {
  local name pid
  for name in iad dfw keystone; do
    pid=$(running "$name") || continue
    kill "$pid"
    while running "$name" >/dev/null; do sleep 0.1; done
    echo "setup:cloud: stopped $name"
  done
}

install_packages() {
  local package missing=()
  # the command line is the other hand in the stories of what is changed without the bot
  for package in python3-keystone python3-glance uwsgi-core uwsgi-plugin-python3 python3-openstackclient; do
    dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
  done
  ((${#missing[@]})) || return 0
  command -v apt-get >/dev/null || fail "needs Debian or Ubuntu for ${missing[*]}"
  local root=()
  ((EUID == 0)) || root=(sudo -n)
  echo "setup:cloud: installing ${missing[*]}"
  "${root[@]}" apt-get -qq -o DPkg::Lock::Timeout=300 update </dev/null >>"$dir/apt.log" 2>&1 &&
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o DPkg::Lock::Timeout=300 \
      install --no-install-recommends "${missing[@]}" </dev/null >>"$dir/apt.log" 2>&1 ||
    { tail -n 20 "$dir/apt.log" >&2; fail "apt-get failed; all it said is in $dir/apt.log"; }
}

configure() {
  mkdir -p "$dir"/{keystone/fernet,keystone/receipts}
  chmod 700 "$dir" "$dir"/keystone/{fernet,receipts}
  cat >"$dir/keystone/keystone.conf" <<CONF
[DEFAULT]
public_endpoint = http://127.0.0.1:$keystone_port
[database]
connection = sqlite:///$dir/keystone/keystone.db
[fernet_tokens]
key_repository = $dir/keystone/fernet
[fernet_receipts]
key_repository = $dir/keystone/receipts
[identity]
# The cheapest that bcrypt has: the tests log in often.
password_hash_rounds = 4
CONF
  local region port
  for region in iad dfw; do
    port=${region}_port
    mkdir -p "$dir/$region"/{images,staging,lock}
    # glance.common.wsgi_app looks for this file beside its configuration; python3-glance does not bring it.
    cat >"$dir/$region/glance-api-paste.ini" <<'CONF'
[pipeline:glance-api-keystone]
pipeline = healthcheck http_proxy_to_wsgi versionnegotiation authtoken context rootapp
[composite:rootapp]
paste.composite_factory = glance.api:root_app_factory
/: apiversions
/v2: apiv2app
[app:apiversions]
paste.app_factory = glance.api.versions:create_resource
[app:apiv2app]
paste.app_factory = glance.api.v2.router:API.factory
[filter:healthcheck]
paste.filter_factory = oslo_middleware:Healthcheck.factory
[filter:http_proxy_to_wsgi]
paste.filter_factory = oslo_middleware:HTTPProxyToWSGI.factory
[filter:versionnegotiation]
paste.filter_factory = glance.api.middleware.version_negotiation:VersionNegotiationFilter.factory
[filter:authtoken]
paste.filter_factory = keystonemiddleware.auth_token:filter_factory
delay_auth_decision = true
[filter:context]
paste.filter_factory = glance.api.middleware.context:ContextMiddleware.factory
CONF
    cat >"$dir/$region/glance-api.conf" <<CONF
[DEFAULT]
public_endpoint = http://127.0.0.1:${!port}
node_staging_uri = file://$dir/$region/staging
enforce_secure_rbac = true
[oslo_policy]
enforce_new_defaults = true
[database]
connection = sqlite:///$dir/$region/glance.db
[glance_store]
stores = file
default_store = file
filesystem_store_datadir = $dir/$region/images
[oslo_concurrency]
lock_path = $dir/$region/lock
[paste_deploy]
flavor = keystone
[keystone_authtoken]
www_authenticate_uri = http://127.0.0.1:$keystone_port
auth_url = $auth_url
auth_type = password
username = glance
password = glance-secret
user_domain_name = Default
project_name = service
project_domain_name = Default
service_token_roles_required = true
# Without it an application credential with access rules is refused altogether.
service_type = image
CONF
  done
}

make_databases() {
  [[ -f $dir/keystone/made ]] && return
  echo "setup:cloud: making the databases"
  local log=$dir/manage.log keystone=(/usr/bin/keystone-manage --config-file "$dir/keystone/keystone.conf")
  rm -f "$dir"/{keystone,iad,dfw}/*.db* "$dir/cloud.json"
  {
    "${keystone[@]}" db_sync &&
      "${keystone[@]}" fernet_setup --keystone-user "$(id -un)" --keystone-group "$(id -gn)" &&
      "${keystone[@]}" bootstrap --bootstrap-password admin-secret --bootstrap-region-id IAD \
        --bootstrap-public-url "$auth_url" --bootstrap-internal-url "$auth_url" &&
      "$python" -m glance.cmd.manage --config-file "$dir/iad/glance-api.conf" db_sync &&
      cp "$dir/iad/glance.db" "$dir/dfw/glance.db"
  } >"$log" 2>&1 </dev/null || { tail -n 20 "$log" >&2; fail "could not make the databases; see $log"; }
  # Glance reads in one connection and writes in another: without a write-ahead log they lock each other out.
  "$python" -c 'import sqlite3, sys
for name in sys.argv[1:]: sqlite3.connect(name).execute("PRAGMA journal_mode=WAL")' \
    "$dir"/keystone/keystone.db "$dir"/{iad,dfw}/glance.db
  touch "$dir/keystone/made"
}

# On SQLite nothing cascades for Keystone: a new application credential gets the number of a deleted one, and trips over its roles.
cascade() {
  "$python" -c 'import sqlite3, sys
gone = "delete from application_credential_{0} where application_credential_id "
with sqlite3.connect(sys.argv[1], timeout=30) as db:
    for table in "role", "access_rule":
        db.execute(f"create trigger if not exists cascade_{table} after delete on application_credential begin "
                   + gone.format(table) + "= old.internal_id; end")
        db.execute(gone.format(table) + "not in (select internal_id from application_credential)")' "$dir/keystone/keystone.db"
}

# start NAME PORT SETTING APPLICATION…: one process of one thread. With more, a request that reads and then writes finds its
# SQLite locked by another and answers 500, which no real cloud does.
start() {
  local name=$1 port=$2 setting=$3
  shift 3
  running "$name" >/dev/null && return
  rm -f "$dir/$name.pid"
  # Plain HTTP in uWSGI closes each connection, and has to say so; unread bodies would reset it, hence the buffering.
  env -u PYTHONPATH -u PYTHONHOME "$setting" uwsgi --plugins-dir /usr/lib/uwsgi/plugins --plugin python3 \
    --http-socket "127.0.0.1:$port" --pidfile "$dir/$name.pid" --daemonize "$dir/$name.log" --die-on-term --need-app \
    --threads 1 --buffer-size 65535 --post-buffering 1048576 --add-header 'Connection: close' "$@" \
    </dev/null >>"$dir/$name.log" 2>&1 || { tail -n 20 "$dir/$name.log" >&2; fail "$name did not start"; }
}

await() { # await NAME URL
  local tries
  for ((tries = 0; tries < 300; tries++)); do
    "$python" -c 'import sys, urllib.request as u; u.urlopen(sys.argv[1], timeout=5)' "$2" 2>/dev/null && return
    sleep 0.1
  done
  tail -n 20 "$dir/$1.log" >&2
  fail "$1 does not answer at $2"
}

case ${1:-} in
  --stop) stop; exit ;;
  --fresh) stop; rm -rf "$dir"/{keystone,iad,dfw,cloud.json,clouds.yaml} ;;
  '') ;;
  *) fail "unknown option $1; there are --stop and --fresh" ;;
esac

mkdir -p "$dir"
exec 9>"$dir/lock" # held by this script alone: what it starts gets no copy
flock -w 300 9 || fail "another one is at work in $dir"
{
  install_packages
  configure
  make_databases
  cascade
  start keystone "$keystone_port" "OS_KEYSTONE_CONFIG_FILES=$dir/keystone/keystone.conf" --wsgi-file /usr/bin/keystone-wsgi-public
  for region in iad dfw; do
    port=${region}_port
    start "$region" "${!port}" "OS_GLANCE_CONFIG_DIR=$dir/$region" --module 'glance.common.wsgi_app:init_app()'
  done
  await keystone "$auth_url"
  await iad "http://127.0.0.1:$iad_port/healthcheck"
  await dfw "http://127.0.0.1:$dfw_port/healthcheck"
  if [[ ! -f $dir/cloud.json ]]; then
    "$python" "$(dirname "${BASH_SOURCE[0]}")/cloud-seed.py" "$dir" "$auth_url" \
      "http://127.0.0.1:$iad_port" "http://127.0.0.1:$dfw_port" || fail "could not seed"
  fi
  grep -q '"expired"' "$dir/cloud.json" ||
    "$python" "$(dirname "${BASH_SOURCE[0]}")/cloud-expired.py" "$dir" || fail "could not let a password expire"
} 9>&-
echo "setup:cloud: ready; Keystone at $auth_url, all else in $dir/cloud.json"
