/*
 * The engine as a whole, with children that are played and a store that is
 * real: what they say, how it ends, and what the store holds then.
 */
#include <sys/un.h>

#include "run/engine/engine.h"

#include "run/engine/notify.h"
#include "tests/unit/run_rig.h"

#define HOLDS \
	"SELECT (SELECT count(*) FROM incident WHERE state = 'contact')" \
	" || ' contact, ' ||" \
	" (SELECT count(*) FROM incident WHERE state = 'unreadable')" \
	" || ' unread, ' || (SELECT count(*) FROM missed) || ' missed; ' ||" \
	" ifnull((SELECT group_concat(account || ' ' || folder || ' ' ||" \
	" last_uid, ', ') FROM cursor), '-') || '; ' ||" \
	" ifnull((SELECT group_concat(trim(account || ' ' || state || ' ' ||" \
	" detail), ', ') FROM source), '-')"

enum how {
	LIVE,			/* until a source has no more to say */
	ONCE,
};

static const struct {
	const char *what;
	enum how how;
	const char *says[2];	/* NULL: there is no such account */
	int code;
	const char *holds;
	const char *logged;	/* NULL: nothing that matters */
	int full_s;		/* so long the disk is full at the start */
	int starts_fail, readers_fail;
} rows[] = {
	{ "one pass", ONCE, { "f m1:hers m2:his m3:his b3 e" }, EX_OK,
	    "2 contact, 0 unread, 0 missed; a INBOX 3; a ok",
	    "account a: 3 messages read, 2 new contacts" },
	{ "two accounts", ONCE, { "f m1:his b1 e", "f m4:his b4 e" }, EX_OK,
	    "2 contact, 0 unread, 0 missed; a INBOX 1, b INBOX 4; "
	    "a ok, b ok", NULL },
	{ "the same message in two accounts", ONCE,
	    { "f m1:his b1 e", "f m1:his b1 e" }, EX_OK,
	    "1 contact, 0 unread, 0 missed; a INBOX 1, b INBOX 1; "
	    "a ok, b ok", NULL },
	{ "two folders", ONCE, { "f m1:his b1 fOld m9:his b9 e" }, EX_OK,
	    "2 contact, 0 unread, 0 missed; a INBOX 1, a Old 9; a ok",
	    NULL },
	{ "an empty mailbox", ONCE, { "f b0 e" }, EX_OK,
	    "0 contact, 0 unread, 0 missed; a INBOX 0; a ok", NULL },
	{ "the reader dies of one", ONCE, { "f m1:his m2:kill m3:his b3 e" },
	    EX_OK, "2 contact, 1 unread, 0 missed; a INBOX 3; a ok",
	    "the reader ended at a message" },
	{ "the reader says nonsense", ONCE, { "f m1:nonsense m2:his b2 e" },
	    EX_OK, "1 contact, 1 unread, 0 missed; a INBOX 2; a ok", NULL },
	{ "the reader is silent", ONCE, { "f m1:mute m2:his b2 e" }, EX_OK,
	    "1 contact, 1 unread, 0 missed; a INBOX 2; a ok", NULL },
	{ "no reader starts", ONCE, { "f e" }, EX_OSERR,
	    "0 contact, 0 unread, 0 missed; -; -",
	    "did not enter its sandbox", .readers_fail = 5 },
	{ "no process can be made", ONCE, { "f e" }, EX_OSERR,
	    "0 contact, 0 unread, 0 missed; -; -", "cannot start",
	    .starts_fail = 1 },
	{ "some were not read", ONCE, { "f m1:his -2 *3 b3 e" }, EX_OK,
	    "1 contact, 0 unread, 2 missed; a INBOX 3; "
	    "a ok 2 messages listed and not read", NULL },
	{ "a folder is missing", ONCE, { "f m1:his b1 e!" }, EX_UNAVAILABLE,
	    "1 contact, 0 unread, 0 missed; a INBOX 1; "
	    "a error folder: \"Old\" is missing",
	    "folder: \"...\" is missing" },
	{ "a login that is refused", ONCE, { "P2" }, EX_UNAVAILABLE,
	    "0 contact, 0 unread, 0 missed; -; a error login: as told",
	    "account a: login: as told; tried again in 6" },
	{ "a login that is refused, and another token", ONCE,
	    { "P2t | f m1:his b1 e" }, EX_OK,
	    "1 contact, 0 unread, 0 missed; a INBOX 1; a ok", NULL },
	{ "and that is refused as well", ONCE, { "P2t | P2t | f m1:his b1 e" },
	    EX_UNAVAILABLE, "0 contact, 0 unread, 0 missed; -; "
	    "a error login: as told", "login: as told; tried again in" },
	{ "one of two is refused", ONCE, { "P2", "f m1:his b1 e" },
	    EX_UNAVAILABLE, "1 contact, 0 unread, 0 missed; b INBOX 1; "
	    "a error login: as told, b ok", NULL },
	{ "it breaks off within a batch", ONCE, { "f m1:his b1 m2:his x" },
	    EX_UNAVAILABLE, "1 contact, 0 unread, 0 missed; a INBOX 1; "
	    "a error protocol: the source child ended", NULL },
	{ "it breaks off before the first", ONCE, { "f m1:his m2:his x" },
	    EX_UNAVAILABLE, "0 contact, 0 unread, 0 missed; -; "
	    "a error protocol: the source child ended", NULL },
	{ "it is silent", ONCE, { "f m1:his b1 m2:his ~" }, EX_UNAVAILABLE,
	    "1 contact, 0 unread, 0 missed; a INBOX 1; "
	    "a error network: nothing came for 300 s; ended", NULL },
	{ "it lies", ONCE, { "f m1:his b1 m2:his !3" }, EX_UNAVAILABLE,
	    "1 contact, 0 unread, 0 missed; a INBOX 1; "
	    "a error protocol: the source child broke the rules", NULL },
	{ "a batch before any folder", ONCE, { "b2 f m1:his b1 e" },
	    EX_UNAVAILABLE, "0 contact, 0 unread, 0 missed; -; "
	    "a error protocol: the source child broke the rules", NULL },
	{ "in the next pass, too", LIVE, { "fOld m1:his b1 e | b7 f b1 e | "
	    "f m3:his b3 e" }, EX_OK, "2 contact, 0 unread, 0 missed; "
	    "a INBOX 3, a Old 1; a ok", "broke the rules" },
	{ "a batch before what it confirms", ONCE, { "f b2 m1:his b1 e" },
	    EX_OK, "1 contact, 0 unread, 0 missed; a INBOX 1; a ok", NULL },
	{ "a batch that goes back", ONCE, { "f m5:his b5 m2:his b2 e" },
	    EX_OK, "2 contact, 0 unread, 0 missed; a INBOX 2; a ok", NULL },
	{ "a probe that is his, then the whole", ONCE,
	    { "f p1:his w m1:his b1 e" }, EX_OK,
	    "1 contact, 0 unread, 0 missed; a INBOX 1; a ok",
	    "account a: 1 messages read, 1 new" },
	{ "messages on the shelf", ONCE, { "f s1:his m2:his s3:his b3 e" },
	    EX_OK, "3 contact, 0 unread, 0 missed; a INBOX 3; a ok", NULL },
	{ "what the user sent", ONCE, { "fSent m1:hers b1 e" }, EX_OK,
	    "0 contact, 0 unread, 0 missed; a Sent 1; a ok", NULL },

	{ "what broke off is read again", LIVE,
	    { "f m1:his b1 m2:his x | f m2:his b2 e" }, EX_OK,
	    "2 contact, 0 unread, 0 missed; a INBOX 2; a ok",
	    "tried again in" },
	{ "and is not counted twice", LIVE,
	    { "f m1:his m2:his x | f m1:his m2:his b2 e" }, EX_OK,
	    "2 contact, 0 unread, 0 missed; a INBOX 2; a ok", NULL },
	{ "a refused login, then not", LIVE, { "P2 | P2 | f m1:his b1 e" },
	    EX_OK, "1 contact, 0 unread, 0 missed; a INBOX 1; a ok", NULL },
	{ "refused before, and read after all", LIVE,
	    { "f -1 b1 e | f +1 m1:his b1 e" }, EX_OK,
	    "1 contact, 0 unread, 2 missed; a INBOX 1; a ok", NULL },
	{ "the disk is full within a pass", LIVE,
	    { "f m1:his b1 . . D20 m2:his b2 ~ | f m1:his m2:his b2 e" }, EX_OK,
	    "2 contact, 0 unread, 0 missed; a INBOX 2; a ok",
	    "the store can be written again" },
	{ "the disk is full at the start", LIVE,
	    { "f m1:his b1 ~ | f m1:his b1 e" }, EX_OK,
	    "1 contact, 0 unread, 0 missed; a INBOX 1; a ok",
	    "fetching stopped, tried again every 5 s",
	    .full_s = 12 },
	{ "the disk is full, of a single pass", ONCE,
	    { "f m1:his b1 . . D1000 m2:his b2 e" }, EX_TEMPFAIL,
	    "0 contact, 0 unread, 0 missed; -; a starting", "is full" },
	{ "the disk is full at the start of a single pass", ONCE,
	    { "f m1:his b1 e" }, EX_TEMPFAIL,
	    "0 contact, 0 unread, 0 missed; -; -", "is full",
	    .full_s = 1000 },
	{ "the disk stays full until the end", LIVE,
	    { "f m1:his b1 . . D100000 m2:his b2 t60 T" }, EX_TEMPFAIL,
	    "0 contact, 0 unread, 0 missed; -; a starting", "is full" },
	{ "rules that are read again", LIVE,
	    { "f m1:his b1 . . H e | f m2:his b2 e" }, EX_OK,
	    "2 contact, 0 unread, 0 missed; a INBOX 2; a ok",
	    "configuration and rules read again" },
};

static struct rig rig;
static char config_path[100];

static void
put_file(const char *name, const char *text)
{
	char path[120];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", rig.dir, name);
	file = fopen(path, "w");
	if (file == NULL || fputs(text, file) == EOF || fclose(file) == EOF)
		exit(99);
}

static void
put_config(size_t accounts, const char *more)
{
	CLEANUP(buf_done) struct buf text = { .max = 4096 };

	buf_addf(&text, "timezone: UTC\nstore: %s/case.db\nrules: %s\n"
	    "signing_key: key\n%s\naccounts:\n", rig.dir, rig.dir, more);
	for (size_t i = 0; i < accounts; i++)
		buf_addf(&text, "  - {name: %c, host: localhost, tls: none, "
		    "user: sally, password_file: pw}\n", (int)('a' + i));
	put_file("floodmark.conf", buf_str(&text));
	put_file("ex.yaml", "person: ex\nidentifiers:\n"
	    "  addresses: [ex@bad.example]\n");
}

static int
run(enum how how, int full_s, struct err *err)
{
	const struct engine_options options = { .config_path = config_path,
		.once = how == ONCE };
	struct config *config = NULL;
	struct people *people = NULL;
	int code;

	if (config_load(config_path, &config, err) == -1 ||
	    people_load(rig.dir, &people, err) == -1 ||
	    !rig_open(&rig, STORE_DAEMON)) {
		printf("Bail out! %s %s\n", err->text, rig.err.text);
		exit(99);
	}
	stage.full_until_ms = full_s * 1000;
	code = engine_run(config, people, rig.s, &options);
	stage.full_until_ms = 0;
	rig_close(&rig);
	return code;
}

static void
open_case(size_t accounts, const char *more)
{
	stage_clear();
	stage.speak = all_speak;
	rig_make(&rig);
	rig_close(&rig);
	snprintf(config_path, sizeof(config_path), "%s/floodmark.conf",
	    rig.dir);
	put_config(accounts, more);
}

/* Every row of the store is in its ledger. */
static void
check_ledger(void)
{
	struct verified sum;

	if (rig_open(&rig, STORE_READ))
		is_int(rig_faults(&rig, &sum), 0, "and its ledger holds");
	rig_close(&rig);
}

static void
test_row(size_t row)
{
	struct err err;
	char holds[400];
	size_t n = rows[row].says[1] != NULL ? 2 : 1;

	open_case(n, "dkim: off");
	for (size_t i = 0; i < n; i++)
		stage.says[i] = rows[row].says[i];
	stage.starts_fail = rows[row].starts_fail;
	stage.readers_fail = rows[row].readers_fail;
	is_int(run(rows[row].how, rows[row].full_s, &err),
	    rows[row].code, rows[row].what);
	raw_text(rig.path, HOLDS, holds, sizeof(holds));
	is_str(holds, rows[row].holds, "and the store holds");
	if (rows[row].logged != NULL &&
	    !ok(stage_logged(rows[row].logged), "and it says so"))
		printf("# %s\n", buf_str(&stage.log));
	check_ledger();
	rig_done(&rig);
}

/* The settings stand before every row but those that claim nothing: the clock,
 * and that an account is known. */
static void
test_settings(void)
{
	char got[200];
	struct err err;

	open_case(1, "dkim: off");
	stage.says[0] = "f m1:his b1 ~ | f m1:his b1 e";
	is_int(run(LIVE, 7, &err), EX_OK, "settings that cannot be written");
	raw_text(rig.path, "SELECT group_concat(name, ' ') FROM "
	    "(SELECT name FROM setting ORDER BY id)",
	    got, sizeof(got));
	is_str(got, "version configuration rules timezone dkim signing_key",
	    "are written when they can be");
	is_int(raw_int(rig.path, "SELECT (SELECT max(seq) FROM ledger WHERE "
	    "tbl = 'setting') < (SELECT min(seq) FROM ledger WHERE tbl <> "
	    "'setting' AND tbl <> 'clock' AND entry NOT LIKE "
	    "'%\"why\":\"known\"%')"), 1, "before anything that is claimed");
	rig_done(&rig);
}

/* Without a signing key mail is read all the same, and it is asked for again:
 * after 5 s, 10 s, 20 s. */
static void
test_key(void)
{
	struct err err;

	open_case(1, "dkim: off");
	stage.says[0] = "f m1:his b1 e | f e";
	stage.keys_fail = 3;
	is_int(run(LIVE, 0, &err), EX_OK, "a key that cannot be read");
	ok(stage_logged("others can read the key"), "is told");
	is_int((long long)played_count("floodmark-key"), 4,
	    "and asked for again");
	is_int(raw_int(rig.path, "SELECT count(*) FROM setting WHERE name = "
	    "'signing_key' AND recorded_ms - 1774440000000 BETWEEN 35000 AND "
	    "45000"), 1, "less and less often");
	is_int(raw_int(rig.path, "SELECT count(*) FROM incident"), 1,
	    "mail is read meanwhile");
	rig_done(&rig);
}

/* What is kept as evidence is what lay on the shelf. */
static void
test_evidence(void)
{
	struct err err;

	open_case(1, "dkim: off");
	stage.says[0] = "f s1:his m2:his b2 e";
	is_int(run(ONCE, 0, &err), EX_OK, "evidence");
	is_int(raw_int(rig.path, "SELECT count(*) FROM original WHERE "
	    "CAST(bytes AS TEXT) IN ('his of 1', 'his of 2')"), 2,
	    "byte for byte");
	rig_done(&rig);
}

/* What a reader says that cannot be understood leaves its message's trace. */
static void
test_nonsense(void)
{
	struct err err;

	open_case(1, "dkim: off");
	stage.says[0] = "f m1:nonsense b1 e";
	is_int(run(ONCE, 0, &err), EX_OK, "nonsense");
	is_int(raw_int(rig.path, "SELECT count(*) FROM incident i JOIN "
	    "original o ON i.original = o.digest WHERE state = 'unreadable' "
	    "AND person = '' AND CAST(bytes AS TEXT) = 'nonsense of 1'"), 1,
	    "keeps the bytes");
	check_ledger();
	rig_done(&rig);
}

/* A full disk is tried every five seconds, and the pass then begun anew. */
static void
test_stall(void)
{
	int64_t full, written;
	struct err err;

	open_case(1, "dkim: off");
	stage.says[0] = "f m1:his b1 . . t2 D12 m2:his b2 | "
	    "f m1:his m2:his b2 e";
	is_int(run(LIVE, 0, &err), EX_OK, "a disk that is full for 12 s");
	full = stage_logged_ms("fetching stopped");
	written = stage_logged_ms("can be written again");
	ok(full >= 2000 && written >= full + 12000 && written <= full + 16000,
	    "is tried every 5 s: full at %lld ms, written at %lld",
	    (long long)full, (long long)written);
	if (!ok(stage_logged_ms("2 messages read") == written,
	    "and read from then on"))
		printf("# %s\n", buf_str(&stage.log));
	is_int(raw_int(rig.path, "SELECT count(*) FROM sighting"), 2,
	    "each once");
	check_ledger();
	rig_done(&rig);
}

static int watcher = -1;
static char heard[4000];

/* Whoever watches listens while the engine works: its socket holds little. */
static void
watcher_hears(void)
{
	size_t n = strlen(heard);
	ssize_t got;

	all_speak();
	while (n < sizeof(heard) - 300 &&
	    (got = recv(watcher, heard + n, 250, 0)) > 0) {
		n += (size_t)got;
		heard[n++] = '\n';
		heard[n] = '\0';
	}
}

/* What those who watch machines see. */
static void
test_health(void)
{
	char more[200], path[100];
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	CLEANUP(buf_done) struct buf text = { .max = 1 << 16 };
	struct err err;

	open_case(2, "dkim: off");
	stage.speak = watcher_hears;
	watcher = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);
	snprintf(more, sizeof(more), "dkim: off\nmetrics: %s/metrics",
	    rig.dir);
	put_config(2, more);
	snprintf(at.sun_path, sizeof(at.sun_path), "%s/notify", rig.dir);
	if (bind(watcher, (struct sockaddr *)&at, sizeof(at)) == -1)
		printf("Bail out! no socket\n");
	setenv("NOTIFY_SOCKET", at.sun_path, 1);
	setenv("WATCHDOG_USEC", "1000000", 1);
	stage.says[0] = "f m1:his -2 b2 e H | f e";
	stage.says[1] = "P0 | f e";
	is_int(run(LIVE, 0, &err), EX_OK, "one that is watched");
	watcher_hears();
	ok(strncmp(heard, "READY=1\n", 8) == 0 &&
	    strstr(heard, "\nRELOADING=1\n") != NULL &&
	    strstr(heard, "\nWATCHDOG=1\n") != NULL, "tells systemd");
	if (!ok(strstr(heard, "STATUS=2 sources: ") != NULL &&
	    strstr(heard, " ok, 1 failing, ") != NULL, "how its sources are"))
		printf("# %s\n", heard);
	snprintf(path, sizeof(path), "%s/metrics", rig.dir);
	ok(file_read(path, &text, &err) == 0 &&
	    strstr(buf_str(&text), "\nfloodmark_up 0\n") != NULL &&
	    strstr(buf_str(&text), "\nfloodmark_store_writable 1\n") != NULL &&
	    strstr(buf_str(&text), "source_up{source=\"a\"}") != NULL,
	    "and writes figures");
	unsetenv("NOTIFY_SOCKET");
	unsetenv("WATCHDOG_USEC");
	close(watcher);
	rig_done(&rig);
}

static void
fill(const struct sockaddr_un *at)
{
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);

	while (sendto(fd, "x", 1, 0, (const struct sockaddr *)at,
	    sizeof(*at)) == 1)
		;
	close(fd);
}

/* Whoever does not listen holds nobody up, and hears the status later. */
static void
test_deaf(void)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	char last[100] = "";

	open_case(1, "dkim: off");
	watcher = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);
	snprintf(at.sun_path, sizeof(at.sun_path), "%s/notify", rig.dir);
	if (bind(watcher, (struct sockaddr *)&at, sizeof(at)) == -1)
		printf("Bail out! no socket\n");
	setenv("NOTIFY_SOCKET", at.sun_path, 1);
	fill(&at);
	alarm(60);		/* the end of one that waits for it */
	notify("READY=1");
	notify_status("deaf");
	alarm(0);
	ok(true, "one that is deaf is not waited for");
	while (recv(watcher, last, sizeof(last) - 1, 0) > 0)
		;
	notify_status("deaf");
	memset(last, 0, sizeof(last));
	(void)!recv(watcher, last, sizeof(last) - 1, 0);
	is_str(last, "STATUS=deaf", "and hears it when it listens");
	notify_alive();
	memset(last, 0, sizeof(last));
	(void)!recv(watcher, last, sizeof(last) - 1, 0);
	is_str(last, "READY=1", "and what was told only once");
	notify_alive();
	ok(recv(watcher, last, sizeof(last), 0) == -1, "and that once");
	unsetenv("NOTIFY_SOCKET");
	close(watcher);
	rig_done(&rig);
}

/* A mistake in what is to be read again changes nothing. */
static void
spoil_rules(void)
{
	put_file("ex.yaml", "person: ex\nidentifiers: [a\n");
	all_speak();
}

static void
test_mistake(void)
{
	struct err err;

	open_case(1, "dkim: off");
	stage.speak = spoil_rules;
	stage.says[0] = "f m1:his b1 . . H e | f m2:his b2 e";
	is_int(run(LIVE, 0, &err), EX_OK, "rules with a mistake");
	ok(stage_logged("the rules before stay in force"), "change nothing");
	is_int(raw_int(rig.path, "SELECT count(*) FROM incident"), 2,
	    "and mail is read all the same");
	rig_done(&rig);
}

/* More accounts than connections, and all due at once: all have their turn,
 * again and again, and who waits for one does so without haste. */
static void
test_connections(void)
{
	char order[40] = "";
	struct err err;

	open_case(4, "dkim: off\nmax_connections: 2");
	for (size_t i = 0; i < 4; i++)
		stage.says[i] = "f m4:his b4 e | f e | f ~ | f e";
	is_int(run(LIVE, 0, &err), EX_OK, "four accounts, two connections");
	for (size_t i = 0; i < stage.n && strlen(order) < 30; i++)
		if (strcmp(stage.at[i].name, "floodmark-imap") == 0)
			snprintf(order + strlen(order), 2, "%c",
			    (int)('a' + stage.at[i].account));
	ok(strncmp(order, "abcdab", 6) == 0, "one after the other: %s",
	    order);
	is_int(raw_int(rig.path, "SELECT count(*) FROM cursor"), 4,
	    "all are read");
	ok(stage.polls < stage.ticks_ms / 100, "without haste: %d turns in "
	    "%lld s", stage.polls, (long long)stage.ticks_ms / 1000);
	rig_done(&rig);
}

/* A status row a minute is enough for passes that find nothing. */
static void
test_quiet(void)
{
	struct err err;
	int64_t n;

	open_case(1, "dkim: off");
	put_config(1, "dkim: off");
	stage.says[0] = "f m1:his b1 e | f e | f e | f e | f e | f e";
	is_int(run(LIVE, 0, &err), EX_OK, "passes that find nothing");
	n = raw_int(rig.path, "SELECT until_ms FROM source");
	ok(n >= NOON_MS + 5 * 300000, "are told before the end");
	rig_done(&rig);
}

/* Messages of a phone that stops. */
static void
test_phone(void)
{
	char got[300];
	struct err err;

	open_case(1, "dkim: off");
	stage.says[0] = "fSMS m1:his m2:hers b2 e";
	is_int(run(ONCE, 0, &err), EX_OK, "a phone's folder");
	raw_text(rig.path, "SELECT group_concat(day || ' ' || items) FROM "
	    "phone_day", got, sizeof(got));
	is_str(got, "2026-03-25 2", "is counted by the day");
	rig_done(&rig);
}

int
main(void)
{
	signal(SIGPIPE, SIG_IGN);
	stage_disk();
	for (size_t i = 0; i < ROWS(rows); i++)
		test_row(i);
	test_settings();
	test_key();
	test_evidence();
	test_nonsense();
	test_stall();
	test_health();
	test_deaf();
	test_mistake();
	test_connections();
	test_quiet();
	test_phone();
	stage_clear();
	return tap_done();
}
