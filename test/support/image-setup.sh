#!/usr/bin/env bash
# The container image, built without any registry of images, for its tests: installs buildah and mmdebstrap if they are not there, makes a
# base of Debian's packages, this machine's npm and the Node of node_modules, builds Containerfile on it, and unpacks the result beside
# what the image says of itself. `--fresh` makes the base again. Wants root.
set -euo pipefail
cd "$(dirname "$0")/../.."

dir=${IMAGE_SHARE_IMAGE_DIR:-${TMPDIR:-/tmp}/image-share-image}
[[ $(id -u) == 0 ]] || { echo 'the image is built and tried by root' >&2; exit 1; }

if ! { command -v buildah && command -v mmdebstrap; } >/dev/null; then
  echo 'installing buildah and mmdebstrap'
  export DEBIAN_FRONTEND=noninteractive
  apt-get -qq update </dev/null
  apt-get -qq install -y --no-install-recommends buildah mmdebstrap </dev/null >/dev/null
fi

[[ ${1:-} != --fresh ]] || rm -rf "$dir/debian.tar"
if [[ ! -f $dir/debian.tar ]]; then
  mkdir -p "$dir"
  mmdebstrap --quiet --format=tar --variant=essential --include=ca-certificates,tini,libstdc++6 --dpkgopt=force-unsafe-io \
    --dpkgopt=path-exclude=/usr/share/{doc,locale,man}/'*' bookworm "$dir/debian.part"
  mv "$dir/debian.part" "$dir/debian.tar"
fi
rm -rf "$dir/base"
mkdir -p "$dir/base/etc" "$dir/base/lib/node_modules"
cp "$(realpath node_modules/.bin/node)" "$dir/base/node"
npm=$(realpath "$(command -v npm)") # …/npm/bin/npm-cli.js
cp -r "${npm%/bin/*}" "$dir/base/lib/node_modules/npm"
# npm trusts whom this machine trusts
echo 'cafile=/usr/local/etc/authorities.crt' >"$dir/base/etc/npmrc"
cp /etc/ssl/certs/ca-certificates.crt "$dir/base/etc/authorities.crt"
ln "$dir/debian.tar" "$dir/base/debian.tar"
cat >"$dir/base/Containerfile" <<'BASE'
FROM scratch
ADD debian.tar /
COPY node /usr/local/bin/
COPY etc /usr/local/etc
COPY lib /usr/local/lib
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm
BASE

# a container's files are a folder then, and no runtime is needed
export BUILDAH_ISOLATION=chroot
store() { buildah --storage-driver vfs --root "$dir/store" --runroot "$dir/run" "$@"; }
rm -rf "$dir/store" "$dir/run" "$dir/image.json"
store bud --quiet -t base "$dir/base" >/dev/null
# only this format keeps the health check
store bud --quiet --format docker --build-arg BASE=localhost/base -t image-share -f Containerfile . >/dev/null
container=$(store from localhost/image-share)
root=$(store mount "$container")
store inspect --type image localhost/image-share >"$dir/image.json"
ln -sfn "$root" "$dir/root"
echo "the image is unpacked in $root"
