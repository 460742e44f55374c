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
require_java_17

# A kernel that can end the JVM with the launcher does so at once; else the JVM notices within a
# second.
with_launcher=
! setpriv --pdeathsig TERM true 2>/dev/null || with_launcher="setpriv --pdeathsig TERM"

cat >prepared.sh <<EOT
# Made by install.sh for this machine; sourced by the launcher.
with_launcher="$with_launcher"
EOT

echo "{{name}} runs on Java $java_version at $JAVA"
