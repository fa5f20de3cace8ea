#!/bin/sh
# Libraries that are linked when they are needed: the tool starts and counts
# without them, and one that is missing is told in one line.
. "$top_srcdir/tests/lib/case.sh"
mkdir "$work/icu" "$work/crypto"
printf 'From: ex@post.example\nSubject: h\303\251\n\nhello\n' >"$work/mail"
# Empty files, found before the system's, stand for those that are missing.
icu=$(grep -aoE 'libicuuc\.so\.[0-9]+' "$tool" | head -n 1)
crypto=$(grep -aoE 'libcrypto\.so\.[0-9]+' "$tool" | head -n 1)
: >"$work/icu/$icu"
: >"$work/crypto/$crypto"

n=0
failed=0
tell() {	# RC NAME
	n=$((n + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $n - $2"
		return
	fi
	sed 's/^/# /' "$work/out" "$work/err"
	echo "not ok $n - $2"
	failed=1
}

try() {	# FOLDERS PROGRAM COMMAND
	LD_LIBRARY_PATH=$1 "$2" \
	    -c "$work/floodmark.yaml" $3 >"$work/out" 2>"$work/err" </dev/null
	code=$?
}

works() {	# FOLDERS COMMAND
	try "$1" "$tool" "$2"
	[ $code -eq 0 ] && [ ! -s "$work/err" ]
	tell $? "$2 needs neither"
}

ends() {	# WHICH PROGRAM COMMAND
	try "$work/$1" "$2" "$3"
	[ $code -eq 69 ] && [ ! -s "$work/out" ] &&
	    [ "$(wc -l <"$work/err")" -eq 1 ] &&
	    grep -q "^$(basename "$2"): lib$1.* cannot be used" "$work/err"
	tell $? "$(basename "$2") $3 says that it wants $1"
}

ldd "$tool" >"$work/out" 2>"$work/err"
[ $? -eq 0 ] && ! grep -qE 'libcrypto|libicu|libetpan|libcurl|libcairo' \
    "$work/out"
tell $? "the tool starts without what few commands need"

try "" "$tool" "milestone add report-to-police --person ex --made 2026-04-01"
tell $code "a store is made"
both=$work/icu:$work/crypto
works "$both" "count --from 2026-04-01"
works "$both" "list --from 2026-04-01"
works "$both" "escalations"
works "$both" "chart"
works "$both" "--version"
ends icu "$tool" "read $work/mail"
ends icu "$daemon" "--once"
ends crypto "$tool" "read $work/mail"
ends crypto "$tool" "rules test"
ends crypto "$tool" "milestone list"
ends crypto "$tool" "verify"
echo "1..$n"
exit $failed
