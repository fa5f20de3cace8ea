#!/bin/sh
# See wild.py.
command -v python3 >/dev/null || {
	echo "1..0 # SKIP python3 is missing"
	exit 0
}
exec python3 "$top_srcdir/tests/cli/wild.py" "$top_srcdir" \
    "$top_builddir" "$@"
