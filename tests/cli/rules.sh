#!/bin/sh
# `rules test`: the files to copy from are right and told with enough
# specimens; what is wrong is found; messages and mboxes are tried.
: "${top_srcdir:=.}" "${top_builddir:=.}"

tool=$top_builddir/floodmark
daemon=$top_builddir/floodmarkd
work=$(mktemp -d "${TMPDIR:-/tmp}/rules.XXXXXX") || exit 99
trap 'rm -rf "$work"' EXIT
# no configuration of whoever runs this
unset FLOODMARK_CONFIG
HOME=$work XDG_CONFIG_HOME=$work
export HOME XDG_CONFIG_HOME

n=0
failed=0
is() {	# GOT WANTED NAME
	n=$((n + 1))
	if [ "$1" = "$2" ]; then
		echo "ok $n - $3"
		return
	fi
	failed=1
	printf 'got:\n%s\nwanted:\n%s\n' "$1" "$2" | sed 's/^/#   /'
	sed 's/^/# said: /' "$work/said"
	echo "not ok $n - $3"
}

# Rows without the heading, then the exit code.
try() {
	"$tool" "$@" --format csv >"$work/out" 2>"$work/said" </dev/null
	code=$?
	sed -e 1d -e "s|^$work/||" "$work/out"
	echo "exit $code"
}

# ---- the files to copy from

for file in "$top_srcdir"/rules/*.yaml; do
	name=$(basename "$file")
	try rules test "$file" >"$work/rows"
	is "$(grep -cE ',(wrong|undecided)$' "$work/rows"),$(
	    tail -n 1 "$work/rows")" "0,exit 0" "$name is right"
	case $name in
	example.yaml | notices.yaml)
		continue ;;
	esac
	is "$(awk -F, '
	    $4 == "plain" { rule[$3]; n[$3, $5]++ }
	    END {
		for (r in rule)
			if (n[r, "hit"] < 4 || n[r, "miss"] < 4)
				print r
	    }' "$work/rows")" "" "$name has four of both for each rule"
	is "$(grep -c 'kind: ' "$file")" "$(grep -c -- '- id: ' "$file")" \
	    "$name gives each rule a kind"
done

# ---- specimens

cat >"$work/wrong.yaml" <<'YAML'
person: ex
rules:
  - id: visit
    match: '\boutside\s+(your|ur)\s+house\b'
    in: [subject, text, "header:X-Note"]
    hits: ["i am outside ur house", "outside the house, Sally"]
    misses: ["outside your housewarming", "he was outside your house"]
  - id: who
    match: '^(Elaine "E"|.*@post\.example)$'
    in: [sender]
    hits: ['elaine "e"', "person@post.example"]
    misses: ["Sally", "person@post.example.org"]
  - id: every
    match: 'bluebird'
    in: [any]
    hits: ["the bluebírd"]
  - id: slow
    match: '^(a+)+$'
    in: [text]
    hits: ["aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab"]
YAML
is "$(try rules test "$work/wrong.yaml" | sed 's/wrong.yaml,ex,//')" \
"visit,plain,hit
visit,text,hit
visit,subject,hit
visit,header:X-Note,hit
visit,plain,wrong
visit,text,wrong
visit,subject,wrong
visit,header:X-Note,wrong
visit,plain,miss
visit,text,miss
visit,subject,miss
visit,header:X-Note,miss
visit,plain,wrong
visit,text,wrong
visit,subject,wrong
visit,header:X-Note,wrong
who,plain,hit
who,sender,hit
who,plain,hit
who,sender,hit
who,plain,miss
who,sender,miss
who,plain,miss
who,sender,miss
every,plain,hit
every,text,hit
every,subject,hit
every,header,hit
slow,plain,undecided
slow,text,undecided
exit 65" "specimens are tried in every part"
is "$(sed "s|$work/||" "$work/said")" \
"floodmark: wrong.yaml:4:13: rule visit: text 2 of its hits is not \
found as plain; a pattern that finds it would be right
floodmark: wrong.yaml:4:13: rule visit: text 2 of its misses is found \
as plain; a pattern that leaves it alone would be right
floodmark: wrong.yaml:18:13: rule slow: text 1 of its hits is undecided \
as plain; a pattern that needs less time would be right" \
    "what is not right is told once, with its place"
is "$("$tool" rules test "$work/wrong.yaml" 2>/dev/null | tail -n 1)" \
    "specimens in each part: right 20, undecided 2, wrong 8" \
    "a table ends with the sums"
is "$(cat "$work/out" "$work/said" | grep -c 'ur house')" 0 \
    "no text is printed"

printf 'person: ex\nrules:\n  - id: a\n    match: "(a"\n' >"$work/bad.yaml"
is "$(try rules test "$work/bad.yaml")" "exit 78" "a bad pattern is told"
is "$(grep -c 'bad.yaml:4:' "$work/said")" 1 "with its place"

# ---- messages

cat >"$work/rules.yaml" <<'YAML'
person: ex
identifiers:
  addresses: [person@post.example]
rules:
  - id: visit
    match: 'outside\s+(your|ur)\s+house'
    kind: threat
  - id: slow
    match: '^(a+)+$'
    in: [subject]
  - id: mailer
    match: '^bulkpost'
    in: ["header:x-mailer"]
  - id: every
    match: 'bluebird'
    in: [any]
YAML
cat >"$work/one.eml" <<'EML'
From: person@post.example
Subject: =?utf-8?q?outs=C3=ADde_your_h=D0=BEuse?=
X-Mailer: BulkPost 3
X-Bluebird-Secret: a bluebird

From here on: the house.
EML
cat >"$work/box.mbox" <<'MBOX'
From person@post.example Sun Mar  1 12:00:00 2026
From: person@post.example
Subject: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab
Content-Type: text/html

<p>i am out<b></b>side ur&nbsp;house
From the street it looks fine.

From sally@post.example Sun Mar  1 13:00:00 2026
From: sally@post.example
Subject: a copy

Elaine, look at this:
> i am outside ur house

>From one line to the next, all is fine.

From person@post.example Sun Mar  1 14:00:00 2026
Subject: nothing

The house looks fine from outside.
MBOX
is "$(try rules test "$work/rules.yaml" "$work/one.eml" "$work/box.mbox")" \
"one.eml,ex,visit,subject,hit
one.eml,ex,slow,,miss
one.eml,ex,mailer,header:x-mailer,hit
one.eml,ex,every,header,hit
box.mbox#1,ex,visit,text,hit
box.mbox#1,ex,slow,subject,undecided
box.mbox#1,ex,mailer,,miss
box.mbox#1,ex,every,,miss
box.mbox#2,ex,visit,quoted,hit
box.mbox#2,ex,slow,,miss
box.mbox#2,ex,mailer,,miss
box.mbox#2,ex,every,,miss
box.mbox#3,ex,visit,,miss
box.mbox#3,ex,slow,,miss
box.mbox#3,ex,mailer,,miss
box.mbox#3,ex,every,,miss
exit 0" "rules are run over messages and mboxes"
is "$("$tool" rules test "$work/rules.yaml" - <"$work/box.mbox" |
    sed -n '$p')" "hits 2, undecided 1, misses 9" \
    "and over standard input"
: >"$work/empty"
is "$(try rules test "$work/rules.yaml" "$work/empty" | sort -u | tail -n 1)" \
    "exit 0" "a message without a byte is one"
is "$(try rules test "$work/bad.yaml" "$work/one.eml")" "exit 78" \
    "a bad pattern is told before the messages"

# ---- the configured people

is "$(FLOODMARK_CONFIG=$work/none try rules test)" "exit 78" \
    "without people there must be a configuration"
mkdir "$work/rules.d" "$work/floodmark"
echo secret >"$work/pw"
cat >"$work/floodmark/floodmark.yaml" <<'YAML'
timezone: Europe/London
store: case.db
rules: ../rules.d
accounts:
  - {name: home, host: 127.0.0.1, port: 1, user: sally, password_file: ../pw}
YAML
cp "$work/wrong.yaml" "$work/rules.d/ex.yaml"
is "$(try rules test | grep -c ',wrong$')" 8 "theirs are tried"
is "$("$daemon" --check 2>&1 >/dev/null | sed 's|.*rules.d/||')" \
"ex.yaml:4:13: rule visit: text 2 of its hits is not \
found as plain; a pattern that finds it would be right" \
    "the daemon's check tells the first that is wrong"
"$daemon" --check >/dev/null 2>&1
is $? 78 "and fails"
cp "$work/rules.yaml" "$work/rules.d/ex.yaml"
is "$(try rules test "$work/box.mbox" | grep -c ',hit$')" 2 \
    "theirs are run over messages"
is "$("$daemon" --check 2>/dev/null)" \
    "the configuration and the rules are right" "the check is content"

echo "1..$n"
exit $failed
