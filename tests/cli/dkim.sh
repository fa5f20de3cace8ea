#!/bin/sh
# See dkim.py.
command -v python3 >/dev/null || {
	echo "1..0 # SKIP python3 is missing"
	exit 0
}
exec python3 "$top_srcdir/tests/cli/dkim.py" "$top_srcdir" \
    "$top_builddir" "$@"
