#!/bin/sh
# Makes the plugin's class archive: what the JVM has loaded to label pictures. With it, the next
# starts take half as long and hold 3 MB less. The launcher runs this beside the first JVM, at the
# lowest priority. If it fails, the JVM starts without an archive. If it is cut short, a later start
# of the launcher runs it again, until the TRIES are used up: this script itself may be what costs
# all the memory.
#
# usage: archive.sh NAME JAVA_VERSION TRIES [SECONDS]
#
# It begins after SECONDS (10), since the messages that have waited for the plugin come first.
set -eu
cd "$(dirname "$0")"
name=$1 java_version=$2 tries=$3 seconds=${4:-10}

# shellcheck source=src/main/zip/java.sh
. ./java.sh
find_java
set_surroundings >/dev/null
start_options='' with_launcher=''
# shellcheck source=/dev/null
. ./prepared.sh

# Removes what an earlier run has left if the end of its launcher, long ago, has cut it short.
rm -f classes.* archive.[0-9]* prepared.[0-9]* 2>/dev/null || true
said=archive.$$
if ! (: >"$said") 2>/dev/null; then
  echo "$name: no class archive is made, for nothing can be written to $PWD"
  exit
fi

# When memory is short, this process is the one to go.
{ echo 1000 >/proc/self/oom_score_adj; } 2>/dev/null || true

# Runs a part of the work. If the launcher ends meanwhile, we get SIGTERM and end the part at once:
# on a busy machine, a JVM of the lowest priority would take long to end by itself.
child=
run() {
  "$@" &
  child=$!
  wait "$child"
}
trap 'kill -9 $child 2>/dev/null || true; wait; rm -f ./*.$$ /tmp/*-rehearsal-"$child".ipc; exit 143' TERM

# leave_for_launcher OPTIONS LATER: writes prepared.sh whole or not at all, since the launcher may
# read it at any moment.
leave_for_launcher() {
  cat >prepared.$$ <<EOT
# Made by archive.sh for this machine; sourced by the launcher.
start_options="$1"
with_launcher="$with_launcher"
later="$2"
EOT
  mv prepared.$$ prepared.sh
}

# Lets the plugin label some pictures, so that the JVM writes down what that takes.
rehearse() {
  # shellcheck disable=SC2086 # a word or none
  run "$JAVA" $start_options "$@" @plugin.args rehearse rehearsal.jpg 5
}

# Makes the archive, and sets archive to the option with which the JVM takes it.
make_archive() {
  if [ "$java_version" -ge 25 ]; then
    # shellcheck disable=SC2086 # a word or none
    rehearse -XX:AOTMode=record -XX:AOTConfiguration=classes.list.$$ &&
      run "$JAVA" $start_options -XX:AOTMode=create -XX:AOTConfiguration=classes.list.$$ \
        -XX:AOTCache=classes.new.$$ @plugin.args &&
      mv classes.new.$$ classes.aot && archive=-XX:AOTCache=classes.aot
  else
    rehearse -XX:DumpLoadedClassList=classes.list.$$ &&
      run "$JAVA" -Xshare:dump -XX:SharedClassListFile=classes.list.$$ \
        -XX:SharedArchiveFile=classes.new.$$ @plugin.args &&
      mv classes.new.$$ classes.jsa && archive=-XX:SharedArchiveFile=classes.jsa
  fi
}

waited=0
while [ "$waited" -lt "$seconds" ]; do
  run sleep 1
  kill -0 "$PPID" 2>/dev/null || exit
  waited=$((waited + 1))
done

later=
[ "$tries" -le 1 ] || later="archive.sh $name $java_version $((tries - 1))"
leave_for_launcher "$start_options" "$later"
export JKUIPER_LAUNCHER=$$ JKUIPER_EKUIPER=$PPID MALLOC_ARENA_MAX=1
archive='' status=0
make_archive >"$said" 2>&1 || status=$?
if [ -n "$archive" ]; then
  leave_for_launcher "$start_options $archive" ""
  echo "$name: the class archive is made, for the next start of the JVM"
else
  leave_for_launcher "$start_options" ""
  echo "$name: no class archive can be made here, so each start of the JVM takes longer (status" \
    "$status: $(grep -v 'INFO\|WARNING\|\[warning\]' "$said" | tail -n 1))"
fi
rm -f ./*.$$
