#!/bin/sh
# Everything in the programs' tables has its heading in the manual, and the
# manual has no heading for what is not there.
: "${top_srcdir:=.}" "${top_builddir:=.}"

doc=$top_srcdir/doc
tool=$top_builddir/floodmark
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

# A page with its continued lines joined.
page() {
	sed -e ':more' -e '/\\$/N; s/\\\n//; t more' "$doc/$1"
}

# What stands in one list of words and not in the other.
differ() {
	for word in $1; do
		printf '%s\n' "$2" | grep -qxF -e "$word" ||
		    echo "$word has no heading"
	done
	for word in $2; do
		printf '%s\n' "$1" | grep -qxF -e "$word" ||
		    echo "$word has a heading and does not exist"
	done
}

section() {
	page "$1" | awk -v name="$2" '
	/^\.Sh / { on = ($0 == ".Sh " name) }
	on'
}

# The first word of each option's line of a help.
options() {
	sed -n 's/^  \(-[-a-z]*\) .*/\1/p' | sort -u
}

# ".It Fl -by Ar PERIOD" is --by.
headed_options() {
	sed -n 's/^\.It Fl \([-a-z]*\).*/-\1/p' |
	    grep -vxE -e '--help|--version' | sort -u
}

commands=$("$tool" --help | sed -n 's/^  \([a-z]*\)  *[a-z].*/\1/p')
check "floodmark has commands" "$([ -n "$commands" ] || echo none)"

check "every command has its heading" "$(differ "$commands" \
    "$(section floodmark.1 COMMANDS | sed -n 's/^\.It Ic \([a-z]*\).*/\1/p')")"

for command in $commands; do
	own=$("$tool" "$command" --help | options |
	    grep -vxE -e '-c|--format')
	told=$(section floodmark.1 COMMANDS | grep "^\.It Ic $command\>" |
	    grep -o 'Fl -[-a-z]*' | sed 's/^Fl /-/')
	check "$command is told with its options" "$(differ "$own" "$told")"
done

check "every option of floodmark has its heading" "$(differ \
    "$(for command in $commands; do
	"$tool" "$command" --help
    done | options)" \
    "$(section floodmark.1 OPTIONS | headed_options)")"

check "every option of floodmarkd has its heading" "$(differ \
    "$("$top_builddir/floodmarkd" --help | options)" \
    "$(section floodmarkd.8 DESCRIPTION | headed_options)")"

cat_conf() {
	for source; do
		cat "$top_srcdir/src/conf/$source"
	done
}

# "name type needed" of each row of the tables of keys.
rows() {
	cat_conf "$@" | tr '\n' ' ' |
	grep -oE '\{ "[a-z_]+", KEY_[A-Z]+, [^{]*,[[:space:]]*(true|false)' |
	sed -E 's/\{ "([a-z_]+)", KEY_([A-Z]+), .*(true|false)$/\1 \2 \3/'
}

# The same of the page: ".It Ic name : Ar text", and "Needed." below it.
headed_keys() {
	section "$1" "$2" | awk '
	function put() {
		if (name != "")
			print name, type, needed
		name = ""
	}
	/^\.It Ic / {
		put()
		name = $3
		type = $5 == "Ar" ? $6 : "refused"
		if ($7 == "or")
			type = "yesno"
		needed = "false"
		next
	}
	/^Needed[.;]/ { needed = "true" }
	END { put() }'
}

# The manual's words for the types.
types() {
	sed -e 's/ TEXT / text /' -e 's/ PATH / path /' -e 's/ INT / number /' \
	    -e 's/ BOOL / yesno /' -e 's/ WORD / word /' \
	    -e 's/ DURATION / duration /' -e 's/ SIZE / size /' \
	    -e 's/ LIST / list /' -e 's/ MAPS / list /' -e 's/ MAP / map /' \
	    -e 's/ REFUSED / refused /' | tr ' ' ','
}

# "name default" of the rows that have one.
defaults() {
	cat_conf "$@" | tr '\n' ' ' | grep -oE \
	    '\{ "[a-z_]+", KEY_[^{}]*\.otherwise = "[^"]+"' |
	sed -E 's/\{ "([a-z_]+)", .*"([^"]+)"$/\1 \2/'
}

# Those of "name default" whose item does not tell it.
untold_defaults() {
	section "$1" "$2" | sed -e 's/^\.It Ic \([a-z_]*\).*/@\1 /' \
	    -e 's/^\.[A-Z][a-z] //' | tr '\n' ' ' | tr '@' '\n' | awk -v \
	    rows="$3" '
	{ told[$1] = told[$1] " " $0 " " }
	END {
		n = split(rows, row, "\n")
		for (i = 1; i <= n; i++) {
			split(row[i], key, " ")
			if (told[key[1]] !~ ("efault[: ]+" key[2] "[ .;,]"))
				print key[1] ": its default is " key[2]
		}
	}'
}

# PAGE SECTION SOURCE...
check_keys() {
	page=$1 heading=$2
	shift 2
	keys=$(rows "$@" | types)
	check "$* has keys" "$([ -n "$keys" ] || echo none)"
	# none was overlooked, however its row is broken
	check "every row of $* was read" "$([ "$(printf '%s\n' "$keys" |
	    grep -c .)" = "$(cat_conf "$@" |
	    grep -cE '^	\{ "[a-z_]+", KEY_')" ] || echo "some were not")"
	check "every key has its heading, type and need in $page, $heading" \
	    "$(differ "$keys" "$(headed_keys "$page" "$heading" |
	    tr ' ' ',')")"
	check "every default of $* is told in $page" \
	    "$(untold_defaults "$page" "$heading" "$(defaults "$@")")"
}
check_keys floodmark.yaml.5 KEYS config.c
check_keys floodmark-rules.5 KEYS people.c rule.c
check_keys floodmark-rules.5 NOTICES platform.c

# Whatever a command may end with, by the names of sysexits.h.
codes=$(cd "$top_srcdir/src" && find base conf store seal draw bundle cmd \
    -name '*.c' -exec cat {} + | grep -o 'EX_[A-Z]\{5,\}' | sort -u | sed '
	s/EX_USAGE/64/; s/EX_DATAERR/65/; s/EX_NOINPUT/66/
	s/EX_UNAVAILABLE/69/; s/EX_SOFTWARE/70/; s/EX_OSERR/71/
	s/EX_CANTCREAT/73/; s/EX_IOERR/74/; s/EX_TEMPFAIL/75/
	s/EX_NOPERM/77/; s/EX_CONFIG/78/' | sort)
check "every exit status of floodmark is told" "$(differ "$codes" \
    "$(page floodmark.1 | awk '
    /^\.S[sh] / { on = ($0 == ".Sh EXIT STATUS") }
    on && /^\.It [1-9]/ { print $2 }')")"

flags=$(sed -n 's/^	\[LETTER_[A-Z_]*\] = "\(.*\)",/\1/p' \
    "$top_srcdir/src/model/letter.c" | sort)
check "every flag is told" "$(differ "$flags" "$(page floodmark.1 | awk '
    /^\.S[sh] / { on = ($0 == ".Ss FLAGS") }
    on && /^\.It / { print $2 }')")"

# Rows of the tables of kinds.c: "NAME ..." and what stands behind it.
kinds=$top_srcdir/src/detect/kinds.c
levels=$(sed -n \
    's/^	\[LEVEL_[A-Z]*\] = { "\([a-z]*\)", \([0-9]\),.*/\2 \1/p' \
    "$kinds" | sort -rn | sed 's/.* //')
names=$(sed -n 's/^	\[FLAG_[A-Z_]*\] = { "\([-a-z]*\)",.*/\1/p' "$kinds")
marks=$(sed -n \
    "s/^	\[MARK_[A-Z]*\] = { '\(.\)', \"\(.*\)\", .*/\1 \2/p" "$kinds")
check "every row of kinds.c was read" "$([ "$(printf '%s\n' "$levels" \
    "$names" "$marks" | grep -c .)" = "$(grep -cE \
    '^	\[(LEVEL|FLAG|MARK)_[A-Z_]+\] = \{' "$kinds")" ] ||
    echo "some were not")"

# "volume- Ns Ar CHANNEL" is volume-CHANNEL.
check "every kind of flag is told" "$(differ "$(sed -n \
    -e h -e 's/^	\[FLAG_.*{ "\([-a-z]*\)", true,.*/\1/p' -e g \
    -e 's/^	\[FLAG_.*{ "\([-a-z]*\)", .*, "\([A-Z]*\)",.*/\1-\2/p' \
    "$kinds" | sort)" "$(section floodmark.1 ESCALATION |
    sed -n '/^\.It volume$/,/^\.El/s/^\.It //p' | sed 's/ Ns Ar //')")"

check "every level is told, the gravest first" "$(
    told=$(section floodmark.1 ESCALATION |
	sed -n '/^\.It flood$/,/^\.El/s/^\.It //p')
    [ "$levels" = "$told" ] || echo $levels: $told)"

check "every letter is told, with its words" "$(
    told=$(section floodmark.1 ESCALATION | sed -n '/^\.It F$/,/^\.El/p' |
	sed -e '/^\.El/d' -e 's/^\.It //' | paste -d ' ' - -)
    [ "$marks" = "$told" ] || printf '%s\n' "$marks" "not:" "$told")"

check "every word of an alert is told" "$(differ \
    "$(printf '%s\n' "$levels" "$names" | grep -vx usual)" \
    "$(section floodmark.yaml.5 KEYS | awk '
	/^\.It / { on = ($3 == "at") }
	on && /Cm / {
		gsub(/.*Cm | ,|$/, "")
		print
	}' | tr ' ' '\n' | grep -vx new-channel-sms | grep . | sort -u)")"

if command -v mandoc >/dev/null; then
	for file in floodmark.1 floodmarkd.8 floodmark.yaml.5 \
	    floodmark-rules.5; do
		# whether other pages are installed is not this page's fault
		check "mandoc finds nothing in $file" \
		    "$(mandoc -T lint "$doc/$file" 2>/dev/null |
		    grep -v 'referenced manual not found')"
	done
else
	n=$((n + 1))
	echo "ok $n # SKIP no mandoc"
fi

echo "1..$n"
exit $failed
