#!/bin/sh
# The walls of the house: who may include what, and what nobody may call.
: "${top_srcdir:=.}"
cd "$top_srcdir/src" || exit 99

# Lowest first; a file includes its own room and those before it.
rooms="base model conf read match store detect source bundle run cmd"

# Each outside library: what its headers are called, and its doors.
libraries='
libetpan/	source/session.h source/stream.h source/deflate.h
zlib.h		source/deflate.c
libfyaml.h	conf/yaml.c
pcre2.h		match/regex.c
sqlite3.h	store/inside.h store/statement.h
unicode/	read/icu.h
seccomp.h	base/sandbox.c
openssl/	base/crypto.h source/trust.c source/secret.c
curl/		source/http.c
jansson.h	store/chain.c store/row.c bundle/entry.c run/news.c model/diary.c
jansson.h	run/letter_json.c cmd/read.c cmd/reveal.c cmd/sheet.c cmd/show.c
jansson.h	cmd/told.c
archive		bundle/zip.c
opendkim/	read/verifier.c
arpa/nameser.h	read/key_answer.c source/dns.c
resolv.h	source/dns.c
dlfcn.h		base/library.c
cairo		bundle/page.c
pango		bundle/page.c
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
fork	base/shell.c run/spawn.c
setenv	base/day.c bundle/zone.c
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

# Our own headers of a room that is above; config.h is configure's.
below() {
	printf '%s\n' "$includes" | sed -n 's/#[ 	]*include "\(.*\)"/\1/p' |
	awk -F: -v room="$1" -v rooms="$rooms" '
	BEGIN {
		n = split(rooms, order, " ")
		for (i = 1; i <= n; i++)
			floor[order[i]] = i
	}
	{
		split($1, from, "/")
		split($3, to, "/")
		if (from[1] != room || $3 == "config.h")
			next
		if (!(to[1] in floor))
			print $1 ":" $2 ": \"" $3 "\" names no room"
		else if (floor[to[1]] > floor[room])
			print $1 ":" $2 ": " $3 " is above " room "/"
	}'
}

for room in $rooms; do
	check "$room/ includes its own room and those below" "$(below $room)"
done

check "every folder is a room" "$(for dir in */; do
	case " $rooms " in
	*" ${dir%/} "*) ;;
	*) echo "$dir" ;;
	esac
done)"

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
