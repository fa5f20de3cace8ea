/*
 * A bundle with what people entered by hand: it holds what the store says,
 * whole or in part, and verify reads decisions, files and milestones back
 * from the ledger alone.
 */
#include "tests/unit/bundle_rig.h"

#include <fcntl.h>

#include "bundle/verify/verify.h"
#include "bundle/write/bag.h"
#include "bundle/write/zip.h"
#include "store/records/decisions.h"
#include "store/records/milestones.h"

static struct err err;

static const struct enclosure proof = { PURPOSE_PROOF, "notice.pdf",
	"application/pdf", { "%PDF proof", 10 } };
static const struct enclosure other_proof = { PURPOSE_PROOF, "n.PNG",
	"image/png", { "PNG proof", 9 } };
static const struct enclosure photo = { PURPOSE_FILE, "door.jpg",
	"image/jpeg", { "JPG photo", 9 } };
static const struct enclosure unknown = { PURPOSE_FILE, "x.xyz",
	"application/octet-stream", { "XYZ file", 8 } };
static const struct enclosure secret = { PURPOSE_PRIVATE, "private.json",
	"application/json", { "PRIVATE note", 12 } };

/* What is decided, by the state of those it is decided about. */
static const struct {
	int64_t incident;
	enum decided what;
	enum state state;
	const char *person;
	int64_t days;		/* moved by so many */
} decisions[] = {
	{ 2, DECIDED_WITHDRAW, STATE_WITHDRAWN, "ex", 0 },
	{ 3, DECIDED_WITHDRAW, STATE_WITHDRAWN, "ex", 0 },
	{ 3, DECIDED_CONFIRM, STATE_CONTACT, "ex", 0 },
	{ 10, DECIDED_CONFIRM, STATE_CONTACT, "ex", 0 },
	{ 12, DECIDED_AMEND, STATE_CONTACT, "friend", 0 },
	{ 14, DECIDED_AMEND, STATE_CONTACT, "ex", -40 },
	{ 16, DECIDED_AMEND, STATE_CONTACT, "third", 3 },
	{ 16, DECIDED_WITHDRAW, STATE_WITHDRAWN, "third", 3 },
};

struct deciding {
	struct store *store;
	size_t i;
};

static int
decide(const struct incident *in, void *arg, struct err *e)
{
	struct deciding *d = arg;
	struct decision row = { .incident = in->id,
		.what = decisions[d->i].what, .reason = "=because()",
		.now = *in, .recorded_ms = in->recorded_ms + 1000 };

	row.now.state = decisions[d->i].state;
	row.now.person = decisions[d->i].person;
	row.now.at_ms += decisions[d->i].days * 24 * HOUR_MS;
	row.now.day = day_of(row.now.at_ms);
	return decision_record(d->store, &row, e);
}

static void
fill(struct store *s)
{
	struct milestone m = { .person = "ex", .type = "notice-served",
		.issuer = "", .reference = "", .note = "", .made = "",
		.known_ms = CASE_START, .recorded_ms = CASE_START };
	int64_t n;

	is_int(case_fill(s, 60, &err), 0, "sixty incidents");
	is_int(milestone_record(s, &m, &proof, &n, &err), 0, "one of ex");
	m.person = "friend";
	is_int(milestone_record(s, &m, &other_proof, &n, &err), 0,
	    "one of friend");
	is_int(store_begin(s, &err), 0, "a batch");
	for (size_t i = 0; i < ROWS(decisions); i++) {
		struct deciding d = { s, i };

		is_int(incident_get(s, decisions[i].incident, decide, &d,
		    &err), 0, "decided");
	}
	is_int(store_commit(s, &err), 0, "all of them");
	is_int(attachment_keep(s, "incident", 5, &photo, CASE_START, &err), 0,
	    "a photo");
	is_int(attachment_keep(s, "incident", 5, &secret, CASE_START, &err),
	    0, "a private note");
	is_int(attachment_keep(s, "incident", 12, &unknown, CASE_START, &err),
	    0, "a file, of the other person now");
}

static int
print(enum fault f, const char *where, const char *what, void *arg,
    struct err *e)
{
	(void)arg;
	(void)e;
	printf("# %s: %s %s\n", fault_name(f), where, what);
	return 0;
}

static bool
holds(const char *path, const char *text)
{
	CLEANUP(buf_done) struct buf b = { .max = 1 << 24 };

	if (file_read(path, &b, &err) == -1)
		return true;
	return memmem(b.at, b.len, text, strlen(text)) != NULL;
}

/* The endings of the files, those of messages left out. */
static int
put_ending(const struct zip_entry *z, void *arg, struct err *e)
{
	(void)e;
	if (z->named && strcmp(z->ending, "eml") != 0)
		buf_addf(arg, "%s ", z->ending);
	return 0;
}

static int
by_letter(const void *a, const void *b)
{
	return *(const char *)a - *(const char *)b;
}

static const struct selection {
	const char *name, *person, *from, *to;
	const char *files;	/* "pdf " and the like, letters sorted */
} selections[] = {
	{ "all of it", NULL, NULL, NULL, "pdf png jpg bin " },
	{ "one person", "ex", NULL, NULL, "pdf jpg " },
	{ "the other", "friend", NULL, NULL, "png bin " },
	{ "one nobody labelled", "third", NULL, NULL, "" },
	{ "some days", NULL, "2026-01-01", "2026-01-03", "pdf png jpg " },
	{ "a day that was amended", NULL, "2025-11-01", "2025-12-31",
	    "pdf png " },
	{ "no day", "ex", "2020-01-01", "2020-01-02", "pdf " },
};

static void
letters(const char *s, char out[100])
{
	snprintf(out, 100, "%s", s);
	qsort(out, strlen(out), 1, by_letter);
}

static void
try(struct rig *r, const struct selection *s)
{
	struct bundle_request request = { .filter = FILTER_ALL,
		.config = &case_config, .people = &case_people };
	CLEANUP(buf_done) struct buf got = { .max = 90 };
	CLEANUP(str_free) char *zip = NULL;
	CLEANUP(fd_close) int fd = -1;
	const char *why;
	char dir[200], want[100], have[100];
	struct verified v, all;
	struct bundle_made made;

	snprintf(dir, sizeof(dir), "%s/bundle", r->dir);
	request.dir = dir;
	request.filter.person = s->person;
	if ((s->from != NULL && !day_parse(s->from, &request.filter.from)) ||
	    (s->to != NULL && !day_parse(s->to, &request.filter.to)))
		ok(false, "days");
	is_int(bundle_write(r->s, &request, &made, &err), 0, s->name);
	is_int(bundle_verify(dir, print, NULL, &v, &err), 0, "verified");
	is_int(v.faults, 0, "nothing is wrong");
	is_int(v.incidents, made.incidents, "incidents");
	is_int(v.originals, made.originals, "originals");
	is_int(store_verify(r->s, print, NULL, &all, &err), 0, "the store");
	if (s->person == NULL && s->from == NULL)
		is_int(v.contacts, all.contacts, "contacts as in the store");
	zip = path_join(dir, bag_name(BAG_ORIGINALS));
	fd = open(zip, O_RDONLY | O_CLOEXEC);
	is_int(zip_read(fd, NULL, put_ending, &got, &why, &err), 0,
	    "the zip");
	ok(!holds(zip, "PRIVATE note"), "no private note");
	letters(buf_str(&got), have);
	letters(s->files, want);
	is_str(have, want, "the files");
	case_remove(dir);
}

int
main(void)
{
	struct rig r;

	if (zone_use("Europe/London", &err) == -1)
		return 99;
	rig_make(&r);
	fill(r.s);
	for (size_t i = 0; i < ROWS(selections); i++)
		try(&r, &selections[i]);
	rig_done(&r);
	return tap_done();
}
