#!/bin/bash
# Double-click me. Finds Python 3.11 or newer and hands over to start.py; everything else is there.
cd "$(dirname "$0")" || exit 1
check='import sys; sys.exit(sys.version_info < (3, 11))'
for python in python3 python3.14 python3.13 python3.12 python3.11 \
    /opt/homebrew/bin/python3 /usr/local/bin/python3 /Library/Frameworks/Python.framework/Versions/Current/bin/python3; do
    place="$(command -v "$python")" || continue
    # Apple's own stub is too old, and asks to install developer tools when it is run.
    [ "$(uname)" = Darwin ] && [ "$place" = /usr/bin/python3 ] && continue
    "$place" -c "$check" 2>/dev/null && exec "$place" start.py "$@"
done
echo "这台电脑上没有找到 Python 3.11 或更新的版本。请到 python.org 下载 macOS 安装包,装好后再双击一次。"
echo "Python 3.11 or newer was not found. Get the macOS installer from python.org, then double-click again."
exit 1
