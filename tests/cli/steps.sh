#!/bin/sh
# See steps.py.
skip_all() {
	echo "1..0 # SKIP $1"
	exit 0
}

command -v python3 >/dev/null || skip_all "python3 is missing"
[ -f "$top_builddir/tests/lib/step.so" ] || skip_all "step.so is not built"
grep -q '^#define SANITIZED' "$top_builddir/config.h" &&
    skip_all "the sanitizers want to be preloaded first"
exec python3 -B "$top_srcdir/tests/cli/steps.py" "$top_srcdir" "$top_builddir" \
    "$@"
