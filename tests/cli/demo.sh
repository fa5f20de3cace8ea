#!/bin/sh
# The demo is a test: every cell of its counts, the untouched mailbox, the
# second pass, the store and the bundle are checked by contrib/demo itself.
echo 1..1
if "$top_srcdir/contrib/demo" --built "$top_builddir" >demo.out 2>&1; then
	echo "ok 1 - $(grep 'cells equal' demo.out)"
	rm -rf "$top_builddir/demo" demo.out
else
	sed 's/^/# /' demo.out
	echo "not ok 1 - the demo"
	exit 1
fi
