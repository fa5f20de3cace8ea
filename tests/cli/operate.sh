#!/bin/sh
# See operate.py.
command -v python3 >/dev/null || {
	echo "1..0 # SKIP python3 is missing"
	exit 0
}
exec python3 "$top_srcdir/tests/cli/operate.py" "$top_srcdir" \
    "$top_builddir" "$@"
