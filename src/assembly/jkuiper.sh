#!/bin/sh
# The jar of jkuiper follows these lines: one file that runs wherever there is a Java.
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
if ! command -v "$java" >/dev/null; then
  echo "jkuiper needs Java 17 or newer: put java on the PATH or set JAVA_HOME" >&2
  exit 1
fi
# What is set there for other programs may keep this JVM from starting, as it may that of a plugin.
if [ -n "${JAVA_TOOL_OPTIONS:-}${JDK_JAVA_OPTIONS:-}${_JAVA_OPTIONS:-}" ]; then
  echo "jkuiper takes no JAVA_TOOL_OPTIONS, JDK_JAVA_OPTIONS, _JAVA_OPTIONS; java -jar $0 does" >&2
  unset JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS
fi
# In the POSIX locale java could not name a file whose name is not ASCII.
export LC_ALL=C.UTF-8
# Java 17 cannot tell.
terminal=false
[ ! -t 2 ] || terminal=true
exec "$java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Djkuiper.terminal=$terminal -jar "$0" "$@"
