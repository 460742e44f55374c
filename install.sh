#!/bin/sh
# eKuiper runs this once, in the plugin's folder, when the plugin is installed or updated, and shows
# what it prints on standard error where it fails.
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

# This machine's libraries go where the JVM looks for them. Java unpacks them, and tells its version
# with that. An older one can't, and it may be asked only once: that takes a third of a start.
if said=$("$JAVA" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData \
  -cp lib/jkuiper-plugin.jar org.jkuiper.label.Natives "$machine" 2>&1); then
  java_version=$(printf '%s\n' "$said" | tail -n 1) # the JVM may have warned of something before
else
  require_java_17
  echo "the native libraries cannot be unpacked in $PWD/natives: $said" >&2
  exit 1
fi

# Java 24 and later warn of native libraries that are not announced; before, it would only cost time.
native_access=
[ "$java_version" -lt 24 ] || native_access=--enable-native-access=ALL-UNNAMED

# A kernel that can end a process with its parent does so at once; else the JVM notices within a
# second. SIGTERM, for the JVM to remove the sockets of its sinks.
with_launcher=
! setpriv --pdeathsig TERM true 2>/dev/null || with_launcher="setpriv --pdeathsig TERM"

# A picture is labelled here and now: where that cannot be, it is better known at once. But where
# eKuiper listens on the function's channel, a rule waits for us, and no message longer than
# recvTimeout. The JVM writes some of its reasons to standard output.
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

# The class archive, which takes longer to make, is left to the launcher.
rm -f classes.* archive.[0-9]* prepared.*
cat >prepared.sh <<EOT
# Made by install.sh for this machine; sourced by the launcher.
start_options=$native_access
with_launcher="$with_launcher"
later="archive.sh pyai $java_version 3"
EOT
echo "pyai runs on Java $java_version at $JAVA and $tried; it makes its class archive later"
