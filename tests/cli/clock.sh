#!/bin/sh
# The clock of tests is in a build for tests only, which says so.
. "$top_srcdir/tests/lib/case.sh"
command -v python3 >/dev/null || {
	echo "1..0 # SKIP python3 is missing"
	exit 0
}
n=0
failed=0
tell() {	# RC NAME
	n=$((n + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $n - $2"
		return
	fi
	sed 's/^/# /' "$work/out"
	echo "not ok $n - $2"
	failed=1
}

# What was built, by configure's own word.
built=no
grep -q '^#define TEST_CLOCK 1' "$top_builddir/config.h" && built=yes

for program in "$tool" "$daemon"; do
	"$program" --version >"$work/out"
	said=no
	grep -q 'clock of tests' "$work/out" && said=yes
	[ $said = $built ]
	tell $? "$(basename "$program") --version says which build it is"
done

# An entry that somebody wants to have made eleven months ago.
FLOODMARK_NOW=1767225600 "$tool" -c "$work/floodmark.yaml" milestone add \
    report-to-police --person ex --made 2025-12-01 >"$work/out" 2>&1
tell $? "an entry is made"
python3 - "$work/case.db" >"$work/out" <<'PY'
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
for row in db.execute("SELECT recorded_ms / 1000 FROM milestone"):
    print(*row)
PY
set_by_hand=no
[ "$(cat "$work/out")" = 1767225600 ] && set_by_hand=yes
[ $set_by_hand = $built ]
tell $? "FLOODMARK_NOW dates it in a build for tests, and in no other"

# And by a clock that was set: another row, eleven months before this one.
FLOODMARK_NOW=1738368000 "$tool" -c "$work/floodmark.yaml" milestone add \
    report-to-police --person ex --made 2025-01-30 >"$work/out" 2>&1
"$tool" -c "$work/floodmark.yaml" verify >"$work/out" 2>&1
code=$?
told=no
grep -q "^note: ledger .*2025-02-01T00:00:00Z, behind 2026-01-01T00:00:00Z" \
    "$work/out" && told=yes
[ $code -eq 0 ] && [ $told = $built ]
tell $? "verify tells times that go back, and calls it no fault"
"$tool" -c "$work/floodmark.yaml" verify --format csv >"$work/out" 2>&1
[ "$(grep -c '^note,ledger ' "$work/out")" -eq "$([ $built = yes ] &&
    echo 2 || echo 0)" ]
tell $? "in CSV as rows"
echo "1..$n"
exit $failed
