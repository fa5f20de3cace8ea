#!/bin/sh
# What a server may do wrong, and what must be in the store afterwards:
# exactly what the server confirmed, and after the next undisturbed pass
# exactly everything.  The messages, 250 of them, are fetched in batches of
# 200: trouble in the second leaves the first.
: "${top_srcdir:=.}" "${top_builddir:=.}"

server=$top_srcdir/tests/lib/scripted_imap.py
daemon=$top_builddir/floodmarkd
tool=$top_builddir/floodmark
messages=250
batch=200
# The end of every wait, in seconds: see tests/lib/tap.py.
patience=${TEST_PATIENCE:-300}

# Where the trouble starts, how the pass ends, the last UID recorded, the
# last UID recorded after the next good pass.  A message that is listed and
# not sent has vanished: to the server's word it is no longer there.
scenarios="
drop-in-literal		1	69	0	250
drop-in-literal		200	69	0	250
drop-in-literal		201	69	200	250
drop-in-literal		250	69	200	250
literal-too-long	225	69	200	250
literal-too-short	225	69	200	250
garbage			225	69	200	250
bye			225	69	200	250
fetch-no		225	0	250-225	250
huge-line		225	69	200	250
login-no		1	69	0	250
login-disabled		1	0	250	250
no-uidvalidity		1	69	0	250
literal-swallows	223	69	200	250
uidvalidity-changes	1	0	250	250
vanish			224	0	250-224	250
"

skip_all() {
	echo "1..0 # SKIP $1"
	exit 0
}

{ [ -x "$daemon" ] && [ -x "$tool" ]; } ||
    skip_all "the programs are not built"
command -v python3 >/dev/null || skip_all "python3 is missing"
command -v openssl >/dev/null || skip_all "openssl is missing"

work=$(mktemp -d "${TMPDIR:-/tmp}/faults.XXXXXX") || exit 99
servers=
running=

# shellcheck disable=SC2317,SC2329
clean_up() {
	trap - EXIT INT TERM HUP
	for pid in $servers $running; do
		kill -KILL "$pid" 2>/dev/null
	done
	wait 2>/dev/null
	rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 1' INT TERM HUP

# ---- TAP

n=0
failed=0
ok() {	# STATUS NAME
	n=$((n + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $n - $2"
	else
		failed=$((failed + 1))
		echo "not ok $n - $2"
	fi
}

is() {	# GOT WANTED NAME
	[ "$1" = "$2" ]
	ok $? "$3"
	[ "$1" = "$2" ] || {
		printf 'got:\n%s\nwanted:\n%s\n' "$1" "$2" | sed 's/^/#   /'
		sed 's/^/# said: /' "$work/said"
	}
}

# ---- the parts

write_mail() {
	mkdir "$work/mail"
	python3 - "$work/mail" $messages <<'PYTHON'
import os, sys
for uid in range(1, int(sys.argv[2]) + 1):
    path = "%s/%05d.eml" % (sys.argv[1], uid)
    sender = "jd@example.org" if uid % 3 else "aunt@example.org"
    with open(path, "w", newline="") as f:
        f.write("From: <%s>\r\nTo: sally@example.net\r\nSubject: no %d\r\n"
                "Date: Sun, 01 Mar 2026 12:00:00 +0000\r\n"
                "Message-ID: <%d@example.org>\r\n\r\nText number %d.\r\n"
                % (sender, uid, uid, uid))
    # noon of 1 March 2026 and the days after it, forty a day
    received = 1772366400 + uid // 40 * 86400 + uid
    os.utime(path, (received, received))
PYTHON
}

# The contacts a day among the messages up to LAST, without MINUS.
expected() {	# LAST[-MINUS]
	awk -v last="${1%-*}" -v minus="${1#*-}" -v both="$1" 'BEGIN {
		if (both !~ /-/) minus = 0
		for (u = 1; u <= last; u++)
			if (u % 3 && u != minus) day[int(u / 40)]++
		for (d = 0; d < 10; d++)
			if (day[d]) printf "2026-03-%02d %d\n", d + 1, day[d]
	}'
}

counted() {
	"$tool" -c "$dir/floodmark.yaml" count --format csv |
	    awk -F, 'NR > 1 && $4 + $5 > 0 {
		print $1, $4 ($5 > 0 ? " and out " $5 : "")
	    }'
}

# Days called full among those with mail.
full_days() {
	"$tool" -c "$dir/floodmark.yaml" count --format csv |
	    awk -F, '$1 ~ /^2026-03-0[1-7]/ && $6 == "full" { n++ }
		END { print n + 0 }'
}

certificates() {
	(
	cd "$work" || exit 1
	for ca in ca other-ca; do
		openssl req -x509 -newkey ec -pkeyopt \
		    ec_paramgen_curve:prime256v1 -nodes -days 2 \
		    -subj "/CN=$ca" -keyout $ca.key -out $ca.pem || exit 1
	done
	for name in localhost wrong.example; do
		openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 \
		    -nodes -subj "/CN=$name" -keyout $name.key \
		    -out $name.csr || exit 1
		# by its number, which every machine can resolve
		[ $name = localhost ] && also=,IP:127.0.0.1 || also=
		printf 'subjectAltName=DNS:%s%s\n' $name $also >$name.ext
		openssl x509 -req -in $name.csr -CA ca.pem -CAkey ca.key \
		    -CAcreateserial -days 2 -extfile $name.ext \
		    -out $name.pem || exit 1
	done
	) >"$work/openssl.log" 2>&1 || skip_all "openssl makes no certificates"
}

# Whether the command came to succeed.
wait_for() {	# COMMAND...
	waited=0
	until "$@"; do
		waited=$((waited + 1))
		[ $waited -lt $((patience * 10)) ] || return 1
		sleep 0.1
	done
}

# A server called NAME whose scenario is read anew at each connection.
serve() {	# NAME AT ARGUMENTS
	name=$1 at=$2
	shift 2
	python3 "$server" --scenario "@$work/scenario" --at "$at" \
	    --messages "$work/mail" --port-file "$work/$name.port" \
	    --log "$work/$name.log" "$@" &
	servers="$servers $!"
	wait_for [ -f "$work/$name.port" ] ||
	    { echo "Bail out! no server"; exit 99; }
}

stop_servers() {
	for pid in $servers; do
		kill -KILL "$pid" 2>/dev/null
		wait "$pid" 2>/dev/null
	done
	servers=
}

# A case of its own in $dir, for the server NAME.
new_case() {	# NAME TLS [CA]
	dir=$work/case
	rm -rf "$dir"
	mkdir -p "$dir/rules.d"
	log=$work/$1.log
	echo secret >"$dir/pw"
	chmod 600 "$dir/pw"
	cat >"$dir/floodmark.yaml" <<YAML
timezone: Etc/UTC
store: case.db
rules: rules.d
accounts:
  - name: home
    host: 127.0.0.1
    port: $(cat "$work/$1.port")
    tls: $2
    ${3:+ca_file: $work/$3.pem}
    user: sally@example.net
    password_file: pw
    folders: [INBOX]
    sent: []
    idle: no
YAML
	cat >"$dir/rules.d/ex.yaml" <<YAML
person: ex
label: J.D.
identifiers:
  addresses: [jd@example.org]
YAML
}

# One pass; its exit code in $code.
pass() {	# SCENARIO
	echo "$1" >"$work/scenario"
	timeout -k 1 $patience "$daemon" -c "$dir/floodmark.yaml" --once \
	    2>"$work/said"
	code=$?
}

verified() {
	"$tool" -c "$dir/floodmark.yaml" verify \
	    >>"$work/said" 2>&1
}

# What the client may say: nothing that changes a mailbox, in any pass.
only_reads() {
	! grep -vE '^[0-9]+ (plain|tls) (- |CAPABILITY|NOOP|LOGIN$|LOGOUT|'\
'STARTTLS|ID|NAMESPACE|ENABLE|LIST|EXAMINE |UID FETCH )' "$1" &&
	! grep -E 'BODY\[|RFC822( |\)|\.TEXT)' "$1"
}

# ---- the tests

scenario() {	# SCENARIO AT EXIT RECORDED RECORDED-AFTERWARDS
	what="$1 at $2"
	rm -f "$work/plain.port"
	serve plain "$2"
	new_case plain none
	pass "$1"
	is "$code" "$3" "$what: exit code"
	is "$(counted)" "$(expected "$4")" "$what: only what was confirmed"
	case $3:$4 in
	0:$messages) ;;
	# the day of what is missing is not
	0:*) is "$(full_days)" 5 "$what: the other days are full" ;;
	*) is "$(full_days)" 0 "$what: no day is called full" ;;
	esac
	[ "$1" != uidvalidity-changes ] || pass "$1"
	pass ok
	is "$code" 0 "$what: the next pass succeeds"
	is "$(counted)" "$(expected "$5")" "$what: nothing lost or doubled"
	# the watch began in the middle of the first day
	is "$(full_days)" 6 "$what: all whole days are full"
	verified
	ok $? "$what: verify is clean"
	stop_servers
}

# UIDs far apart, as in a mailbox that has lost most of its mail: all are
# read, and in a few listings, whatever the gaps.
sparse() {	# STEP MOST-LISTINGS
	rm -f "$work/plain.port" "$work/plain.log"
	serve plain 1 --step "$1"
	new_case plain none
	pass ok
	is "$code" 0 "UIDs $1 apart: exit code"
	is "$(counted)" "$(expected $messages)" "UIDs $1 apart: all are read"
	listings=$(grep -c 'RFC822.SIZE' "$work/plain.log")
	[ "$listings" -ge 1 ] && [ "$listings" -le "$2" ]
	ok $? "UIDs $1 apart: $listings listings"
	pass ok
	is "$(counted)" "$(expected $messages)" "UIDs $1 apart: once each"
	stop_servers
}

has_counted() {	# LAST[-MINUS]
	[ "$(counted 2>/dev/null)" = "$(expected "$1")" ]
}

# A child of ours is there until it is waited for.
has_ended() {	# PID
	case $(cut -d' ' -f3 "/proc/$1/stat" 2>/dev/null) in
	Z | "") return 0 ;;
	esac
	return 1
}

# The client waits a minute for the network; being told to stop, it does.
hang() {
	rm -f "$work/plain.port" "$work/plain.log"
	serve plain 225
	new_case plain none
	echo hang >"$work/scenario"
	"$daemon" -c "$dir/floodmark.yaml" --once 2>"$work/said" &
	running=$!
	wait_for grep -q hanging "$work/plain.log"
	# what the server has confirmed is in the store
	wait_for has_counted $batch
	kill -TERM $running
	wait_for has_ended $running
	ok $? "hang: SIGTERM ends it"
	kill -KILL $running 2>/dev/null
	wait $running
	is $? 69 "hang: exit code"
	# who had waited for the network would have told that
	! grep -q "account home: network" "$work/said"
	ok $? "hang: at once"
	running=
	is "$(counted)" "$(expected $batch)" "hang: only what was confirmed"
	pass ok
	is "$code" 0 "hang: the next pass succeeds"
	is "$(counted)" "$(expected $messages)" "hang: nothing lost or doubled"
	verified
	ok $? "hang: verify is clean"
	stop_servers
}

# A server that talks no IMAP about one message, for ever: the others are
# read all the same, that one is told as missed.  It takes two failed passes,
# so it goes on beside the other tests.
poison_start() {
	python3 "$server" --scenario garbage --at 225 \
	    --messages "$work/mail" --port-file "$work/poison.port" \
	    --log "$work/poison.log" &
	poison_server=$!
	wait_for [ -f "$work/poison.port" ]
	new_case poison none
	poison=$work/case-poison
	rm -rf "$poison"
	mv "$dir" "$poison"
	"$daemon" -c "$poison/floodmark.yaml" 2>"$poison/said" &
	poison_daemon=$!
}

poison_end() {
	dir=$poison
	wait_for has_counted $messages-225
	is "$(counted)" "$(expected $messages-225)" \
	    "poison: all but one are read"
	is "$(full_days)" 5 "poison: the other days are full"
	"$tool" -c "$dir/floodmark.yaml" status | grep -q \
	    "1 message listed and not read"
	ok $? "poison: status tells"
	kill -TERM $poison_daemon
	wait $poison_daemon
	is $? 0 "poison: SIGTERM ends it well"
	verified
	ok $? "poison: verify is clean"
	kill -KILL $poison_server
	wait $poison_server 2>/dev/null
}

# Refused before any credential, and then a good server is not.
refused() {	# SERVER TLS CA SCENARIO NAME
	new_case "$1" "$2" "$3"
	: >"$log"
	pass "$4"
	is "$code" 69 "$5: exit code"
	! grep -qE 'LOGIN|AUTHENTICATE' "$log"
	ok $? "$5: no credential was sent"
	is "$(counted)" "" "$5: nothing recorded"
}

accepted() {	# SERVER
	new_case "$1" "$1" ca
	: >"$log"
	pass ok
	is "$code" 0 "$1: a good server is read"
	is "$(counted)" "$(expected $messages)" "$1: all of it"
	grep -q ' tls LOGIN' "$log" && ! grep -q ' plain LOGIN' "$log"
	ok $? "$1: the login was inside TLS"
	only_reads "$log"
	ok $? "$1: nothing but reading"
}

dropped() {	# SERVER
	new_case "$1" "$1" ca
	pass drop-in-literal
	is "$code" 69 "dropped in $1 TLS: exit code"
	is "$(counted)" "$(expected $batch)" \
	    "dropped in $1 TLS: only what was confirmed"
}

write_mail
certificates

poison_start
echo "$scenarios" >"$work/table"
while read -r name at code_wanted recorded afterwards; do
	[ -z "$name" ] ||
	    scenario "$name" "$at" "$code_wanted" "$recorded" "$afterwards"
done <"$work/table"
sparse 7 2
sparse 1000000 8
hang
poison_end
only_reads "$work/plain.log"
ok $? "nothing but reading in any of these"

good="--cert $work/localhost.pem --key $work/localhost.key"
wrong="--cert $work/wrong.example.pem --key $work/wrong.example.key"
rm -f "$work/plain.port"
serve plain 1
# shellcheck disable=SC2086
{
	serve implicit 225 $good --implicit
	serve starttls 225 $good
	serve wrong-implicit 1 $wrong --implicit
	serve wrong-starttls 1 $wrong
}
accepted implicit
accepted starttls
dropped implicit
dropped starttls
refused wrong-implicit implicit ca ok "wrong host, implicit"
refused wrong-starttls starttls ca ok "wrong host, starttls"
refused implicit implicit other-ca ok "unknown issuer, implicit"
refused starttls starttls other-ca ok "unknown issuer, starttls"
refused implicit implicit "" ok "not in the system's store"
refused plain starttls ca ok "no STARTTLS offered"
refused plain implicit ca ok "no TLS where it should be"
refused starttls starttls ca inject-starttls "injected with STARTTLS"
refused starttls starttls ca preauth "preauth before STARTTLS"
stop_servers

# The daemon's children carry its arguments.
# shellcheck disable=SC2062
left=$(printf %s "$work" | grep -lsF -f - /proc/[0-9]*/cmdline | wc -l)
is "$left" 0 "no process is left"

echo "1..$n"
[ $failed -eq 0 ]
