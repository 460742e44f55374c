# Finds the Java that runs the plugin, and sets its surroundings. Sourced by the launcher, by
# archive.sh and by install.sh.
# shellcheck shell=sh

# Sets JAVA: the one in the plugin's own folder, else that of JAVA_HOME, else that on the PATH. Ends
# with a sentence if there is none.
find_java() {
  if [ -x ./jre/bin/java ]; then
    JAVA=./jre/bin/java
  elif [ -n "${JAVA_HOME:-}" ] && [ -x "$JAVA_HOME/bin/java" ]; then
    JAVA=$JAVA_HOME/bin/java
  else
    java_on_path || no_java "no java is on the PATH of eKuiper, and JAVA_HOME is not set"
  fi
}

# Sets JAVA as JAVA=$(command -v java) does, but without another process: this is part of each
# start.
java_on_path() {
  JAVA='' old_ifs=$IFS
  IFS=:
  for folder in $PATH; do
    JAVA=${folder:-.}/java
    [ ! -f "$JAVA" ] || [ ! -x "$JAVA" ] || break
    JAVA=
  done
  IFS=$old_ifs
  [ -n "$JAVA" ]
}

# Sets java_version, the number before the first dot. Ends with a sentence if it is below 17.
require_java_17() {
  # The first line reads like: openjdk version "17.0.15" 2025-04-15
  java_says=$("$JAVA" -version 2>&1) || no_java "$JAVA does not run: $java_says"
  java_version=$(printf '%s\n' "$java_says" | sed -n 's/.* version "\([0-9]*\).*/\1/p')
  [ "${java_version:-0}" -ge 17 ] || no_java "$JAVA is of version ${java_version:-unknown}"
}

no_java() {
  echo "this plugin needs a Java runtime of version 17 or newer, but $1: install one (Debian and" \
    "Ubuntu: apt-get install openjdk-17-jre-headless) or set JAVA_HOME for eKuiper" >&2
  exit 1
}

# Gives the JVM the same surroundings wherever eKuiper runs. Java options in eKuiper's environment
# are meant for other programs. A second collector beside that of plugin.args would keep the JVM
# from starting, and another heap size would fill a small box. Names of files and texts are UTF-8 in
# any locale.
set_surroundings() {
  for variable in JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS; do
    eval "options=\${$variable:-}"
    [ -z "$options" ] || echo "$variable of eKuiper's environment is not passed on to the plugin's" \
      "JVM, whose options are in $PWD/plugin.args"
  done
  unset JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS
  export LC_ALL=C.UTF-8
}

# Ends with a sentence if nothing can be executed in this folder. For root, only a try can tell.
require_execution() {
  try=./try.$$
  printf '#!/bin/sh\n' >"$try" && chmod 755 "$try"
  if ! "$try" 2>/dev/null; then
    rm -f "$try"
    echo "no program can be executed in $PWD: its file system is mounted noexec. Mount it without" \
      "noexec (mount -o remount,exec), or let eKuiper keep its plugins elsewhere (a link in the" \
      "place of plugins/portable)" >&2
    exit 1
  fi
  rm -f "$try"
}
