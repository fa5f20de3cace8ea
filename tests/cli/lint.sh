#!/bin/sh
# How the sources are written: 80 columns, tabs, nothing at the ends of
# lines, and headers that compile alone.  What nobody may call is layers.sh's.
: "${top_srcdir:=.}" "${top_builddir:=.}"
build=$(cd "$top_builddir" && pwd)
cd "$top_srcdir" || exit 99

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

# What people wrote, and not the specimens, which are as they came; nor the
# patterns in rules/, which are one line each.
written() {
	find src tests -name '*.[ch]'
	find tests contrib .ci -path tests/fuzz/seeds -prune -o -type f \
	    \( -name '*.py' -o -name '*.sh' -o -name '*.R' -o -name README \
	    -o -path 'contrib/*' -o -path '.ci/*' \) -print
	find src tests doc -name '*.mk'
	find doc -type f ! -name '*.mk'
	ls Makefile.am configure.ac HACKING NEWS README SECURITY rules/README
} 2>/dev/null

files=$(written | grep -v '~$' | sort)
check "there are files" "$([ -n "$files" ] || echo none)"

# In characters, whatever the locale: bytes that carry on are not counted.
# A row of a table in Markdown is one line, and so is a line of an output
# that a unit test compares with.
check "no line is wider than 80 columns" "$(echo "$files" |
    LC_ALL=C xargs awk '
FILENAME ~ /\.md$/ && /^\|/ { next }
FILENAME ~ /^tests\/unit\// && /^[\t ]*"[^"]*"[] },;]*$/ { next }
length > 40 {
	line = $0
	gsub(/[\200-\277]/, "", line)
	n = split(line, piece, "\t")
	wide = length(piece[1])
	for (i = 2; i <= n; i++)
		wide = int(wide / 8) * 8 + 8 + length(piece[i])
	if (wide > 80)
		print FILENAME ":" FNR ": " wide " columns"
}')"

check "nothing stands at the end of a line" "$(echo "$files" |
    xargs grep -nE '[ 	]$')"

# Tabs, then nothing, the one blank of a comment, or the four of a line that
# goes on.
check "a line of C begins with tabs" "$(echo "$files" | grep '\.[ch]$' |
    xargs grep -nvE '^	*( | {4})?([^ 	]|$)')"

check "a line of Python has no tab" "$(echo "$files" | grep '\.py$' |
    xargs grep -n '	')"

# The compiler and what the libraries ask for are those of the build.
variable() {
	sed -n "s/^$1 = //p" "$build/Makefile"
}
compiler=$(variable CC)
flags="-fsyntax-only -Werror -I$build -Isrc -I. -D_GNU_SOURCE -std=gnu11
    $(variable '[A-Z0-9]*_CFLAGS' | grep -v -e '\$' -e -Wall)"
check "every header compiles alone" "$(find src -name '*.h' | sort |
    xargs -n 40 -P 2 ${compiler#ccache } -x c $flags 2>&1)"

echo "1..$n"
exit $failed
