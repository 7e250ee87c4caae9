#!/usr/bin/env bash
# Makes a fresh machine ready: Python, the virtual environment, Qt's and PostgreSQL's system parts.
# As root it installs what is missing with apt-get; otherwise it prints the one line to type.
#
#   .ci/prepare.sh environment VENV   Python >= 3.11, VENV with everything of requirements.lock
#   .ci/prepare.sh qt VENV            the system libraries that Qt loads
#   .ci/prepare.sh postgres           a PostgreSQL server for the tests
#   .ci/prepare.sh office             LibreOffice Writer, which the tests lay our papers beside
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# What Qt needs beyond a bare Debian or Ubuntu: offscreen, and X11 desktops.
QT_PACKAGES="libegl1 libgl1 libopengl0 libxkbcommon0 libdbus-1-3 libfontconfig1 libfreetype6 libglib2.0-0
  libx11-6 libx11-xcb1 libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1
  libxcb-randr0 libxcb-render-util0 libxcb-shape0 libxcb-shm0 libxcb-sync1 libxcb-xfixes0
  libxcb-xinerama0 libxcb-xkb1"

OFFICE_PACKAGES="libreoffice-writer-nogui"

say() { printf '%s\n' "$*" >&2; }

have_postgres() {
  local folder
  for folder in "${MEDIATION_TEST_PG_BIN:-}" /usr/lib/postgresql/*/bin /usr/pgsql-*/bin; do
    [ ! -x "$folder/initdb" ] || return 0
  done
  command -v initdb >/dev/null
}

have_office() {
  command -v soffice >/dev/null || command -v libreoffice >/dev/null
}

# The packages of $@ and all others that a later step would ask for: one line to type, not three.
all_missing() {
  local name
  printf '%s ' "$@"
  command -v dpkg-query >/dev/null || return 0
  [ -z "${FOR_TESTS:-}" ] || have_postgres || [ "$*" = postgresql ] || printf 'postgresql '
  [ -z "${FOR_TESTS:-}" ] || have_office || [ "$*" = "$OFFICE_PACKAGES" ] || printf '%s ' "$OFFICE_PACKAGES"
  for name in $QT_PACKAGES; do
    case " $* " in *" $name "*) continue ;; esac
    dpkg-query -W -f '${Status}' "$name" 2>/dev/null | grep -q ' installed' || printf '%s ' "$name"
  done
}

# install WHY PACKAGE...: install as root, else say the line to type and stop.
install() {
  local why=$1 line
  shift
  if ! command -v apt-get >/dev/null; then
    say "缺少：$why。请用本系统的软件包管理器安装（Debian 的包名如下），然后重新运行本命令。"
    say "Something is missing. Install it with this system's package manager; Debian calls it:"
    say "    $*"
    exit 1
  fi
  if [ "$(id -u)" -ne 0 ]; then
    line=$(all_missing "$@")
    say "缺少：$why。输入下面一行安装，然后重新运行本命令。"
    say "Something is missing. Type this line, then run the command again:"
    say "    sudo apt-get update && sudo apt-get install -y ${line% }"
    exit 1
  fi
  say "正在安装系统软件：$why …"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq || say "apt-get update 未完成，按现有清单继续。"
  if ! apt-get install -y -qq --no-install-recommends "$@" >/dev/null; then
    say "系统软件没有装上：$*。检查网络和软件源后重新运行。"
    say "apt-get could not install: $*. Check the network and the package sources, then run again."
    exit 1
  fi
}

# usable PYTHON: 0 when it is 3.11 to 3.14 and can make virtual environments; 2 when only that lacks.
usable() {
  "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' 2>/dev/null || return 1
  "$1" -c 'import venv, ensurepip' 2>/dev/null || return 2
}

# The first usable Python; 3.11 first, because that is what the lock file was tested with.
find_python() {
  local name lacking=
  for name in ${PYTHON:-} python3.11 python3.12 python3.13 python3.14 python3; do
    command -v "$name" >/dev/null || continue
    if usable "$name"; then
      printf '%s\n' "$name"
      return 0
    elif [ $? -eq 2 ] && [ -z "$lacking" ]; then
      lacking=$name
    fi
  done
  [ -z "$lacking" ] || { printf '%s\n' "$lacking" && return 2; }
  return 1
}

python_or_stop() {
  local found status=0
  found=$(find_python) || status=$?
  if [ "$status" -eq 2 ]; then
    install "Python 的虚拟环境组件 venv" "$("$found" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"
  elif [ "$status" -ne 0 ]; then
    install "Python 3.11 或更新（至 3.14）" python3 python3-venv
  fi
  if ! found=$(find_python); then
    say "没有可用的 Python：需要 3.11 至 3.14，并带 venv 组件。"
    say "No usable Python: 3.11 to 3.14 with venv is needed. Name one with: make PYTHON=/path/to/python3"
    exit 1
  fi
  printf '%s\n' "$found"
}

# The pins for this machine: requirements.lock, but for systems whose C library is older than the
# pinned Qt wants (UOS 20, Kylin V10) the newest Qt of pyproject.toml's range that runs there.
pins() {
  local venv=$1 needs
  case "$(uname -s)-$(uname -m)" in
    Linux-x86_64) needs=2.34 ;;
    Linux-aarch64) needs=2.39 ;;
    *) needs= ;;
  esac
  local has
  has=${MEDIATION_GLIBC:-$("$venv/bin/python" -c 'import platform; print(platform.libc_ver()[1])')}
  if [ -z "$needs" ] || [ -z "$has" ] || [ "$(printf '%s\n' "$needs" "$has" | sort -V | head -n 1)" = "$needs" ]; then
    printf '%s\n' requirements.lock
    return
  fi
  say "本系统的 glibc 为 $has，选用能在其上运行的 Qt 版本。"
  {
    grep -v -i -E '^(pyside6|shiboken6)' requirements.lock
    grep -o -E 'PySide6-Essentials[^"]+' pyproject.toml | head -n 1
  } >"$venv/requirements.here"
  printf '%s\n' "$venv/requirements.here"
}

environment() {
  local venv=$1 python
  if ! "$venv/bin/python" -m pip --version >/dev/null 2>&1 || ! usable "$venv/bin/python"; then
    python=$(python_or_stop)
    say "正在建立运行环境 $venv（$("$python" --version)）…"
    rm -rf "$venv"
    "$python" -m venv "$venv"
  fi
  say "正在安装 requirements.lock 中的软件包（首次需一至几分钟）…"
  local pinned
  pinned=$(pins "$venv")
  local pip=("$venv/bin/python" -m pip --disable-pip-version-check install --quiet --progress-bar off)
  if ! "${pip[@]}" -r "$pinned" || ! "${pip[@]}" --no-deps --no-build-isolation --editable .; then
    say "软件包没有装全。检查网络后重新运行本命令，会从断处继续。"
    say "The packages could not all be installed. Check the network and run the command again."
    exit 1
  fi
}

# Names of libraries that Qt would not find.
missing_libraries() {
  local folder
  folder=$("$1/bin/python" -c 'import importlib.util as u; print(u.find_spec("PySide6").submodule_search_locations[0])')
  local files=(lib/libQt6{Core,Gui,Widgets,DBus,Svg}.so.6 plugins/platforms/libqoffscreen.so)
  # Without a desktop the X11 part is not needed, but root may as well have it.
  if [ -n "${DISPLAY:-}" ] || [ "$(id -u)" -eq 0 ]; then
    files+=(plugins/platforms/libqxcb.so)
  fi
  local file
  for file in "${files[@]}"; do
    [ ! -e "$folder/Qt/$file" ] || ldd "$folder/Qt/$file" 2>/dev/null | awk '/not found/ {print $1}'
  done | sort -u | tr '\n' ' '
}

qt() {
  [ "$(uname -s)" = Linux ] || return 0
  local lacking
  lacking=$(missing_libraries "$1")
  [ -z "$lacking" ] && return 0
  # shellcheck disable=SC2086
  install "图形界面所需的系统库 ${lacking% }" $QT_PACKAGES
  lacking=$(missing_libraries "$1")
  if [ -n "$lacking" ]; then
    say "仍缺少系统库：$lacking"
    say "Still missing: $lacking"
    exit 1
  fi
}

postgres() {
  have_postgres || install "测试用的 PostgreSQL" postgresql
}

office() {
  have_office || install "测试用的 LibreOffice Writer" $OFFICE_PACKAGES
}

case "${1:-}" in
  environment) environment "${2:?}" ;;
  qt) qt "${2:?}" ;;
  postgres) postgres ;;
  office) office ;;
  python) python_or_stop ;;
  *) say "usage: .ci/prepare.sh environment VENV | qt VENV | postgres | office | python" && exit 2 ;;
esac
