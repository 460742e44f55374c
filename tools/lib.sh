# What the commands of this project share: talking to the person, and getting what they need. Sourced by bash.
# shellcheck shell=bash

# Prints a line for the person, with its topic in a column of its own.
say() {
  printf '%-9s %s\n' "$1" "$2"
}

fail() {
  echo "$*" >&2
  exit 1
}

# Reads a command's output and shows that it goes on. On a terminal it shows the last line in place, elsewhere a line
# every 15 s.
show_progress() {
  local line shown=$SECONDS
  while IFS= read -r line; do
    if [ -t 1 ]; then
      printf '\r\033[K  %.*s' $((${COLUMNS:-80} - 4)) "$line"
    elif ((SECONDS - shown >= 15)); then
      shown=$SECONDS
      echo "  $line"
    fi
  done
  [ ! -t 1 ] || printf '\r\033[K'
}

# quietly LOG COMMAND...: runs the command with its output in LOG and signs of life here. If it fails, shows the end of
# its output.
quietly() {
  local log=$1
  shift
  "$@" 2>&1 </dev/null | tee "$log" | show_progress || {
    tail -n 30 "$log" >&2
    fail "$1 failed; all of its output is in $log"
  }
}

# Whether a command can be run as this project needs it. Debian keeps mosquitto in sbin.
have() {
  local version
  case $1 in
    javac) # of a JDK of at least 17
      version=$("${JAVA_HOME:+$JAVA_HOME/bin/}javac" -version 2>&1) && version=${version#javac } &&
        ((${version%%.*} >= 17)) ;;
    python3-venv) python3 -c 'import ensurepip' 2>/dev/null ;;
    *) PATH=$PATH:/usr/sbin command -v "$1" >/dev/null ;;
  esac
}

# Prints the Debian package that has the command. If there is a choice of JDKs, it is the one that the project is built
# with.
package_of() {
  case $1 in
    javac) apt-cache show openjdk-17-jdk-headless >/dev/null 2>&1 && echo openjdk-17-jdk-headless || echo default-jdk-headless ;;
    mvn) echo maven ;;
    go) echo golang-go ;;
    objcopy) echo binutils ;;
    mosquitto_pub) echo mosquitto-clients ;;
    qemu-aarch64-static) echo qemu-user-static ;;
    perf) echo linux-perf ;;
    chromedriver) echo chromium-driver ;;
    *) echo "$1" ;;
  esac
}

# ensure COMMAND...: installs what is missing, with root's rights or sudo's.
ensure() {
  local command sudo='' log missing=() packages=()
  for command in "$@"; do
    have "$command" || missing+=("$command")
  done
  ((${#missing[@]})) || return 0
  have apt-get || fail "Please install these first, as this is no Debian or Ubuntu: ${missing[*]}"
  [ "$(id -u)" = 0 ] || sudo=sudo
  log=$(mktemp)
  say Install "missing here: ${missing[*]}"
  quietly "$log" $sudo apt-get update
  for command in "${missing[@]}"; do
    packages+=("$(package_of "$command")")
  done
  say Install "apt-get install ${packages[*]}"
  quietly "$log" $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${packages[@]}"
  rm "$log"
}

# venv FOLDER PACKAGE...: a Python environment with exactly these packages, made unless it is there.
venv() {
  local folder=$1
  shift
  [ "$(cat "$folder/installed.txt" 2>/dev/null)" != "$*" ] || return 0
  say Python "installing $* into ${folder#"$project"/}"
  python3 -m venv --clear "$folder"
  "$folder/bin/pip" install --quiet --disable-pip-version-check "$@"
  echo "$*" >"$folder/installed.txt"
}

# Builds target/pyai.zip in $project unless it is newer than what it is made of.
plugin_built() {
  [ ! -f "$project/target/pyai.zip" ] ||
    [ -n "$(find "$project"/{pom.xml,src/main,install.sh} -newer "$project/target/pyai.zip" -print -quit)" ] || return 0
  say Plugin "building target/pyai.zip"
  mkdir -p "$project/build/benchmarks"
  (cd "$project" && quietly build/benchmarks/maven.log mvn -B -DskipTests package)
}
