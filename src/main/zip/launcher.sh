#!/bin/sh
# The plugin's executable. eKuiper starts it once and never again when it dies, so it starts the JVM
# and starts it anew whenever that ends; it ends itself when eKuiper does.
set -u
cd "${0%/*}" || exit 1
name=${0##*/}

# shellcheck source=src/main/zip/java.sh
. ./java.sh
find_java

# What install.sh found out about this machine, and whether it has left something for later.
start_options='' with_launcher='' later=''
prepared() {
  # shellcheck source=/dev/null
  [ ! -f prepared.sh ] || . ./prepared.sh
}
prepared
# shellcheck disable=SC2086 # with_launcher is words
[ -z "$later" ] || $with_launcher nice -n 19 sh ./install.sh later &

# Whether eKuiper is still our parent: it may die without a word, and a successor starts us anew.
ekuiper_lives() {
  while read -r key value; do
    if [ "$key" = PPid: ]; then
      [ "$value" = "$PPID" ]
      return
    fi
  done <"/proc/$$/status"
}

# Opens descriptors 3 to 5 on new files that lose their names once the JVM is started: they live as
# long as this script and leave nothing behind, and the JVM reaches each as /proc/self/fd/N. Memory
# first: a disk may be full.
nursery=
open_nameless() {
  for folder in /dev/shm . "${TMPDIR:-/tmp}"; do
    nursery=$(mktemp -d "$folder/.$name.XXXXXX") || continue
    command exec 3<>"$nursery/3" && command exec 4<>"$nursery/4" && command exec 5<>"$nursery/5" &&
      return 0
    rm -rf "$nursery"
  done
  nursery=
  return 1
}

if open_nameless 2>/dev/null; then
  export JKUIPER_JOURNAL=/proc/self/fd/3
  # How far the JVM has come: "greeted" eKuiper, "served" a message. It tells a crash from a failing
  # start.
  export JKUIPER_SERVED=/proc/self/fd/4
  # What the JVM is at work on, for the next one to know what this one died of.
  export JKUIPER_IN_FLIGHT=/proc/self/fd/5
else
  echo "$name: no room for a folder in /dev/shm, here or in ${TMPDIR:-/tmp}: after a crash of this" \
    "plugin its sources and sinks come back only when their rules are started again"
fi
export JKUIPER_LAUNCHER=$$ JKUIPER_EKUIPER=$PPID

# A crash leaves crash.log; a core on top would fill a small disk.
# shellcheck disable=SC3045 # dash, busybox and bash have it
ulimit -c 0 2>/dev/null

# glibc's malloc: few arenas, little kept of what is freed, and no mapping made for each picture.
export MALLOC_ARENA_MAX="${MALLOC_ARENA_MAX:-2}"
export MALLOC_TRIM_THRESHOLD_="${MALLOC_TRIM_THRESHOLD_:-1048576}"
export MALLOC_MMAP_THRESHOLD_="${MALLOC_MMAP_THRESHOLD_:-4194304}"

# Sets now: seconds since the machine started, which nobody sets back.
now() {
  read -r now _ </proc/uptime
  now=${now%.*}
}

child=
trap 'trap - TERM; [ -n "$child" ] && kill "$child" 2>/dev/null; exit 143' TERM
trap 'trap - INT; [ -n "$child" ] && kill "$child" 2>/dev/null; exit 130' INT

failed_starts=0
pauses=1 # of 100 ms
while ekuiper_lives; do
  [ -n "${JKUIPER_SERVED:-}" ] && : >"$JKUIPER_SERVED"
  now && began=$now
  # shellcheck disable=SC2086 # with_launcher is words
  $with_launcher "$JAVA" $start_options @plugin.args "$@" &
  child=$!
  [ -z "$nursery" ] || rm -rf "$nursery"
  nursery=
  wait "$child"
  status=$?
  child=
  JKUIPER_LAST_STATUS=$status
  export JKUIPER_LAST_STATUS
  now && lived=$((now - began))
  progress=
  [ -z "${JKUIPER_SERVED:-}" ] || read -r progress <"$JKUIPER_SERVED"
  ekuiper_lives || break

  # Java's own failures to start, and an exception in main, exit with 1; so may a handler, later.
  if [ "$status" -eq 1 ] && [ "$lived" -lt 5 ] && [ -z "$progress" ]; then
    failed_starts=$((failed_starts + 1))
    if [ "$failed_starts" -eq 5 ]; then
      echo "$name: five starts in a row failed as the lines above say; giving up: mend that and" \
        "install the plugin again"
      exit 1
    fi
  else
    failed_starts=0
  fi

  if [ "$lived" -ge 60 ] || [ "$progress" = served ]; then
    pauses=1
  fi
  echo "$name: the JVM ended with status $status after $lived s; starting it again in ${pauses}00 ms"
  slept=0
  while [ "$slept" -lt "$pauses" ] && ekuiper_lives; do
    # That of some busybox knows no fractions.
    if sleep 0.1 2>/dev/null; then
      slept=$((slept + 1))
    else
      sleep 1
      slept=$((slept + 10))
    fi
  done
  pauses=$((pauses * 2))
  [ "$pauses" -gt 50 ] && pauses=50
  prepared
done
echo "$name: eKuiper is gone: ending"
