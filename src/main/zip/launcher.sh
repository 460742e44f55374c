#!/bin/sh
# The plugin's executable. eKuiper starts it once, and not again if it dies. So it starts the JVM,
# and starts it again whenever the JVM ends. It ends itself when eKuiper ends. The loop is main,
# below.
set -u
cd "${0%/*}" || exit 1
name=${0##*/}

# shellcheck source=src/main/zip/java.sh
. ./java.sh

# Whether eKuiper is still our parent. It may die without a word, and its successor starts us anew.
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

# Sets private_dir to a new folder in which the function $1 can open its files. Memory is tried
# first, since a disk may be full. The files lose their names at once: they live as long as they are
# open, and leave nothing behind.
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

# Opens the files that outlive each JVM: descriptors 3 to 5. The JVM reaches them as
# /proc/self/fd/N.
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
    # What the JVM is working on, so that the next one knows what this one died of.
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

# Sets now to the seconds since the machine started. Nobody sets this clock back.
now() {
  read -r now _ </proc/uptime
  now=${now%.*}
}

# Becomes the JVM, in the place of the shell that runs this. So the JVM is our own child, which it
# checks.
jvm() {
  # shellcheck disable=SC2086 # with_launcher and start_options are words
  exec $with_launcher "$JAVA" $start_options @plugin.args "$@"
}

# Opens descriptor 7, a pipe for what a JVM says, and descriptor 6, a file for the first lines of
# it.
open_pipe() {
  mkfifo "$private_dir/pipe" && command exec 6<>"$private_dir/output" 7<>"$private_dir/pipe"
}

# Passes on what comes through the pipe. Keeps the first five lines, without the time that they may
# begin with.
pass_on() {
  heard=0
  while IFS= read -r line; do
    printf '%s\n' "$line"
    heard=$((heard + 1))
    [ "$heard" -gt 5 ] || printf '%s\n' "${line#20??-??-??T*Z }" >&6
  done
}

# Starts the JVM and waits for its end. Sets status, lived (seconds) and progress. If the start
# before has failed, it also sets listener: the process that keeps what this JVM says.
run_jvm() {
  [ -z "${JKUIPER_SERVED:-}" ] || : >"$JKUIPER_SERVED"
  now && began=$now
  listener=
  if [ "$failed_starts" -gt 0 ] && in_private_dir open_pipe; then
    # With exec, or the shell would keep a copy of 7 for afterwards, and no end would be heard.
    (exec </proc/self/fd/7 7<&- && pass_on) &
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

# Whether the JVM has failed to start. If Java itself cannot start, or main throws an exception, it
# exits with 1. A handler may exit with 1 too, but later.
start_failed() {
  [ "$status" -eq 1 ] && [ "$lived" -lt 5 ] && [ -z "$progress" ]
}

# Sets last_output to what the last start has said, if there was a listener. It waits for the
# listener for no more than a second: a process that the JVM left behind may keep the pipe open.
hear_last_output() {
  [ -n "$listener" ] || return
  slept=0
  while [ "$slept" -lt 10 ] && kill -0 "$listener" 2>/dev/null; do
    nap
  done
  last_output=$(cat /proc/self/fd/6)
}

# Counts the starts in a row that have failed alike. The fifth is the last.
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

# Sleeps for a tenth of a second, or for a second if this sleep (of some busybox) knows no
# fractions. Adds the tenths to slept.
nap() {
  if sleep 0.1 2>/dev/null; then
    slept=$((slept + 1))
  else
    sleep 1
    slept=$((slept + 10))
  fi
}

# Waits for $1 tenths of a second, or until eKuiper ends.
pause() {
  slept=0
  while [ "$slept" -lt "$1" ] && ekuiper_lives; do
    nap
  done
}

# From now on, the signal $1 (its number is $2) ends the JVM and then this script.
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
