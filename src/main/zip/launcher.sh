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
[ -z "$later" ] || $with_launcher nice -n 19 sh ./install.sh later "$later" &

# Whether eKuiper is still our parent: it may die without a word, and a successor starts us anew.
ekuiper_lives() {
  while read -r key value; do
    if [ "$key" = PPid: ]; then
      [ "$value" = "$PPID" ]
      return
    fi
  done <"/proc/$$/status"
}

# Sets nursery to a new folder in which the function $1 can open its files, or to nothing. Memory
# first: a disk may be full.
nursery=
in_nursery() {
  for folder in /dev/shm . "${TMPDIR:-/tmp}"; do
    nursery=$(mktemp -d "$folder/.$name.XXXXXX") || continue
    "$1" && return 0
    rm -rf "$nursery"
  done
  nursery=
  return 1
}

# Descriptors 3 to 5, on files that lose their names once the JVM is started: they live as long as
# this script and leave nothing behind, and the JVM reaches each as /proc/self/fd/N.
open_nameless() {
  command exec 3<>"$nursery/3" && command exec 4<>"$nursery/4" && command exec 5<>"$nursery/5"
}

if in_nursery open_nameless 2>/dev/null; then
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

# The JVM, in the place of the shell that runs this: our own child, as it looks for.
start() {
  # shellcheck disable=SC2086 # with_launcher is words
  exec $with_launcher "$JAVA" $start_options @plugin.args "$@"
}

# After a failed start: a pipe for what the next one says, and descriptor 6 for the first of it.
open_pipe() {
  mkfifo "$nursery/pipe" && command exec 6<>"$nursery/words"
}

# Passes on what comes through the pipe; keeps five lines, without the time that may begin them.
listen() {
  rm -rf "$nursery"
  heard=0
  while IFS= read -r line; do
    printf '%s\n' "$line"
    heard=$((heard + 1))
    [ "$heard" -gt 5 ] || printf '%s\n' "${line#20??-??-??T*Z }" >&6
  done
}

# Sets slept to how many tenths of a second have gone by: one, or ten where the sleep of some busybox
# knows no fractions.
nap() {
  if sleep 0.1 2>/dev/null; then
    slept=$((slept + 1))
  else
    sleep 1
    slept=$((slept + 10))
  fi
}

# Sets words to what the start has said. One that left a process behind may have left the pipe open.
hear() {
  slept=0
  while [ "$slept" -lt 10 ] && kill -0 "$listener" 2>/dev/null; do
    nap
  done
  words=$(cat /proc/self/fd/6)
}

child=
trap 'trap - TERM; [ -n "$child" ] && kill "$child" 2>/dev/null; exit 143' TERM
trap 'trap - INT; [ -n "$child" ] && kill "$child" 2>/dev/null; exit 130' INT

failed_starts=0
words=''
pauses=1 # of 100 ms
while ekuiper_lives; do
  [ -n "${JKUIPER_SERVED:-}" ] && : >"$JKUIPER_SERVED"
  now && began=$now
  listener=
  if [ "$failed_starts" -gt 0 ] && in_nursery open_pipe 2>/dev/null; then
    listen <"$nursery/pipe" &
    listener=$!
    start "$@" >"$nursery/pipe" 2>&1 &
  else
    start "$@" &
  fi
  child=$!
  # listen does it itself, once both ends of the pipe are open.
  [ -z "$nursery" ] || [ -n "$listener" ] || rm -rf "$nursery"
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
    before=$words
    [ -z "$listener" ] || hear
    [ "$words" = "$before" ] || failed_starts=0
    failed_starts=$((failed_starts + 1))
    if [ "$failed_starts" -eq 5 ]; then
      set -f
      # shellcheck disable=SC2086 # in one line
      echo "$name: five starts in a row failed alike; giving up: mend this and install the plugin" \
        "again:" $words
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
    nap
  done
  pauses=$((pauses * 2))
  [ "$pauses" -gt 50 ] && pauses=50
  prepared
done
echo "$name: eKuiper is gone: ending"
