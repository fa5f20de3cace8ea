# To be sourced: a case of its own in $work, with one account and one person,
# for a test that needs neither a server nor mail.
tool=$top_builddir/floodmark
daemon=$top_builddir/floodmarkd
work=$(mktemp -d "${TMPDIR:-/tmp}/$(basename "$0" .sh).XXXXXX") || exit 99
trap 'rm -rf "$work"' EXIT
mkdir "$work/rules.d"
echo 'person: ex' >"$work/rules.d/ex.yaml"
cat >"$work/floodmark.yaml" <<'YAML'
timezone: Europe/London
store: case.db
rules: rules.d
accounts:
  - {name: home, host: 127.0.0.1, port: 1, user: sally, password_file: pw}
YAML
echo secret >"$work/pw"
