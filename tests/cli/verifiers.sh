#!/bin/sh
# contrib/verify-bundle and `floodmark verify` on the same bundles.
: "${top_srcdir:=.}" "${top_builddir:=.}"
command -v python3 >/dev/null || {
	echo "1..0 # SKIP python3 is not installed"
	exit 0
}
exec python3 "$top_srcdir/tests/cli/verifiers.py" "$top_srcdir" "$top_builddir"
