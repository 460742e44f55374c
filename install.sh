#!/bin/sh
# eKuiper runs this once, in the plugin's folder, when the plugin is installed or updated. If it
# fails, eKuiper shows what it prints on standard error.
set -eu
cd "$(dirname "$0")"

# shellcheck source=src/main/zip/java.sh
. ./java.sh
require_execution
find_java
set_surroundings

case "$(uname -s) $(uname -m)" in
  "Linux x86_64") machine=linux-x86_64 ;;
  "Linux aarch64") machine=linux-arm64 ;;
  *)
    echo "pyai runs on Linux on x86_64 and arm64; this is $(uname -s) on $(uname -m)" >&2
    exit 1
    ;;
esac

# Puts this machine's libraries where the JVM looks for them. Java unpacks them and prints its
# version in the same run, since a run for the version alone takes a third of a start. A Java that
# is too old can't do this.
if said=$("$JAVA" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData \
  -cp lib/jkuiper-plugin.jar org.jkuiper.label.Natives "$machine" 2>&1); then
  java_version=$(printf '%s\n' "$said" | tail -n 1) # the JVM may have warned of something before
else
  require_java_17
  echo "the native libraries cannot be unpacked in $PWD/natives: $said" >&2
  exit 1
fi

# Java 24 and later warn of native libraries unless they are announced. With an older Java, the
# option would only cost time.
native_access=
[ "$java_version" -lt 24 ] || native_access=--enable-native-access=ALL-UNNAMED

# If the kernel can end a process with its parent, the JVM ends at once. Otherwise the JVM notices
# within a second. The signal is SIGTERM, so that the JVM removes the sockets of its sinks.
with_launcher=
! setpriv --pdeathsig TERM true 2>/dev/null || with_launcher="setpriv --pdeathsig TERM"

# Labels a picture here and now: if that fails, it is better known at once. But if eKuiper listens
# on the function's channel, a rule waits for us, and no message waits longer than recvTimeout: then
# no picture is tried. The JVM writes some of its reasons to standard output.
tried="has labelled a picture"
if [ -S /tmp/func_labelImage.ipc ]; then
  tried="is not tried, for a rule waits"
else
  export JKUIPER_LAUNCHER=$$ JKUIPER_EKUIPER=$PPID MALLOC_ARENA_MAX=1
  # shellcheck disable=SC2086 # a word or none
  said=$("$JAVA" -XX:TieredStopAtLevel=1 $native_access @plugin.args rehearse rehearsal.jpg 1 2>&1) || {
    printf '%s\n' "$said" | grep -v 'INFO\|WARNING' >&2 || printf '%s\n' "$said" >&2
    exit 1
  }
fi

# The class archive is left to the launcher, since it takes longer to make.
rm -f classes.* archive.[0-9]* prepared.*
cat >prepared.sh <<EOT
# Made by install.sh for this machine; sourced by the launcher.
start_options=$native_access
with_launcher="$with_launcher"
later="archive.sh pyai $java_version 3"
EOT
echo "pyai runs on Java $java_version at $JAVA and $tried; it makes its class archive later"
