#!/bin/sh
# A private Dovecot that cannot start says why, and leaves nothing.
work=$(mktemp -d /tmp/private-dovecot.XXXXXX)
trap 'rm -rf "$work"' EXIT
n=0

ok() {
	n=$((n + 1))
	if [ "$1" = 0 ]; then
		echo "ok $n - $2"
	else
		echo "not ok $n - $2"
		sed 's/^/# /' "$work/said"
	fi
}

for tool in openssl python3 ldd; do
	command -v $tool >/dev/null || {
		echo "1..0 # SKIP $tool is missing"
		exit 0
	}
done

# A cache with a program in the place of Dovecot's.
root=$work/cache/$(. /etc/os-release && echo "$ID-${VERSION_ID-rolling}")
mkdir -p "$root/usr/sbin" "$root/usr/lib/dovecot"
cat >"$root/usr/sbin/dovecot" <<'SH'
#!/bin/sh
[ "$1" != --version ] || { echo "2.4.1 (0)"; exit 0; }
echo "the word of the start"
echo "the word of the log" >>"$AT/dovecot.log"
pwd >"$AT/../ran-in"
exit 89
SH
chmod +x "$root/usr/sbin/dovecot"
AT=$work/at DOVECOT_CACHE=$work/cache \
    "$top_srcdir/contrib/private-dovecot" start "$work/at" --user sally:x \
    </dev/null >"$work/said" 2>&1
[ $? -eq 1 ]
ok $? "one that ends at once is an error"
[ "$(tail -n 1 "$work/said")" = "private-dovecot: Dovecot does not start" ]
ok $? "told in the last line"
grep -q "the word of the start" "$work/said" &&
    grep -q "the word of the log" "$work/said"
ok $? "with what it said itself, in both places"
! grep -qi "option\|invalid\|cannot open" "$work/said"
ok $? "and nothing else"
# where root runs it is a folder of its own
ran_in=$(cat "$work/ran-in")
case $ran_in in
"$work"/*) ;;
*) [ -n "$ran_in" ] && [ ! -e "${ran_in%/*}" ] ;;
esac && [ ! -e "$work/at/pid" ] && [ ! -e "$work/at/ports" ]
ok $? "nothing is left"
echo "1..$n"
