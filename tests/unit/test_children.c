/*
 * The children as they are, each in its sandbox: what they answer, and that
 * they end at what nobody may ask.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "base/file.h"
#include "conf/people.h"
#include "run/child/frames.h"
#include "run/child/key_child.h"
#include "run/child/reader.h"
#include "run/child/source_child.h"
#include "run/dkim/check_child.h"
#include "run/dkim/dns_child.h"
#include "source/source.h"
#include "tests/unit/signed_mail.h"
#include "tests/unit/store_rig.h"

#define PATIENCE_MS 60000
#define HIS "From: ex <ex@bad.example>\r\nTo: sally@home.example\r\n" \
	"Subject: you\r\nDate: Wed, 25 Mar 2026 11:00:00 +0000\r\n" \
	"Message-ID: <1@bad.example>\r\n\r\nI will \"find\" you\r\n"
#define HERS "From: Elaine <elaine@home.example>\r\nSubject: tea\r\n" \
	"\r\nat four\r\n"

static struct rig rig;
static struct config *config;
static struct people *people;

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
load_case(void)
{
	CLEANUP(buf_done) struct buf text = { .max = 4096 };
	char path[120];
	struct err err;

	rig_make(&rig);
	buf_addf(&text, "timezone: UTC\nstore: %s/case.db\nrules: %s\n"
	    "accounts:\n  - {name: a, host: 127.0.0.1, tls: none, "
	    "user: sally, password_file: pw, folders: [INBOX]}\n", rig.dir,
	    rig.dir);
	put_file("floodmark.conf", buf_str(&text));
	put_file("pw", "secret\n");
	put_file("ex.yaml", "person: ex\nidentifiers:\n"
	    "  addresses: [ex@bad.example]\nrules:\n  - id: find\n"
	    "    match: find\n    in: [text]\n");
	snprintf(path, sizeof(path), "%s/pw", rig.dir);
	(void)chmod(path, 0600);
	snprintf(path, sizeof(path), "%s/floodmark.conf", rig.dir);
	if (config_load(path, &config, &err) == -1 ||
	    people_load(rig.dir, &people, &err) == -1) {
		printf("Bail out! %s\n", err.text);
		exit(99);
	}
}

static bool
start(struct child *c, const char *name, int (*body)(struct wire *, void *),
    void *arg)
{
	struct err err;

	if (child_start(c, name, body, arg, &err) == 0)
		return true;
	printf("Bail out! %s\n", err.text);
	return false;
}

/* What is asked of the reader and what comes. */
static const struct {
	const char *what;
	uint8_t ask;
	enum read_mode mode;
	uint32_t account;
	const char *bytes;
	uint8_t want;		/* 0: it ends */
	const char *holds;	/* of the answer; NULL: whatever */
} asked[] = {
	{ "mail of his", FRAME_READ, READ_FULL, 0, HIS, FRAME_VERDICT,
	    "ex@bad.example" },
	{ "mail of another", FRAME_READ, READ_FULL, 0, HERS, FRAME_NOTHING,
	    NULL },
	{ "nothing at all", FRAME_READ, READ_FULL, 0, "", FRAME_NOTHING,
	    NULL },
	{ "what is salvaged is told", FRAME_READ, READ_SALVAGE, 0, HERS,
	    FRAME_VERDICT, NULL },
	{ "a letter", FRAME_LETTER, READ_FULL, 0, HIS, FRAME_TEXT,
	    "\"text\":\"I will \\\"find\\\" you\"" },
	{ "its addresses", FRAME_LETTER, READ_FULL, 0, HIS, FRAME_TEXT,
	    "\"from\":[{\"name\":\"ex\",\"address\":\"ex@bad.example\"}]" },
	{ "its date", FRAME_LETTER, READ_FULL, 0, HIS, FRAME_TEXT,
	    "\"date\":\"2026-03-25T11:00:00Z\"" },
	{ "a letter without any", FRAME_LETTER, READ_FULL, 0, HERS,
	    FRAME_TEXT, "\"date\":null" },
	{ "control characters", FRAME_LETTER, READ_FULL, 0,
	    "Subject: x\n\na\001b\tc\\d\377e\n", FRAME_TEXT,
	    "a\\u0001b\\tc\\\\d" },
	{ "passages with what hit", FRAME_PASSAGES, READ_FULL, 0, HIS,
	    FRAME_TEXT, "\"hits\":[[8,12]]" },
	{ "a mode that there is not", FRAME_READ, (enum read_mode)9, 0, HIS,
	    0, NULL },
	{ "an account that there is not", FRAME_READ, READ_FULL, 7, HIS, 0,
	    NULL },
	{ "what a reader may say", FRAME_VERDICT, READ_FULL, 0, HIS, 0,
	    NULL },
	{ "what is another's to do", FRAME_PASS, READ_FULL, 0, HIS, 0,
	    NULL },
	{ "no kind of frame", 222, READ_FULL, 0, HIS, 0, NULL },
};

static void
ask_reader(struct child *c, size_t row)
{
	const struct message m = { .account = asked[row].account, .uid = 1,
		.internal_ms = MOMENT_NONE,
		.size = (int64_t)strlen(asked[row].bytes),
		.bytes = span_str(asked[row].bytes) };

	if (asked[row].ask == FRAME_READ) {
		reader_ask(&c->wire, asked[row].mode, &m);
		return;
	}
	frame_begin(&c->wire, asked[row].ask);
	frame_put_u8(&c->wire, (uint8_t)asked[row].mode);
	message_put(&c->wire, &m);
	frame_end(&c->wire);
}

static void
test_reader(void)
{
	struct reader_setup setup = { config, people, NULL };
	struct child c = { 0 };
	struct frame f;

	for (size_t i = 0; i < ROWS(asked); i++) {
		int got;

		if (c.pid == 0 && (!start(&c, "floodmark-read", reader_body,
		    &setup) || child_hear(&c, PATIENCE_MS, &f) != 1 ||
		    f.kind != FRAME_READY))
			ok(false, "it is ready");
		ask_reader(&c, i);
		got = child_hear(&c, PATIENCE_MS, &f);
		if (!ok(got == 0 ? asked[i].want == 0 :
		    f.kind == asked[i].want && (asked[i].holds == NULL ||
		    memmem(f.left.at, f.left.len, asked[i].holds,
		    strlen(asked[i].holds)) != NULL), "%s", asked[i].what) &&
		    got == 1)
			printf("# frame %u of %zu bytes\n", f.kind,
			    f.left.len);
		if (got == 0)
			child_stop(&c);
	}
	child_stop(&c);
}

/* Bytes on the shelf are where its lane is, or it ends. */
static const struct {
	const char *what;
	uint32_t place;
	uint8_t want;
} places[] = {
	{ "bytes on the shelf", 0, FRAME_VERDICT },
	{ "beyond it", UINT32_MAX - 10, 0 },
};

static void
test_shelf(void)
{
	struct shelf shelf;
	struct reader_setup setup = { config, people, &shelf };
	struct err err;

	if (shelf_open(&shelf, 1, &err) == -1)
		printf("Bail out! %s\n", err.text);
	memcpy(shelf.at, HIS, strlen(HIS));
	for (size_t i = 0; i < ROWS(places); i++) {
		const struct message m = { .internal_ms = MOMENT_NONE,
			.shared = true, .place = places[i].place,
			.bytes = span_of(NULL, strlen(HIS)) };
		struct child c = { 0 };
		struct frame f;
		int got;

		shelf_lend(&shelf, true);
		if (!start(&c, "floodmark-read", reader_body, &setup) ||
		    child_hear(&c, PATIENCE_MS, &f) != 1)
			ok(false, "it is ready");
		shelf_lend(&shelf, false);
		reader_ask(&c.wire, READ_FULL, &m);
		got = child_hear(&c, PATIENCE_MS, &f);
		ok(got == 0 ? places[i].want == 0 : f.kind == places[i].want,
		    "%s", places[i].what);
		child_stop(&c);
	}
	shelf_done(&shelf);
}

/* Lists a signature, checks it, and ends at what it may not be asked. */
static void
test_checker(void)
{
	const struct signature_context ctx = { "", 0 };
	static struct signatures all;
	struct checked checked = { .result = DKIM_UNDECIDED };
	struct child c = { 0 };
	struct frame f;

	if (!start(&c, "floodmark-dkim", check_child_body, NULL) ||
	    child_hear(&c, PATIENCE_MS, &f) != 1) {
		printf("# no checker on this machine\n");
		child_stop(&c);
		return;
	}
	check_child_ask_list(&c.wire, &ctx, span_str(RSA_MAIL));
	if (child_hear(&c, PATIENCE_MS, &f) == 1)
		signatures_get(&f, &all);
	is_int(all.n, 1, "the checker finds a signature");
	check_child_ask_check(&c.wire, 1, RSA_KEY, span_str(RSA_MAIL));
	if (child_hear(&c, PATIENCE_MS, &f) == 1)
		checked_get(&f, &checked);
	is_int(checked.result, DKIM_PASS, "that passes");
	frame_begin(&c.wire, FRAME_ASK);
	frame_end(&c.wire);
	is_int(child_hear(&c, PATIENCE_MS, &f), 0, "it asks no DNS");
	child_stop(&c);
}

/* A name that is none is asked of nobody. */
static void
test_resolver(void)
{
	static char nobody[] = "127.0.0.1:9";
	struct child c = { 0 };
	struct frame f;

	if (!start(&c, "floodmark-dns", dns_child_body, nobody))
		return;
	dns_child_ask(&c.wire, "s1", "not a domain");
	is_int(child_hear(&c, PATIENCE_MS, &f), 0,
	    "the resolver ends at a name that is none");
	child_stop(&c);
}

/* A port on which nobody listens, kept until the socket is closed. */
static int
closed_port(int *port)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_addr = { htonl(INADDR_LOOPBACK) } };
	socklen_t n = sizeof(at);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (fd == -1 || bind(fd, (struct sockaddr *)&at, n) == -1 ||
	    getsockname(fd, (struct sockaddr *)&at, &n) == -1)
		return -1;
	*port = ntohs(at.sin_port);
	return fd;
}

static void
test_source(void)
{
	struct shelf shelf;
	struct source_child_setup setup = { &config->accounts[0], &shelf,
		SHELF_NO_LANE };
	struct child c = { 0 };
	struct frame f;
	struct err err;
	int fd = closed_port(&config->accounts[0].port);

	if (fd == -1 || shelf_open(&shelf, 1, &err) == -1 ||
	    !start(&c, "floodmark-imap", source_child_body, &setup))
		return;
	frame_begin(&c.wire, FRAME_PASS);
	frame_put_u8(&c.wire, CARE_NONE);
	frame_put_u32(&c.wire, 0);
	frame_put_u32(&c.wire, 0);
	frame_end(&c.wire);
	ok(child_hear(&c, PATIENCE_MS, &f) == 1 && f.kind == FRAME_PROBLEM &&
	    frame_get_u8(&f) == PROBLEM_NETWORK, "nobody listens");
	child_stop(&c);
	if (!start(&c, "floodmark-imap", source_child_body, &setup))
		return;
	frame_begin(&c.wire, FRAME_PASS);
	frame_put_u8(&c.wire, CARE_NONE);
	frame_end(&c.wire);
	is_int(child_hear(&c, PATIENCE_MS, &f), 0, "half a question");
	child_stop(&c);
	shelf_done(&shelf);
	close(fd);
}

/* It is made when there is none, and then stays the same. */
static void
test_key(void)
{
	char path[120], first[SIGNKEY_TEXT] = "", again[SIGNKEY_TEXT] = "";
	struct err err;

	snprintf(path, sizeof(path), "%s/key", rig.dir);
	ok(key_child_ask(path, first, &err) == 0 &&
	    key_child_ask(path, again, &err) == 0 &&
	    strncmp(first, "SHA256:", 7) == 0, "a signing key");
	is_str(again, first, "stays the same");
	(void)chmod(path, 0644);
	ok(key_child_ask(path, again, &err) == -1 && err.code == EX_NOPERM,
	    "one that others can read is refused");
}

int
main(void)
{
	signal(SIGPIPE, SIG_IGN);
	load_case();
	test_reader();
	test_shelf();
	test_checker();
	test_resolver();
	test_source();
	test_key();
	people_free(people);
	config_free(config);
	rig_done(&rig);
	return tap_done();
}
