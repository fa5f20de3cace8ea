#!/bin/sh
# contrib/notice with programs of its own in front of the real ones.
: "${top_srcdir:=.}"
notice=$top_srcdir/contrib/notice
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
mkdir "$work/bin" "$work/empty"

for tool in awk tr cat; do
	ln -s "$(command -v $tool)" "$work/empty/$tool"
done
for tool in msmtp sendmail curl notify-send; do
	cat >"$work/bin/$tool" <<-END
	#!/bin/sh
	{
		printf '%s' "$tool"
		for a; do
			printf '|%s' "\$a"
		done
		echo
		[ $tool = notify-send ] || cat
	} >"$work/got"
	exit \$(cat "$work/code")
	END
	chmod +x "$work/bin/$tool"
done

n=0
failed=0
is() {
	n=$((n + 1))
	if [ "$2" = "$3" ]; then
		echo "ok $n - $1"
		return
	fi
	failed=1
	echo "not ok $n - $1"
	printf '%s\n' "got:" "$2" "want:" "$3" | sed 's/^/# /'
}

digest='{"total":3,"level":"flood","flags":['
digest=$digest'{"day":"2026-04-07","person":"ex","kind":"volume",'
digest=$digest'"level":"flood","count":21,"usual":1.9,"limit":20.0,'
digest=$digest'"reason":"21st contact"},'
digest=$digest'{"day":"2026-04-06","person":"ex","kind":"volume",'
digest=$digest'"level":"raised","count":7,"usual":1.9,"limit":6.0,'
digest=$digest'"reason":"x"},'
digest=$digest'{"day":"2026-04-06","person":"ex","kind":"threat",'
digest=$digest'"level":"noted","count":1,"usual":0.0,"limit":0.0,'
digest=$digest'"reason":"y"}]}'
path=$work/bin:$PATH

# run CODE ARGUMENT...: what the program got, and the exit code.
run() {
	echo "$1" >"$work/code"
	shift
	rm -f "$work/got"
	printf '%s' "$digest" | PATH=$path "$notice" "$@" 2>"$work/err"
	code=$?
	cat "$work/got" 2>/dev/null
	echo "exit $code"
}

counts='New entries: 3
Large: 1
Medium: 1'

is "mail" "$(run 0 mail friend@home.example)" \
"msmtp|--|friend@home.example
To: friend@home.example
Subject: Weekly report

$counts
exit 0"
is "a subject of one's own" \
    "$(run 0 --subject Bins mail friend@home.example | sed -n 3p)" \
    "Subject: Bins"
rm "$work/bin/msmtp"
is "mail by sendmail" \
    "$(run 0 mail friend@home.example | sed -n 1p)" \
    "sendmail|--|friend@home.example"
is "a mailer that fails" "$(run 1 mail friend@home.example | tail -n 1)" \
    "exit 75"
is "ntfy" "$(run 0 ntfy https://ntfy.home.example/dull)" \
"curl|--silent|--show-error|--fail|--max-time|20|--header|Title: Weekly \
report|--data-binary|@-|--output|/dev/null|--|https://ntfy.home.example/dull
$counts
exit 0"
is "desktop" "$(run 0 desktop)" "notify-send|--|Weekly report|$counts
exit 0"

for mode in "mail friend@home.example" "ntfy https://ntfy.home.example/x" \
    desktop; do
	# the mode is two words
	got=$(run 0 $mode)
	is "$mode: no name, kind, day or reason" \
	    "$(printf '%s' "$got" | grep -cE '"|ex$|threat|2026|21st')" 0
done

is "no mode" "$(run 0)" "exit 64"
is "mail to nobody" "$(run 0 mail)" "exit 64"
is "mail to an option" "$(run 0 mail -oQ/tmp)" "exit 64"
is "two lines of subject" "$(run 0 --subject "a
Bcc: b@home.example" desktop)" "exit 64"
path=$work/empty
is "no program" "$(run 0 ntfy https://ntfy.home.example/x)" "exit 69"
path=$work/bin:$PATH
digest='nothing'
is "no digest" "$(run 0 desktop)" "exit 65"
digest=''
is "nothing at all" "$(run 0 desktop)" "exit 65"

echo "1..$n"
exit $failed
