#include "tests/unit/bundle_rig.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "bundle/verify/verify.h"
#include "bundle/write/bag.h"

static struct err err;

/* A bundle of the store's incidents, to look at and to measure. */
static int
make_one(int n, const char *dir)
{
	struct rig r;
	struct bundle_made made;
	struct verified sum;
	struct rusage use;
	int64_t t0, t1, t2;
	int rc;

	rig_make(&r);
	rc = case_fill(r.s, n, &err);
	t0 = clock_ticks_ms();
	rc = rc != 0 ? rc : case_bundle(r.s, dir, &made, &err);
	t1 = clock_ticks_ms();
	rig_done(&r);
	rc = rc != 0 ? rc : bundle_verify(dir, print_fault, NULL, &sum, &err);
	t2 = clock_ticks_ms();
	if (rc != 0) {
		printf("%s\n", err.text);
		return 1;
	}
	getrusage(RUSAGE_SELF, &use);
	printf("%lld incidents, %lld originals, write %lld ms, verify %lld "
	    "ms, %lld faults, %ld KB\n", (long long)made.incidents,
	    (long long)made.originals, (long long)(t1 - t0),
	    (long long)(t2 - t1), (long long)sum.faults, use.ru_maxrss);
	return sum.faults != 0;
}

/* The other process of the test of determinism. */
static int
bundle_of(const char *path, const char *dir)
{
	struct store *s = NULL;
	struct bundle_made made;
	int rc;

	if (store_open(path, STORE_READ, &s, &err) != 0)
		return EX_SOFTWARE;
	rc = case_bundle(s, dir, &made, &err);
	store_close(s);
	if (rc != 0)
		printf("# %s\n", err.text);
	return rc == 0 ? 0 : err.code;
}

static int
run(const char *fmt, ...)
{
	CLEANUP(str_free) char *command = NULL;
	va_list ap;
	int n, rc;

	va_start(ap, fmt);
	n = vasprintf(&command, fmt, ap);
	va_end(ap);
	if (n < 0)
		abort();
	fflush(stdout);
	rc = system(command);
	return WIFEXITED(rc) ? WEXITSTATUS(rc) : 128;
}

static bool
have(const char *tool)
{
	return run("command -v %s >/dev/null 2>&1", tool) == 0;
}

static void
ok_with(const char *tool, int good, const char *what)
{
	if (have(tool))
		ok(good == 0, "%s: %s", tool, what);
	else
		ok(true, "%s: %s # SKIP not installed", tool, what);
}

static const char *
under(const struct rig *r, const char *name)
{
	static char path[64][200];
	static int at;

	at = (at + 1) % 64;
	snprintf(path[at], sizeof(path[at]), "%s/%s", r->dir, name);
	return path[at];
}

static int64_t
faults_in(const char *dir, struct verified *sum)
{
	if (bundle_verify(dir, print_fault, NULL, sum, &err) != 0) {
		printf("# %s\n", err.text);
		return -1;
	}
	return sum->faults;
}

static bool
exists(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0;
}

static unsigned
mode_of(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 ? st.st_mode & 07777 : 0;
}

static void
test_files(struct rig *r)
{
	struct bundle_made made = { 0 };
	struct verified sum;
	const char *dir = under(r, "a");

	ok(case_bundle(r->s, dir, &made, &err) == 0, "writes a bundle");
	is_int(made.files, 13, "13 files");
	ok(made.files <= 16, "not more than an upload page takes");
	is_int(made.incidents, raw_int(r->path,
	    "SELECT count(*) FROM incident"), "all incidents");
	is_int(made.originals, raw_int(r->path,
	    "SELECT count(*) FROM original"), "all originals");
	is_int(mode_of(dir), 0700, "folder 0700");
	for (int f = 0; f < BAG_FILES; f++) {
		CLEANUP(str_free) char *path = path_join(dir,
		    bag_name((enum bag_file)f));

		if (!case_has((enum bag_file)f))
			continue;
		ok(mode_of(path) == 0600, "%s is 0600",
		    bag_name((enum bag_file)f));
	}
	ok(!exists(under(r, "a.partial")), "no partial folder is left");
	is_int(faults_in(dir, &sum), 0, "verifies without fault");
	is_int(sum.incidents, made.incidents, "verify saw all incidents");
	is_int(sum.originals, made.originals, "verify saw all originals");
	is_int(sum.contacts, raw_int(r->path, "SELECT count(*) FROM incident "
	    "WHERE state = 'contact'"), "verify saw all contacts");
	is_int(sum.ledger_rows, raw_int(r->path,
	    "SELECT count(*) FROM ledger"), "verify saw all ledger rows");
}

static void
test_same_bytes(struct rig *r, const char *self)
{
	static const char *const envs[] = {
		"TZ=Asia/Tokyo LC_ALL=C LANG=C FLOODMARK_NOW=1",
		("TZ=America/St_Johns LC_ALL=de_DE.UTF-8 LANGUAGE=ja "
		    "PANGO_LANGUAGE=ja:ar SOURCE_DATE_EPOCH=7"),
		"TZ= LC_ALL=C.UTF-8 HOME=/nonexistent",
	};

	for (size_t i = 0; i < ROWS(envs); i++) {
		const char *dir = under(r, "same");

		is_int(run("env %s '%s' --from '%s' '%s'", envs[i], self,
		    r->path, dir), 0, "writes in another process");
		ok(run("diff -r '%s' '%s'", under(r, "a"), dir) == 0,
		    "same bytes under %s", envs[i]);
		run("rm -r '%s'", dir);
	}
}

static void
test_no_text(struct rig *r)
{
	const char *dir = under(r, "a");

	ok(run("grep -rlq SECRETWORD '%s' --exclude=originals.zip", dir) == 1,
	    "no message text outside the originals");
	ok(run("grep -q SECRETWORD '%s/data/originals.zip'", dir) == 0,
	    "message text in the originals");
	ok_with("pdftotext", run("for f in '%s'/data/*.pdf; do pdftotext "
	    "\"$f\" - | grep -q SECRETWORD && exit 1; done; exit 0", dir),
	    "no message text in any PDF");
}

/* Nothing in a CSV that a spreadsheet would run or a screen obey. */
static bool
csv_is_tame(struct span s)
{
	bool start = true, quoted = false;

	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.at[i];

		if (start && strchr("=+-@\t\r", c) != NULL)
			return false;
		if (c < 0x20 && c != '\n')
			return false;
		if (s.len - i > 2 && memcmp(s.at + i, "\xe2\x80\xae", 3) == 0)
			return false;
		if (c == '"')
			quoted = !quoted;
		start = !quoted && (c == ',' || c == '\n');
		if (c == '"' && quoted && i > 0 &&
		    (s.at[i - 1] == ',' || s.at[i - 1] == '\n'))
			start = true;
	}
	return true;
}

static void
test_hostile(struct rig *r)
{
	CLEANUP(buf_done) struct buf csv = { .max = 64 << 20 };
	CLEANUP(buf_done) struct buf svg = { .max = 64 << 20 };

	ok(file_read(under(r, "a/data/schedule.csv"), &csv, &err) == 0 &&
	    csv.len > 1000, "schedule.csv is there");
	ok(csv_is_tame(buf_span(&csv)), "no cell of schedule.csv runs");
	ok(strstr(buf_str(&csv), "'=HYPERLINK") != NULL,
	    "the formula stands there, guarded");
	ok(strstr(buf_str(&csv), "\\u{202E}gro") != NULL,
	    "the bidi override stands there, visible");
	ok(file_read(under(r, "a/data/chart.svg"), &svg, &err) == 0 &&
	    strstr(buf_str(&svg), "<script") == NULL &&
	    strstr(buf_str(&svg), "href") == NULL, "chart.svg is inert");
}

static void
test_stock_tools(struct rig *r)
{
	const char *dir = under(r, "a");

	ok_with("sha256sum", run("cd '%s' && sha256sum --quiet --strict -c "
	    "manifest-sha256.txt tagmanifest-sha256.txt", dir), "manifests");
	ok_with("unzip", run("unzip -tqq '%s/data/originals.zip'", dir),
	    "originals.zip");
	ok_with("unzip", run("d=$(mktemp -d); unzip -q "
	    "'%s/data/originals*.zip' -d $d; test -z \"$(cd $d; find . -type "
	    "f -exec sha256sum {} + | awk 'substr($2, 3, 64) != $1')\"; "
	    "rc=$?; rm -r $d; exit $rc", dir), "the command of the first page");
	ok_with("qpdf", run("for f in '%s'/data/*.pdf; do qpdf --check $f "
	    ">/dev/null || exit 1; done", dir), "every PDF");
	ok_with("qpdf", run("test $(qpdf --show-npages "
	    "'%s/data/READ-ME-FIRST.pdf') = 1", dir), "one page to read");
	ok_with("python3", run("cd '%s' && python3 -c \"\n"
	    "import hashlib\n"
	    "h = bytes(32)\n"
	    "for n, line in enumerate(open('data/ledger.jsonl', 'rb'), 1):\n"
	    "    row = line[81:-2]\n"
	    "    h = hashlib.sha256(h + row).digest()\n"
	    "    assert line[9:73] == h.hex().encode(), n\n"
	    "assert h.hex() in open('bag-info.txt').read()\n\"", dir),
	    "the ledger check of method-and-limits.pdf");
	ok_with("python3", run("cd '%s' && python3 -c \"\n"
	    "import json, xml.dom.minidom\n"
	    "for line in open('data/ledger.jsonl'): json.loads(line)\n"
	    "xml.dom.minidom.parse('data/chart.svg')\n\"", dir),
	    "ledger.jsonl is JSON lines, chart.svg is XML");
	ok_with("pdftotext", run("pdftotext '%s/data/READ-ME-FIRST.pdf' - | "
	    "grep -q '0808 802 0300'", dir), "the helpline is on the page");
	ok_with("pdftotext", run("test $(pdftotext -layout "
	    "'%s/data/schedule.pdf' - | grep -Ec '[0-9a-f]{16}$') = %lld",
	    dir, (long long)raw_int(r->path,
	    "SELECT count(*) FROM incident")),
	    "every digest can be searched for, letter by letter");
	ok_with("pdfinfo", run("for f in '%s'/data/*.pdf; do pdfinfo $f | "
	    "grep -qx 'Tagged: *yes' || exit 1; done", dir),
	    "every PDF is tagged");
}

static void
test_refuses(struct rig *r)
{
	struct bundle_made made;
	const char *dir = under(r, "b"), *partial = under(r, "b.partial");

	ok(mkdir(dir, 0700) == 0 && case_bundle(r->s, dir, &made, &err) == 0,
	    "an empty folder is taken");
	ok(case_bundle(r->s, dir, &made, &err) == -1 &&
	    err.code == EX_CANTCREAT, "a full one is not");
	is_int(mode_of(under(r, "b/bagit.txt")), 0600, "and is left alone");
	run("mv '%s' '%s'", dir, partial);
	ok(case_bundle(r->s, dir, &made, &err) == 0 && !exists(partial),
	    "what a killed run left is removed");
	run("mkdir '%s' && touch '%s/mine'; rm -r '%s'", partial, partial,
	    dir);
	ok(case_bundle(r->s, dir, &made, &err) == -1 &&
	    err.code == EX_CANTCREAT && exists(under(r, "b.partial/mine")),
	    "somebody's folder of that name is not");
	run("touch '%s/bagit.txt'; mv '%s' '%s'; ln -s '%s' '%s'", partial,
	    partial, under(r, "mine"), under(r, "mine"), partial);
	ok(case_bundle(r->s, dir, &made, &err) == -1 &&
	    exists(under(r, "mine/bagit.txt")), "nor what a link leads to");
	run("rm -r '%s' '%s'", partial, under(r, "mine"));
	ok(case_bundle(r->s, under(r, "no/such"), &made, &err) == -1 &&
	    err.code == EX_CANTCREAT, "no folder to put it in");
	ok(case_bundle(r->s, "/", &made, &err) == -1 &&
	    case_bundle(r->s, "..", &made, &err) == -1 &&
	    case_bundle(r->s, "", &made, &err) == -1, "no name to give it");
	run("ln -s nowhere '%s'", dir);
	ok(case_bundle(r->s, dir, &made, &err) == -1, "a link in its place");
	run("rm '%s'", dir);
}

/* As a full disk: files may not grow past so many bytes. */
static void
test_full_disk(struct rig *r)
{
	static const rlim_t sizes[] = { 0, 30, 300, 20000, 100000 };
	struct rlimit was, now;
	struct bundle_made made;

	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &was);
	for (size_t i = 0; i < ROWS(sizes); i++) {
		int rc;

		fflush(stdout);
		now = was;
		now.rlim_cur = sizes[i];
		setrlimit(RLIMIT_FSIZE, &now);
		rc = case_bundle(r->s, under(r, "full"), &made, &err);
		setrlimit(RLIMIT_FSIZE, &was);
		ok(rc == -1 && err.code == EX_IOERR && !exists(under(r,
		    "full")) && !exists(under(r, "full.partial")),
		    "no room beyond %lld: fails and leaves nothing (%s)",
		    (long long)sizes[i], rc == -1 ? err.text : "written");
	}
}

static void
test_selection(struct rig *r)
{
	static const struct {
		const char *person;
		int from, to;	/* days after the first; -1: open */
	} rows[] = {
		{ "friend", -1, -1 }, { "ex", 20, -1 }, { NULL, -1, 30 },
		{ NULL, 25, 25 }, { "nobody", -1, -1 }, { NULL, 500, 510 },
	};
	struct day first = day_of(CASE_START);

	for (size_t i = 0; i < ROWS(rows); i++) {
		struct bundle_request q = { under(r, "s"), FILTER_ALL,
			&case_config, &case_people };
		struct bundle_made made = { 0 };
		struct verified sum;

		q.filter.person = rows[i].person;
		if (rows[i].from >= 0)
			q.filter.from = day_add(first, rows[i].from);
		if (rows[i].to >= 0)
			q.filter.to = day_add(first, rows[i].to);
		ok(bundle_write(r->s, &q, &made, &err) == 0,
		    "selection %zu: %lld incidents", i,
		    (long long)made.incidents);
		is_int(faults_in(q.dir, &sum), 0, "verifies");
		is_int(sum.incidents, made.incidents, "as many");
		run("rm -r '%s'", q.dir);
		q.filter.kind = "threat";
		ok(bundle_write(r->s, &q, &made, &err) == -1 &&
		    err.code == EX_USAGE, "a kind does not select");
	}
}

static void
test_exhibits(struct rig *r)
{
	struct bundle_request q = { under(r, "x"), FILTER_ALL, &case_config,
		NULL };
	struct bundle_made made;

	q.filter.from = day_add(day_of(CASE_START), 30);
	ok(bundle_write(r->s, &q, &made, &err) == 0, "without people");
	ok(run("tail -n 1 '%s/data/schedule.csv' | cut -d, -f1 | grep -qx "
	    "SJ/%lld", q.dir, (long long)raw_int(r->path,
	    "SELECT count(*) FROM incident")) == 0,
	    "a selection keeps the exhibit numbers of the whole");
	run("rm -r '%s'", q.dir);
}

/* The originals of the rig take 190 KB: small files stand for large ones.
 * 16 files are 12 others and four of originals; with five of them the chart
 * as SVG gives way. */
static const struct {
	int64_t part_bytes;
	int parts, files;	/* 0: refused */
} splits[] = {
	{ 0, 1, 13 }, { 300000, 1, 13 }, { 120000, 2, 14 }, { 75000, 3, 15 },
	{ 55000, 4, 16 }, { 42000, 5, 16 }, { 30000, 0, 0 }, { 1000, 0, 0 },
};

static void
test_split(struct rig *r)
{
	for (size_t i = 0; i < ROWS(splits); i++) {
		struct bundle_request q = { under(r, "p"), FILTER_ALL,
			&case_config, &case_people,
			.part_bytes = splits[i].part_bytes };
		struct bundle_made made = { 0 };
		struct verified sum;
		int rc = bundle_write(r->s, &q, &made, &err);

		if (splits[i].parts == 0) {
			ok(rc == -1 && err.code == EX_DATAERR &&
			    !exists(q.dir) && strstr(err.text, "--from"),
			    "%lld bytes: %s", (long long)q.part_bytes,
			    err.text);
			continue;
		}
		ok(rc == 0, "%lld bytes a file", (long long)q.part_bytes);
		is_int(made.files, splits[i].files, "files");
		is_int(run("test $(ls '%s'/data/originals*.zip | wc -l) = "
		    "%d", q.dir, splits[i].parts), 0, "parts");
		is_int(run("find '%s' -name 'originals*' -size +%lldc | grep "
		    "-q .", q.dir, (long long)(q.part_bytes == 0 ? 1 << 30 :
		    q.part_bytes)), 1, "none is larger");
		is_int(faults_in(q.dir, &sum), 0, "verifies");
		is_int(sum.originals, made.originals, "all originals");
		if (splits[i].parts > 1) {
			run("rm '%s/data/originals-2.zip'", q.dir);
			ok(faults_in(q.dir, &sum) > 0, "one part less");
		}
		run("rm -r '%s'", q.dir);
	}
}

/* Of the user's own accounts nothing may stand in a reading copy. */
static void
test_copy(struct rig *r)
{
	static char host[] = "imap.sally-home.example", user[] = "sally";
	static struct account account = { .host = host, .user = user };
	struct config config = case_config;
	struct bundle_request q = { under(r, "c"), FILTER_ALL, &config,
		&case_people, .redact = true };
	struct incident i = { .state = STATE_CONTACT, .person = "ex",
		.at_ms = CASE_START + 9 * HOUR_MS, .channel = CHANNEL_EMAIL,
		.direction = DIRECTION_OUT, .by = BY_RECIPIENT, .field = "To",
		.sender = "SALLY@sally-home.example",
		.identifier = "jd@example.org", .rule = "", .kind = "contact",
		.message_id = "own@sally-home.example",
		.claimed_ms = MOMENT_NONE };
	struct sighting seen = { "home", "Sent", 1, 99999, i.at_ms };
	struct bundle_made made = { 0 };
	struct verified sum = { 0 };
	int64_t id;

	config.accounts = &account;
	config.n_accounts = 1;
	i.day = day_of(i.at_ms);
	ok(incident_record(r->s, &i, &seen, span_str("own"), NULL, 0, &id,
	    &err) == 0, "a mail of the user's own");
	ok(bundle_write(r->s, &q, &made, &err) == 0, "a reading copy");
	is_int(made.files, 10, "without ledger, originals and SVG");
	is_int(bundle_verify(q.dir, print_fault, NULL, &sum, &err), 1,
	    "verify says that it is one");
	is_int(sum.faults, 0, "without fault");
	is_int(sum.incidents, made.incidents, "all incidents");
	ok(run("grep -riq sally '%s'", q.dir) == 1, "nothing of the user's");
	ok_with("pdftotext", run("for f in '%s'/data/*.pdf; do pdftotext "
	    "$f - | grep -iq sally && exit 1; done; exit 0", q.dir),
	    "nor in a PDF");
	ok_with("pdftotext", run("for f in '%s'/data/*.pdf; do n=$(qpdf "
	    "--show-npages $f); test $(pdftotext $f - | grep -c 'READING "
	    "COPY, ') = $n || exit 1; done", q.dir), "every page says so");
	ok(run("grep -q '1820\\|J7' '%s/data/schedule.csv'", q.dir) == 1 &&
	    run("grep -q ',jd@example.org,' '%s/data/schedule.csv'",
	    q.dir) == 0, "the person's identifier is shown");
	ok(run("sed -i 's/,contact,yes,/,contact,no,/;3q' "
	    "'%s/data/schedule.csv'", q.dir) == 0 && bundle_verify(q.dir,
	    print_fault, NULL, &sum, &err) == 1 && sum.faults > 0,
	    "changes are found");
	run("rm -r '%s'", q.dir);
}

static void
test_empty(void)
{
	struct rig r;
	struct bundle_made made = { 0 };
	struct verified sum;

	rig_make(&r);
	ok(case_bundle(r.s, under(&r, "a"), &made, &err) == 0,
	    "a store without a row");
	is_int(faults_in(under(&r, "a"), &sum), 0, "verifies");
	is_int(sum.incidents, 0, "no incident");
	run("rm -r '%s'", under(&r, "a"));
	rig_done(&r);
}

/* Whatever is in it, the first page is one page. */
static void
test_one_page(void)
{
	enum { MANY = 40 };
	struct rig r;
	struct bundle_made made;
	struct person persons[MANY] = { 0 };
	struct people people = { .at = persons, .n = MANY };
	struct bundle_request q = { NULL, FILTER_ALL, &case_config, &people };
	char id[MANY][16], label[300];

	memset(label, 'W', sizeof(label) - 1);
	label[sizeof(label) - 1] = '\0';
	rig_make(&r);
	for (int i = 0; i < MANY; i++) {
		snprintf(id[i], sizeof(id[i]), "p%02d", i);
		persons[i] = (struct person){ .id = id[i], .label = label };
	}
	ok(store_begin(r.s, &err) == 0, "begin");
	for (int i = 0; i < 300; i++)
		if (case_rise(r.s, CASE_START + i * 24 * HOUR_MS, "flood",
		    100 + i, &err) != 0)
			ok(false, "rise %d: %s", i, err.text);
	ok(store_commit(r.s, &err) == 0, "commit");
	q.dir = under(&r, "a");
	ok(case_fill(r.s, 3000, &err) == 0, "fill");
	ok(bundle_write(r.s, &q, &made, &err) == 0, "40 persons, 300 rises");
	ok_with("qpdf", run("test $(qpdf --show-npages "
	    "'%s/data/READ-ME-FIRST.pdf') = 1", q.dir), "still one page");
	run("rm -r '%s'", q.dir);
	rig_done(&r);
}

static void
test_no_font(struct rig *r, const char *self)
{
	CLEANUP(buf_done) struct buf text = { .max = 4096 };
	const char *conf = under(r, "fonts.conf"), *dir = under(r, "f");

	buf_addf(&text, "<?xml version=\"1.0\"?>\n<fontconfig><dir>%s</dir>"
	    "<cachedir>%s</cachedir></fontconfig>\n", under(r, "none"),
	    under(r, "none"));
	ok(file_write(conf, buf_span(&text), 0600, &err) == 0, "fonts.conf");
	is_int(run("FONTCONFIG_FILE='%s' '%s' --from '%s' '%s' 2>/dev/null",
	    conf, self, r->path, dir), EX_UNAVAILABLE,
	    "without any font it says so");
	ok(!exists(dir) && !exists(under(r, "f.partial")),
	    "and leaves nothing");
	run("rm '%s'", conf);
}

/* A daemon that goes on writing while bundles are made. */
static void
test_growing(void)
{
	struct rig r;
	struct bundle_made made;
	struct verified sum;
	pid_t writer;

	rig_make(&r);
	ok(case_fill(r.s, 40, &err) == 0, "a case that grows");
	rig_close(&r);
	fflush(stdout);
	writer = fork();
	if (writer == 0) {
		for (int i = 1000; rig_open(&r, STORE_WRITE); i++) {
			if (case_add(r.s, i, CASE_START + i, &err) != 0)
				_exit(1);
			rig_close(&r);
		}
		_exit(1);
	}
	for (int i = 0; i < 4; i++) {
		const char *dir = under(&r, "grown");

		ok(rig_open(&r, STORE_READ) &&
		    case_bundle(r.s, dir, &made, &err) == 0,
		    "a bundle while incidents come");
		printf("# of %lld incidents\n", (long long)made.incidents);
		rig_close(&r);
		is_int(faults_in(dir, &sum), 0, "is of one moment");
		run("rm -r '%s'", dir);
	}
	kill(writer, SIGKILL);
	waitpid(writer, NULL, 0);
	rig_done(&r);
}

int
main(int argc, char **argv)
{
	struct rig r;

	if (zone_use("Europe/London", &err) != 0)
		return 99;
	if (argc == 4 && strcmp(argv[1], "--from") == 0)
		return bundle_of(argv[2], argv[3]);
	if (argc == 3)
		return make_one(atoi(argv[1]), argv[2]);
	rig_make(&r);
	ok(case_fill(r.s, 300, &err) == 0, "a case");
	test_files(&r);
	test_same_bytes(&r, argv[0]);
	test_no_text(&r);
	test_hostile(&r);
	test_stock_tools(&r);
	test_refuses(&r);
	test_full_disk(&r);
	test_selection(&r);
	test_exhibits(&r);
	test_split(&r);
	test_copy(&r);
	test_no_font(&r, argv[0]);
	test_empty();
	test_one_page();
	test_growing();
	run("rm -r '%s'", under(&r, "a"));
	rig_done(&r);
	return tap_done();
}
