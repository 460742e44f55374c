#!/bin/sh
# eKuiper runs this once, in the plugin's folder, when the plugin is installed or updated, and shows
# what it prints on standard error where it fails.
set -eu
cd "$(dirname "$0")"

. ./java.sh
find_java

echo "{{name}} runs on $("$JAVA" -version 2>&1 | head -n 1) at $JAVA"
