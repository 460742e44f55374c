#!/bin/sh
# eKuiper runs this once, in the plugin's folder, when the plugin is installed or updated, and shows
# what it prints on standard error where it fails.
set -eu
cd "$(dirname "$0")"

. ./java.sh
find_java

case "$(uname -s) $(uname -m)" in
  "Linux x86_64" | "Linux aarch64") ;;
  *)
    echo "pyai runs on Linux on x86_64 and arm64; this is $(uname -s) on $(uname -m)" >&2
    exit 1
    ;;
esac

echo "pyai runs on $("$JAVA" -version 2>&1 | head -n 1) at $JAVA"
