#!/bin/sh
# Makes DIR/rootfs of the few Debian packages that ResShift needs, and DIR/base.tar, the image on which
# Jib puts the program, with the health check that Jib cannot set. Needs apt, no Docker and no root.
#
#   base-image.sh DIR TIME
set -eu
dir=$1
time=$2

if ! command -v dpkg-deb >/dev/null || ! command -v apt-get >/dev/null; then
  echo 'base-image: the container image is made of Debian packages, on Debian or Ubuntu' >&2
  exit 1
fi
[ ! -f "$dir/base.tar" ] || exit 0 # made by an earlier build; ./mvnw clean fetches newer packages

packages='libc6 libc-bin libgcc-s1 gcc-12-base libstdc++6 busybox-static'
root=$dir/rootfs
rm -rf "$dir"
mkdir -p "$dir/debs" "$root/bin" "$root/tmp" "$root/dev" "$root/proc" "$root/var/lib/dpkg/status.d"
# Not as the user _apt, who may not write here.
# shellcheck disable=SC2086
(cd "$dir/debs" && apt-get -q -o APT::Sandbox::User="$(id -un)" download $packages)
for deb in "$dir"/debs/*.deb; do
  dpkg-deb -x "$deb" "$dir/one"
  name=$(dpkg-deb -f "$deb" Package)
  # Of libc-bin only the locale that knows all letters.
  if [ "$name" = libc-bin ]; then
    find "$dir/one" -mindepth 1 -depth ! -path '*/locale/C.utf8*' ! -name copyright -delete 2>/dev/null || true
  fi
  cp -a "$dir/one/." "$root/"
  rm -rf "$dir/one"
  # Where scanners look for what an image is made of.
  dpkg-deb -f "$deb" >"$root/var/lib/dpkg/status.d/$name"
done
find "$root/usr/share" -type f ! -name copyright -delete
rm -rf "${root:?}/usr/lib/x86_64-linux-gnu/gconv" "${root:?}/etc"
# On a system whose /bin is a link, packages of one whose /bin is a folder still fit.
for link in sh cat dirname env head id ls mkdir readlink rm sed sleep stty tr uname wget; do
  ln -sf busybox "$root/bin/$link"
done

mkdir -p "$root/etc" "$root/var/lib/resshift"
printf 'root:x:0:0:root:/:/bin/sh\nresshift:x:10001:10001::/var/lib/resshift:/bin/sh\n' >"$root/etc/passwd"
printf 'root:x:0:\nresshift:x:10001:\n' >"$root/etc/group"
echo 'hosts: files dns' >"$root/etc/nsswitch.conf"
sed -n '/^\(NAME\|ID\|VERSION_ID\|PRETTY_NAME\|VERSION_CODENAME\|HOME_URL\)=/p' /etc/os-release >"$root/etc/os-release"
chmod 1777 "$root/tmp"

pack() {
  tar -C "$root" --format=gnu --sort=name --mtime="$time" --numeric-owner "$@"
}
pack --owner=0 --group=0 --exclude=./var/lib/resshift -cf "$dir/layer.tar" .
pack --owner=10001 --group=10001 -rf "$dir/layer.tar" ./var/lib/resshift
sum=$(sha256sum "$dir/layer.tar")
cat >"$dir/config.json" <<END
{"architecture":"amd64","os":"linux","created":"$time",
 "config":{"Env":["PATH=/usr/bin:/bin"],
  "Healthcheck":{"Test":["CMD","wget","-q","-O","/dev/null","http://127.0.0.1:7860/health"],
   "Interval":30000000000,"Timeout":5000000000,"StartPeriod":30000000000,"Retries":3}},
 "rootfs":{"type":"layers","diff_ids":["sha256:${sum%% *}"]},
 "history":[{"created":"$time","created_by":"base-image.sh: $packages"}]}
END
echo '[{"Config":"config.json","RepoTags":["resshift-base:latest"],"Layers":["layer.tar"]}]' >"$dir/manifest.json"
tar -C "$dir" -cf "$dir/base.tar.new" manifest.json config.json layer.tar
rm -f "$dir/layer.tar"
mv "$dir/base.tar.new" "$dir/base.tar"
