#!/bin/sh
# See strangers.py.
for tool in python3 openssl; do
	command -v $tool >/dev/null || {
		echo "1..0 # SKIP $tool is missing"
		exit 0
	}
done
exec python3 "$top_srcdir/tests/cli/strangers.py" "$top_srcdir" \
    "$top_builddir" "$@"
