/*
 * Milestones and the files that prove them: new rows only, the newest
 * counts, and verify knows what belongs to what.
 */
#include <fcntl.h>

#include "base/file.h"
#include "store/records/milestones.h"
#include "tests/unit/store_rig.h"

#define DAY_MS INT64_C(86400000)
#define NOW_MS INT64_C(1774000000000)

static const struct enclosure letter = { PURPOSE_PROOF, "letter.pdf",
	"application/pdf", { "%PDF-1", 6 } };

static int64_t
record(struct rig *r, struct milestone m, const struct enclosure *proof)
{
	static const char *const empty = "";
	int64_t number = -1;

	if (m.person == NULL)
		m.person = empty;
	m.issuer = m.reference = empty;
	if (m.note == NULL)
		m.note = empty;
	if (m.made == NULL)
		m.made = empty;
	m.recorded_ms = NOW_MS;
	if (milestone_record(r->s, &m, proof, &number, &r->err) != 0)
		return -1;
	return number;
}

/* What a list says, as one line. */
static int
put(const struct milestone *m, void *arg, struct err *err)
{
	struct buf *out = arg;

	(void)err;
	buf_addf(out, "%s%lld %s %s%s%s", out->len == 0 ? "" : "; ",
	    (long long)m->number, m->person, m->type, m->has_proof ? " +" :
	    "", m->known_exact ? " exact" : "");
	return 0;
}

static void
is_list(struct rig *r, const char *person, const char *want)
{
	CLEANUP(buf_done) struct buf got = { .max = 4096 };

	is_int(milestone_list(r->s, person, put, &got, &r->err), 0, "listed");
	is_str(buf_str(&got), want, person == NULL ? "all" : person);
}

static void
is_history(struct rig *r, int64_t number, const char *want)
{
	CLEANUP(buf_done) struct buf got = { .max = 4096 };

	is_int(milestone_history(r->s, number, put, &got, &r->err), 0,
	    "history");
	is_str(buf_str(&got), want, "all versions");
}

static int
put_file(const struct attachment *a, void *arg, struct err *err)
{
	(void)err;
	buf_addf(arg, "%s %s %s; ", purpose_name(a->purpose), a->name,
	    a->media);
	return 0;
}

static void
test_list(struct rig *r)
{
	const struct milestone served = { .person = "ex",
		.type = "notice-served", .known_ms = NOW_MS,
		.known_exact = true };
	const struct milestone stop = { .type = "asked-to-stop",
		.known_ms = NOW_MS - 10 * DAY_MS };
	const struct milestone made = { .person = "ex", .type = "order-made",
		.made = "2026-03-15", .known_ms = MOMENT_NONE };
	const struct milestone other = { .person = "else",
		.type = "other: hearing", .known_ms = NOW_MS - DAY_MS };

	is_list(r, NULL, "");
	is_int(record(r, served, &letter), 1, "a notice with its proof");
	is_int(record(r, stop, NULL), 2, "an earlier one, told later");
	is_int(record(r, made, NULL), 3, "one that nobody served");
	is_int(record(r, other, NULL), 4, "another person's");
	is_list(r, NULL, "2  asked-to-stop; 3 ex order-made; "
	    "4 else other: hearing; 1 ex notice-served + exact");
	is_list(r, "ex", "2  asked-to-stop; 3 ex order-made; "
	    "1 ex notice-served + exact");
}

static void
test_amend(struct rig *r)
{
	const struct milestone later = { .number = 1, .person = "ex",
		.type = "notice-served", .known_ms = NOW_MS - 20 * DAY_MS };
	const struct milestone nobody = { .number = 77, .person = "ex",
		.type = "notice-served", .known_ms = NOW_MS };
	const struct milestone fresh = { .type = "report-to-police",
		.known_ms = NOW_MS + DAY_MS };
	static const struct enclosure photo = { PURPOSE_PROOF, "p.jpg",
		"image/jpeg", { "\xff\xd8", 2 } };
	CLEANUP(buf_done) struct buf files = { .max = 4096 };

	is_int(record(r, later, NULL), 1, "amended");
	is_int(record(r, nobody, NULL), -1, "there is no 77");
	is_history(r, 1, "1 ex notice-served + exact; 1 ex notice-served +");
	is_list(r, "ex", "1 ex notice-served +; 2  asked-to-stop; "
	    "3 ex order-made");
	is_int(record(r, later, &photo), 1, "with another proof");
	is_int(attachment_list(r->s, "milestone", 1, put_file, &files,
	    &r->err), 0, "its files");
	is_str(buf_str(&files), "proof letter.pdf application/pdf; "
	    "proof p.jpg image/jpeg; ", "both are kept");
	is_int(record(r, fresh, NULL), 7, "a number is an id: none twice");
}

static void
test_verify(struct rig *r)
{
	CLEANUP(buf_done) struct buf bytes = { .max = 100 };
	struct digest d = digest_of(letter.bytes);
	struct verified sum;

	is_int(rig_faults(r, &sum), 0, "verify finds nothing");
	is_int(sum.originals, 2, "two files, no incident");
	is_int(original_get(r->s, &d, &bytes, &r->err), 0, "the proof");
	is_str(buf_str(&bytes), "%PDF-1", "as it came");
}

/* Behind the store's back, and what verify says of it. */
static const struct {
	const char *name, *sql;
	int64_t faults;
} spoilt[] = {
	{ "an amended day", "DROP TRIGGER milestone_no_update;"
	    "UPDATE milestone SET known_ms = 1 WHERE id = 2", 1 },
	{ "a milestone taken out", "DROP TRIGGER milestone_no_delete;"
	    "DELETE FROM milestone WHERE number = 2", 1 },
	{ "one put in", "INSERT INTO milestone SELECT 99, 99, person, type,"
	    " issuer, reference, note, made, known_ms, known_exact, NULL,"
	    " recorded_ms FROM milestone WHERE id = 2", 1 },
	{ "a proof taken out", "PRAGMA foreign_keys = OFF;"
	    "DROP TRIGGER original_no_delete;"
	    "DELETE FROM original WHERE id = 1", 4 },
	{ "a proof that belongs to nothing",
	    "DROP TRIGGER attachment_no_update;"
	    "UPDATE attachment SET ref = 55 WHERE id = 1", 2 },
};

static void
test_spoilt(struct rig *r)
{
	rig_close(r);
	for (size_t i = 0; i < ROWS(spoilt); i++) {
		struct rig other = *r;
		struct verified sum;
		char copy[200];

		snprintf(other.path, sizeof(other.path), "%s/%zu.db", r->dir,
		    i);
		snprintf(copy, sizeof(copy), "VACUUM INTO '%s'", other.path);
		is_int(raw_sql(r->path, copy), 0, "a copy");
		is_int(raw_sql(other.path, spoilt[i].sql), 0, "spoilt");
		is_int(raw_lock(other.path), 0, "its triggers");
		ok(rig_open(&other, STORE_READ), "opened");
		is_int(rig_faults(&other, &sum), spoilt[i].faults,
		    spoilt[i].name);
		rig_close(&other);
	}
}

static const char *const only_grow[] = {
	"UPDATE milestone SET note = 'x'", "DELETE FROM milestone",
	"REPLACE INTO milestone SELECT * FROM milestone",
	"UPDATE attachment SET name = 'x'", "DELETE FROM attachment",
};

static void
test_only_grow(struct rig *r)
{
	for (size_t i = 0; i < ROWS(only_grow); i++)
		is_int(raw_sql(r->path, only_grow[i]), SQLITE_CONSTRAINT,
		    only_grow[i]);
}

static void
test_types(void)
{
	static const struct {
		const char *type, *label;	/* NULL: no type */
	} types[] = {
		{ "asked-to-stop", "asked to stop" },
		{ "notice-served", "notice served" },
		{ "order-made", "order made" },
		{ "order-served", "order served" },
		{ "report-to-police", "report to police" },
		{ "other: hearing", "hearing" },
		{ "other: ", NULL }, { "other:", NULL }, { "other", NULL },
		{ "served", NULL }, { "", NULL }, { "Order-Made", NULL },
	};

	for (size_t i = 0; i < ROWS(types); i++) {
		ok(milestone_is_type(types[i].type) ==
		    (types[i].label != NULL), "a type: %s", types[i].type);
		if (types[i].label != NULL)
			is_str(milestone_label(types[i].type),
			    types[i].label, "its label");
	}
}

/* A proof that is read from its file, and is another one by then, or has
 * another length. */
static void
test_changed(struct rig *r)
{
	struct enclosure film = { .purpose = PURPOSE_PROOF, .name = "film",
		.media = "video/mp4", .streams = true, .size = 5 };
	const struct milestone m = { .type = "report", .known_ms = NOW_MS };
	static const int64_t sizes[] = { 4, 6, 5 };
	char path[200];
	int64_t sum;

	snprintf(path, sizeof(path), "%s/film", r->dir);
	is_int(file_write(path, span_str("moved"), 0600, &r->err), 0, "five");
	film.fd = open(path, O_RDONLY | O_CLOEXEC);
	film.digest = digest_of(span_str("still"));
	is_int(record(r, m, &film), -1, "other bytes are refused");
	is_int(r->err.code, EX_TEMPFAIL, "for now");
	film.digest = digest_of(span_str("moved"));
	for (size_t i = 0; i < ROWS(sizes); i++) {
		film.size = sizes[i];
		ok((record(r, m, &film) > 0) == (film.size == 5),
		    "%lld bytes", (long long)film.size);
	}
	sum = raw_int(r->path, "SELECT count(*) FROM original"
	    " WHERE bytes = CAST('moved' AS BLOB) AND size = 5");
	is_int(sum, 1, "it is kept once");
	is_int(raw_int(r->path, "SELECT count(*) FROM original WHERE bytes"
	    " = zeroblob(length(bytes))"), 0, "and no place for one");
	fd_close(&film.fd);
	unlink(path);
}

int
main(void)
{
	struct rig r;
	struct err err;

	if (zone_use("Europe/London", &err) == -1)
		return 99;
	test_types();
	rig_make(&r);
	test_list(&r);
	test_amend(&r);
	test_verify(&r);
	test_only_grow(&r);
	test_changed(&r);
	test_spoilt(&r);
	rig_done(&r);
	return tap_done();
}
