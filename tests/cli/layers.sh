#!/bin/sh
# The walls of the house: who may include what, what nobody may call, and
# that no two files link in a circle.
#
# layers.sh --sheet prints which room links to which.
: "${top_srcdir:=.}" "${top_builddir:=.}"
structure="python3 $top_srcdir/tests/tools/structure.py $top_srcdir/src"
if [ "${1-}" = --sheet ]; then
	exec $structure "$top_builddir/src" --rooms
fi
circles=$($structure "$top_builddir/src" --circles 2>&1)
cd "$top_srcdir/src" || exit 99

# Lowest first; a file includes its own room and those before it.  A row with
# a file's name is that file (.c and .h), which then is a floor of its own:
# what inner rooms share, below them, and what is made of them, above.
rooms='
base model detect conf
read/limits read/read read/text read/html read/mime read/dkim read
match
store/core store/records store/verify
source source/imap
seal draw
bundle/write bundle/documents bundle/verify bundle
run/child run/detect_run run/escalation_run run/dkim run/alert run/engine run
cmd/command.h cmd/entry cmd/output cmd/replay cmd
'
rooms=$(echo $rooms)

# Each outside library: what its headers are called, and its doors.
libraries='
libetpan/	source/imap/session.h source/imap/stream.h source/imap/deflate.h
libetpan/	source/layer.h source/imap/guard.h
zlib.h		source/imap/deflate.c
libfyaml.h	conf/yaml.c
pcre2.h		match/regex.c
sqlite3.h	store/core/private.h store/core/statement.h
unicode/	read/text/icu.h
seccomp.h	base/sandbox.c
openssl/	base/crypto.h source/secret.c
curl/		source/http.c
jansson.h	base/json.c
archive		bundle/write/zip.c
opendkim/	read/dkim/verifier.c
arpa/nameser.h	read/dkim/dns_answer.c source/dns.c
resolv.h	source/dns.c
dlfcn.h		base/library.c
cairo		draw/page.c
pango		draw/page.c
'

# Every header of the C library, the kernel and POSIX that is in use.
ours='alloca|arpa/inet|assert|ctype|dirent|endian|errno|fcntl|float|inttypes'
ours="$ours|limits|locale|math|net/[a-z]+|netdb|netinet/[a-z]+|poll|pwd"
ours="$ours|sched|signal|stdarg|stdbool|stddef|stdint|stdio|stdlib|string"
ours="$ours|strings|sys/[a-z_]+|sysexits|termios|time|unistd|wchar|wctype"

# Functions nobody may call, and those with one place each.
banned='strcpy|strcat|stpcpy|sprintf|vsprintf|gets|strtok|system|alloca'
banned="$banned|tmpnam|mktemp|gmtime|localtime|asctime|ctime|rand"
places='
execl	base/shell.c
fork	base/shell.c run/child/spawn.c
setenv	base/day.c bundle/write/zone.c
'

n=0
failed=0
# The finding of a check is its faults, one a line.
check() {
	n=$((n + 1))
	if [ -z "$2" ]; then
		echo "ok $n - $1"
		return
	fi
	failed=1
	printf '%s\n' "$2" | sed 's/^/# /'
	echo "not ok $n - $1"
}

# "file:line:text" of the code, without comments and strings.
code() {
	find . -name '*.[ch]' | sort | xargs awk '
	FNR == 1 { inside = 0 }
	{
		line = $0
		if (line !~ /^#[ \t]*include/)
			gsub(/"([^"\\]|\\.)*"/, "\"\"", line)
		out = ""
		while (line != "") {
			if (inside) {
				at = index(line, "*/")
				line = at ? substr(line, at + 2) : ""
				inside = !at
				continue
			}
			at = index(line, "/*")
			out = out (at ? substr(line, 1, at - 1) : line)
			line = at ? substr(line, at + 2) : ""
			inside = at > 0
		}
		if (out ~ /[^ \t]/)
			print substr(FILENAME, 3) ":" FNR ":" out
	}'
}

all=$(code)
includes=$(printf '%s\n' "$all" | grep -E ':#[[:space:]]*include')

# The floor of a file: the row of its own name, else that of its folder.
floors='
function floor_of(file,	stem) {
	stem = file
	if (stem in floor)
		return floor[stem]
	sub(/\.[ch]$/, "", stem)
	if (stem in floor)
		return floor[stem]
	if (!sub(/\/[^\/]*$/, "", stem))
		return above		# a program, over all rooms
	return stem in floor ? floor[stem] : 0
}
BEGIN {
	above = split(rooms, order, " ") + 1
	for (i = 1; i < above; i++)
		floor[order[i]] = i
}'

# Our own headers of a floor that is above; config.h is configure's.
check "a file includes its own room and those below" "$(
    printf '%s\n' "$includes" | sed -n 's/#[ 	]*include "\(.*\)"/\1/p' |
    awk -F: -v rooms="$rooms" "$floors"'
{
	if ($3 == "config.h")
		next
	if (floor_of($3) == 0)
		print $1 ":" $2 ": \"" $3 "\" names no room"
	else if (floor_of($3) > floor_of($1))
		print $1 ":" $2 ": " $3 " is above it"
}')"

check "every folder is a room" "$(find . -name '*.c' |
    sed 's/^..//; /\//!d; s/\/[^\/]*$//' | sort -u | while read -r dir; do
	case " $rooms " in
	*" $dir "*) ;;
	*) echo "$dir" ;;
	esac
done)"

check "no two files link in a circle" "$circles"

doors() {
	printf '%s\n' "$libraries" | awk -v header="$1" '
	$1 == header { for (i = 2; i <= NF; i++) print $i }'
}

outside=$(printf '%s\n' "$includes" |
    sed -n 's/#[ 	]*include <\(.*\)>/\1/p')

for header in $(printf '%s\n' "$libraries" | awk 'NF { print $1 }' |
    sort -u); do
	check "$header has its doors" "$(printf '%s\n' "$outside" |
	    awk -F: -v header="$header" -v doors="$(doors "$header" |
	    tr '\n' ' ')" '
	index($3, header) == 1 {
		if (index(" " doors, " " $1 " ") == 0)
			print $1 ":" $2 ": <" $3 "> is not for this file"
		used[$1] = 1
	}
	END {
		n = split(doors, door, " ")
		for (i = 1; i <= n; i++)
			if (!(door[i] in used))
				print door[i] " is a door nobody uses"
	}')"
done

check "no other library has a door" "$(printf '%s\n' "$outside" |
    grep -vE ":($ours)\.h\$" | awk -F: -v libraries="$(printf '%s\n' \
    "$libraries" | awk '{ print $1 }' | tr '\n' ' ')" '
{
	n = split(libraries, known, " ")
	for (i = 1; i <= n; i++)
		if (index($3, known[i]) == 1)
			next
	print $1 ":" $2 ": <" $3 "> is in no table of layers.sh"
}')"

calls=$(printf '%s\n' "$all" |
    grep -E "(^|[^A-Za-z0-9_])($banned)[[:space:]]*\(")
check "nobody calls what is banned" "$calls"

for function in $(printf '%s\n' "$places" | awk 'NF { print $1 }'); do
	allowed=$(printf '%s\n' "$places" | awk -v f="$function" '
	    $1 == f { for (i = 2; i <= NF; i++) print "^" $i ":" }')
	check "$function has its place" "$(printf '%s\n' "$all" |
	    grep -E "(^|[^A-Za-z0-9_])$function[[:space:]]*\(" |
	    grep -vE "$(printf '%s\n' "$allowed" | paste -sd '|')")"
done

check "every file is a noun" "$(find . -name 'util*' -o -name 'common*' \
    -o -name 'misc*' -o -name 'helper*')"

echo "1..$n"
exit $failed
