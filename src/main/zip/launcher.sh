#!/bin/sh
# The plugin's executable. eKuiper starts it once and never again when it dies, so it starts the JVM
# and starts it anew whenever that ends; it ends itself when eKuiper does. Below, main is the loop.
set -u
cd "${0%/*}" || exit 1
name=${0##*/}

# shellcheck source=src/main/zip/java.sh
. ./java.sh

# Whether eKuiper is still our parent: it may die without a word, and a successor starts us anew.
ekuiper_lives() {
  while read -r key value; do
    if [ "$key" = PPid: ]; then
      [ "$value" = "$PPID" ]
      return
    fi
  done <"/proc/$$/status"
}

# Sets what install.sh found out about this machine, and whether it has left something for later.
take_what_is_prepared() {
  start_options='' with_launcher='' later=''
  # shellcheck source=/dev/null
  [ ! -f prepared.sh ] || . ./prepared.sh
}

# Sets private_dir: a new folder in which the function $1 can open its files. Memory first: a disk may
# be full. The files lose their names at once: they live as long as they are open, and leave nothing
# behind.
in_private_dir() {
  for place in /dev/shm . "${TMPDIR:-/tmp}"; do
    private_dir=$(mktemp -d "$place/.$name.XXXXXX") || continue
    "$1"
    opened=$?
    rm -rf "$private_dir" &
    [ "$opened" -ne 0 ] || return 0
  done 2>/dev/null
  return 1
}

# What outlives each JVM: descriptors 3 to 5, which it reaches as /proc/self/fd/N.
open_memory() {
  command exec 3<>"$private_dir/3" && command exec 4<>"$private_dir/4" &&
    command exec 5<>"$private_dir/5"
}

# Tells the JVM who we are and what it may leave for the next one.
prepare_environment() {
  if in_private_dir open_memory; then
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
}

# Sets now: seconds since the machine started, which nobody sets back.
now() {
  read -r now _ </proc/uptime
  now=${now%.*}
}

# The JVM, in the place of the shell that runs this: our own child, as it looks for.
jvm() {
  # shellcheck disable=SC2086 # with_launcher and start_options are words
  exec $with_launcher "$JAVA" $start_options @plugin.args "$@"
}

# Descriptor 7, a pipe for what a JVM says, and 6, for the first of it.
open_pipe() {
  mkfifo "$private_dir/pipe" && command exec 6<>"$private_dir/output" 7<>"$private_dir/pipe"
}

# Passes on what comes through the pipe; keeps five lines, without the time that may begin them.
pass_on() {
  heard=0
  while IFS= read -r line; do
    printf '%s\n' "$line"
    heard=$((heard + 1))
    [ "$heard" -gt 5 ] || printf '%s\n' "${line#20??-??-??T*Z }" >&6
  done
}

# Starts the JVM and waits for its end. Sets status, lived (seconds), progress, and, where the start
# before it has failed, listener: the process that keeps what this one says.
run_jvm() {
  [ -z "${JKUIPER_SERVED:-}" ] || : >"$JKUIPER_SERVED"
  now && began=$now
  listener=
  if [ "$failed_starts" -gt 0 ] && in_private_dir open_pipe; then
    pass_on </proc/self/fd/7 7<&- &
    listener=$!
    jvm "$@" >/proc/self/fd/7 2>&1 6<&- 7<&- &
    child=$!
    exec 7<&-
  else
    jvm "$@" &
    child=$!
  fi
  wait "$child"
  status=$?
  child=
  export JKUIPER_LAST_STATUS="$status"
  now && lived=$((now - began))
  progress=
  [ -z "${JKUIPER_SERVED:-}" ] || read -r progress <"$JKUIPER_SERVED"
}

# Java's own failures to start, and an exception in main, exit with 1; so may a handler, later.
start_failed() {
  [ "$status" -eq 1 ] && [ "$lived" -lt 5 ] && [ -z "$progress" ]
}

# Sets last_output to what the last start has said, if it was heard. A process that it left behind may
# keep the pipe open.
hear_last_output() {
  [ -n "$listener" ] || return
  slept=0
  while [ "$slept" -lt 10 ] && kill -0 "$listener" 2>/dev/null; do
    nap
  done
  last_output=$(cat /proc/self/fd/6)
}

# Counts the starts that have failed alike; the fifth is the last.
count_failed_start() {
  output_before=$last_output
  hear_last_output
  [ "$last_output" = "$output_before" ] || failed_starts=0
  failed_starts=$((failed_starts + 1))
  if [ "$failed_starts" -eq 5 ]; then
    set -f
    # shellcheck disable=SC2086 # in one line
    echo "$name: five starts in a row failed alike; giving up: mend this and install the plugin" \
      "again:" $last_output
    exit 1
  fi
}

# Adds to slept how many tenths of a second have gone by: one, or ten where the sleep of some busybox
# knows no fractions.
nap() {
  if sleep 0.1 2>/dev/null; then
    slept=$((slept + 1))
  else
    sleep 1
    slept=$((slept + 10))
  fi
}

# Waits for so many tenths of a second, or for the end of eKuiper.
pause() {
  slept=0
  while [ "$slept" -lt "$1" ] && ekuiper_lives; do
    nap
  done
}

# Ends as the signal $1 (its number $2) tells, and the JVM before us.
end_on() {
  # shellcheck disable=SC2064 # now
  trap "trap - $1; [ -z \"\$child\" ] || kill \"\$child\" 2>/dev/null; exit $((128 + $2))" "$1"
}

main() {
  failed_starts=0 last_output='' tenths=1
  while ekuiper_lives; do
    run_jvm "$@"
    ekuiper_lives || break
    if start_failed; then
      count_failed_start
    else
      failed_starts=0
    fi
    if [ "$lived" -ge 60 ] || [ "$progress" = served ]; then
      tenths=1
    fi
    echo "$name: the JVM ended with status $status after $lived s; starting it again in ${tenths}00 ms"
    pause "$tenths"
    tenths=$((tenths < 25 ? tenths * 2 : 50))
    take_what_is_prepared
  done
  echo "$name: eKuiper is gone: ending"
}

child=
end_on TERM 15
end_on INT 2
find_java
set_surroundings
take_what_is_prepared
if [ -n "$later" ]; then
  # shellcheck disable=SC2086 # words
  $with_launcher nice -n 19 sh ./$later &
fi
prepare_environment
main "$@"
