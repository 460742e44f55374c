#!/bin/sh
# eKuiper runs this once, in the plugin's folder, when the plugin is installed or updated, and shows
# what it prints on standard error where it fails.
set -eu
cd "$(dirname "$0")"

# shellcheck source=src/main/zip/java.sh
. ./java.sh
find_java
if [ "${1:-}" = later ]; then
  java_version=$2
else
  require_java_17
fi

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

# A kernel that can end a process with its parent does so at once; else the JVM notices within a
# second. SIGTERM, for the JVM to remove the sockets of its sinks.
! setpriv --pdeathsig TERM true 2>/dev/null || with_launcher="setpriv --pdeathsig TERM"

# Whole or not at all: the launcher may read it at any moment.
write_prepared() {
  cat >prepared.$$ <<EOT
# Made by install.sh for this machine; sourced by the launcher.
start_options="$native_access $archive"
with_launcher="${with_launcher:-}"
later=$1
EOT
  mv prepared.$$ prepared.sh
}
archive=

# Java 24 and later warn of native libraries that are not announced; before, it would only cost time.
native_access=
[ "$java_version" -lt 24 ] || native_access=--enable-native-access=ALL-UNNAMED

# Runs a part of the work. Where the launcher ends meanwhile we get SIGTERM, and the part is ended with
# us: by itself a JVM of the lowest priority would take its time on a busy machine.
child=
run() {
  "$@" &
  child=$!
  wait "$child"
}
trap 'kill -9 $child 2>/dev/null || true; wait; rm -f ./*.$$ /tmp/*-rehearsal-"$child".ipc; exit 143' TERM

# Where eKuiper listens on the function's channel, a rule waits for us, and no message longer than
# recvTimeout: what can wait is done by the launcher, which calls this again with "later" and
# the version.
if [ "${1:-}" != later ]; then
  rm -f classes.*
  if [ -S /tmp/func_labelImage.ipc ]; then
    write_prepared "$java_version"
    echo "pyai runs on Java $java_version at $JAVA; it makes its class archive later: a rule waits"
    exit
  fi
else
  # What one has left that was cut short by the end of its launcher, which has been gone for long.
  rm -f classes.list.* classes.new.* prepared.[0-9]*
  # When memory is short, this process is the one to go.
  { echo 1000 >/proc/self/oom_score_adj; } 2>/dev/null || true
  # The rule's messages that have waited come first.
  waited=0
  while [ "$waited" -lt 10 ]; do
    run sleep 1
    kill -0 "$PPID" 2>/dev/null || exit
    waited=$((waited + 1))
  done
fi

# The plugin labels a picture here and now, so that the JVM can write down what that takes: its next
# starts then take half as long, and hold 3 MB less. Where it cannot, they take as long as they take.
export JKUIPER_LAUNCHER=$$ JKUIPER_EKUIPER=$PPID MALLOC_ARENA_MAX=1
rehearse() {
  # shellcheck disable=SC2086 # a word or none
  run "$JAVA" $native_access "$@" @plugin.args rehearse rehearsal.jpg
}
# shellcheck disable=SC2086 # a word or none
if [ "$java_version" -ge 25 ]; then
  rehearse -XX:AOTMode=record -XX:AOTConfiguration=classes.list.$$ &&
    run "$JAVA" $native_access -XX:AOTMode=create -XX:AOTConfiguration=classes.list.$$ \
      -XX:AOTCache=classes.new.$$ @plugin.args &&
    mv classes.new.$$ classes.aot && archive=-XX:AOTCache=classes.aot
else
  rehearse -XX:DumpLoadedClassList=classes.list.$$ &&
    run "$JAVA" -Xshare:dump -XX:SharedClassListFile=classes.list.$$ \
      -XX:SharedArchiveFile=classes.new.$$ @plugin.args &&
    mv classes.new.$$ classes.jsa && archive=-XX:SharedArchiveFile=classes.jsa
fi >/dev/null 2>&1 || true
rm -f classes.*.$$
# Or it does not run here at all, which is better known now.
[ -n "$archive" ] || rehearse >/dev/null

write_prepared ""
echo "pyai runs on Java $java_version at $JAVA; ${archive:-no class archive}"
