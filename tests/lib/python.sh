#!/bin/sh
# Runs a test in Python, or says why it cannot.
command -v python3 >/dev/null || {
	echo "1..0 # SKIP python3 is missing"
	exit 0
}
exec python3 -B "$@"
