#!/bin/sh
# eKuiper runs this once, in the plugin's folder, when the plugin is installed or updated, and shows
# what it prints on standard error where it fails.
set -eu
cd "$(dirname "$0")"

# shellcheck source=src/main/zip/java.sh
. ./java.sh
find_java
require_java_17

case "$(uname -s) $(uname -m)" in
  "Linux x86_64") machine=linux-x86_64 ;;
  "Linux aarch64") machine=linux-arm64 ;;
  *)
    echo "pyai runs on Linux on x86_64 and arm64; this is $(uname -s) on $(uname -m)" >&2
    exit 1
    ;;
esac

# This machine's libraries go where the JVM looks for them; those of others are of no use here.
if [ -d natives/org ]; then
  mv natives/org/bytedeco/*/"$machine"/* natives/
  rm -r natives/org
fi

# The plugin labels a picture here and now, so that the JVM can write down what that takes: its next
# starts then take half as long, and hold 3 MB less. Where it cannot, they take as long as they take.
rehearse() {
  JKUIPER_LAUNCHER=$$ JKUIPER_EKUIPER=$PPID MALLOC_ARENA_MAX=1 \
    "$JAVA" "$@" @plugin.args rehearse rehearsal.jpg
}
rm -f prepared.sh classes.*
start_options=
if [ "$java_version" -ge 25 ]; then
  rehearse -XX:AOTCacheOutput=classes.aot && start_options=-XX:AOTCache=classes.aot
else
  rehearse -XX:DumpLoadedClassList=classes.list &&
    "$JAVA" -Xshare:dump -XX:SharedClassListFile=classes.list -XX:SharedArchiveFile=classes.jsa @plugin.args &&
    start_options=-XX:SharedArchiveFile=classes.jsa
fi >/dev/null 2>&1 || rm -f classes.*
# Or it does not run here at all, which is better known now.
[ -n "$start_options" ] || rehearse >/dev/null

# A kernel that can end the JVM with the launcher does so at once; else the JVM notices within a
# second. SIGTERM, for the JVM to remove the sockets of its sinks.
! setpriv --pdeathsig TERM true 2>/dev/null || with_launcher="setpriv --pdeathsig TERM"

cat >prepared.sh <<EOT
# Made by install.sh for this machine; sourced by the launcher.
start_options=$start_options
with_launcher="${with_launcher:-}"
EOT

echo "pyai runs on Java $java_version at $JAVA; ${start_options:-no class archive}"
