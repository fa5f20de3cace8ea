#!/bin/sh
# Every mistake in an argument: one line that says what would be right, the
# right exit code, and nothing on standard output.
. "$top_srcdir/tests/lib/case.sh"

n=0
# code, what the line holds, then the command
row() {
	code=$1
	says=$2
	shift 2
	n=$((n + 1))
	"$@" >"$work/out" 2>"$work/err" </dev/null
	got=$?
	if [ $got -eq "$code" ] && [ ! -s "$work/out" ] &&
	    [ "$(wc -l <"$work/err")" -eq 1 ] &&
	    grep -qF -- "$says" "$work/err"; then
		echo "ok $n - $says"
	else
		echo "# exit $got: $(cat "$work/err" "$work/out")"
		echo "not ok $n - $says"
		failed=1
	fi
}

failed=0
f="$tool -c $work/floodmark.yaml"
row 64 'is no command' $f cuont
row 64 'no command' $f
row 64 'has no option --form;' $f count --form csv
row 64 'has no option --reveal;' $f count --reveal
row 64 'export has no option --channel;' $f --channel sms export "$work/b"
row 64 'the other way round' $f --from 2026-05-01 --to 2026-04-01 count
row 64 '"week" is not right; channel would be' $f --split week count
row 64 'table, csv or json would be' $f count --format xml
row 64 'day, week, month, hour or milestone would be' $f count --by year
row 64 'the first day, such as' $f count --from 2026-02-30
row 64 '--from wants DAY' $f count --from
row 64 'the other way round' $f count --from 2026-05-01 --to 2026-04-01
row 64 'email, sms, mms' $f count --channel fax
row 64 'takes no value' $f list --reveal=yes
row 64 'is too much' $f list extra
row 64 'wants ID' $f show
row 64 'wants FILE' $f read
row 64 'wants test' $f rules
row 64 'test would be' $f rules tset
row 66 'No such file' $f rules test "$work/none"
row 66 'No such file' $f read "$work/none"
row 66 'case.db' $f count
row 66 'No such file' $f verify "$work/none"
row 78 'there is no such configuration' "$tool" -c "$work/none" count
row 64 '-c FILE, --once, --check or --quiet-hours' "$daemon" --onec
row 78 'there is no such configuration' "$daemon" -c "$work/none" --check
echo 'persom: ex' >"$work/rules.d/ex.yaml"
row 78 'ex.yaml:1:1: unknown key "persom"' \
    "$daemon" -c "$work/floodmark.yaml" --once
rm "$work/rules.d/ex.yaml"
row 78 "no person's file" "$daemon" -c "$work/floodmark.yaml" --once
n=$((n + 1))
if [ ! -e "$work/case.db" ]; then
	echo "ok $n - no mistake made a store"
else
	echo "not ok $n - no mistake made a store"
	failed=1
fi
echo "1..$n"
exit $failed
