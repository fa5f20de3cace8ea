/*
 * ledger.jsonl: the chain, and an index of what the rows say.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "bundle/verify/check.h"
#include "bundle/write/jsonl.h"
#include "bundle/write/lines.h"
#include "bundle/write/schedule.h"
#include "bundle/write/zip.h"
#include "store/core/table.h"

/* Room for one more, doubling. */
static void *
more(void *at, size_t n, size_t size)
{
	if (n != 0 && (n & (n - 1)) != 0)
		return at;
	return mem_grow(at, n == 0 ? 1 : 2 * n, size);
}

struct ledger_reading {
	struct check *c;
	struct digest head;
	int64_t row;
	struct check_place place;	/* of the row's bytes */
	int ledger;		/* fd of its own: to read back */
};

static void
ledger_lines_done(struct ledger_reading *r)
{
	fd_close(&r->ledger);
}

static int
ledger_fault(struct ledger_reading *r, enum fault what, struct err *err,
    const char *text)
{
	return check_fault(r->c, what, BAG_LEDGER, r->row, err, "%s", text);
}

/* One that counts, added as it stands. */
static int
ledger_incident(struct ledger_reading *r, struct check_incident *at,
    const struct incident *i, struct err *err)
{
	struct check *c = r->c;

	at->at_ms = i->at_ms;
	at->selected = schedule_selects(&c->filter, i);
	c->sum->incidents += at->selected;
	if (!at->selected || i->state != STATE_CONTACT)
		return 0;
	c->sum->contacts++;
	if (grid_add(&c->grid, i->day, i->person, i->channel, i->direction))
		return 0;
	return ledger_fault(r, FAULT_UNREADABLE, err,
	    "is of a day too far from the others");
}

static void
take_away(struct check *c, const struct check_incident *at,
    const struct incident *i)
{
	c->sum->incidents -= at->selected;
	if (!at->selected || i->state != STATE_CONTACT)
		return;
	c->sum->contacts--;
	grid_take(&c->grid, i->day, i->person, i->channel, i->direction);
}

static int
line_incident(struct ledger_reading *r, const struct entry *e, struct err *err)
{
	struct check *c = r->c;
	struct check_incident *at;
	struct incident i;

	if (!entry_incident(e, &i))
		return ledger_fault(r, FAULT_UNREADABLE, err,
		    "is an incident this program cannot read");
	/* Decisions are found by it. */
	if (i.id <= c->last_incident)
		return ledger_fault(r, FAULT_CHANGED, err,
		    "is an incident whose id does not follow");
	c->last_incident = i.id;
	c->incidents = more(c->incidents, c->n_incidents,
	    sizeof(*c->incidents));
	at = &c->incidents[c->n_incidents++];
	*at = (struct check_incident){ .id = i.id, .row = r->place };
	return ledger_incident(r, at, &i, err);
}

static int
by_id(const void *a, const void *b)
{
	const struct check_incident *x = a, *y = b;

	return x->id < y->id ? -1 : x->id > y->id;
}

static int
own(struct check *c, int64_t owner, enum check_owner what,
    const struct digest *digest)
{
	c->owned = more(c->owned, c->n_owned, sizeof(*c->owned));
	c->owned[c->n_owned++] = (struct check_owned){ owner, what,
		*digest };
	return 0;
}

/* The incident is read back as it stood, taken away, and added as it stands
 * from here on. */
static int
line_decision(struct ledger_reading *r, const struct entry *e, struct err *err)
{
	struct check *c = r->c;
	CLEANUP(check_reading_done) struct check_reading then = { 0 };
	const struct check_incident key = { .id = entry_int(e, "incident",
	    0) };
	struct check_incident *at = c->n_incidents == 0 ? NULL :
	    bsearch(&key, c->incidents, c->n_incidents, sizeof(key), by_id);

	if (at == NULL)
		return ledger_fault(r, FAULT_MISSING, err,
		    "decides about an incident that has no row before");
	if (!check_read(r->ledger, at, &then))
		return ledger_fault(r, FAULT_UNREADABLE, err,
		    "decides about an incident that cannot be read back");
	take_away(c, at, &then.incident);
	if (!entry_decision(e, &then.incident))
		return ledger_fault(r, FAULT_UNREADABLE, err,
		    "is a decision this program cannot read");
	at->decision = r->place;
	own(c, at->id, OWNER_INCIDENT, &then.incident.digest);
	return ledger_incident(r, at, &then.incident, err);
}

static int
take_original(struct ledger_reading *r, const struct entry *e, struct err *err)
{
	struct check *c = r->c;
	struct check_original o = { .size = entry_int(e, "size", -1) };

	if (!entry_digest(e, "digest", &o.digest))
		return ledger_fault(r, FAULT_UNREADABLE, err,
		    "is an original without a digest");
	c->originals = more(c->originals, c->n_originals, sizeof(o));
	c->originals[c->n_originals++] = o;
	return 0;
}

static int
line_sighting(struct ledger_reading *r, const struct entry *e, struct err *err)
{
	struct digest digest;

	if (!entry_digest(e, "original", &digest))
		return ledger_fault(r, FAULT_UNREADABLE, err,
		    "is a sighting without its original");
	return own(r->c, entry_int(e, "incident", 0), OWNER_INCIDENT,
	    &digest);
}

static enum check_owner
owner_of(const char *tbl)
{
	if (strcmp(tbl, STAMPED) == 0)
		return OWNER_LEDGER;
	return strcmp(tbl, "milestone") == 0 ? OWNER_MILESTONE :
	    OWNER_INCIDENT;
}

static int
take_attachment(struct ledger_reading *r, const struct entry *e,
    struct err *err)
{
	struct check *c = r->c;
	struct check_typed t = { .ending = zip_ending(entry_str(e,
	    "media")) };
	enum check_owner what = owner_of(entry_str(e, "tbl"));

	if (!entry_digest(e, "original", &t.digest))
		return ledger_fault(r, FAULT_UNREADABLE, err,
		    "is a file without its original");
	c->typed = more(c->typed, c->n_typed, sizeof(t));
	c->typed[c->n_typed++] = t;
	if (strcmp(entry_str(e, "purpose"), "private") == 0)
		return 0;
	if (what == OWNER_LEDGER && !stamps_add(&c->stamps, r->row,
	    entry_int(e, "ref", 0), entry_str(e, "purpose"), entry_str(e,
	    "name"), &t.digest))
		return ledger_fault(r, FAULT_UNREADABLE, err,
		    "belongs to the ledger for no purpose known here");
	return own(c, entry_int(e, "ref", 0), what, &t.digest);
}

static int
take_milestone(struct ledger_reading *r, const struct entry *e, struct err *err)
{
	struct check *c = r->c;
	const char *person = entry_str(e, "person");

	(void)err;
	if (c->filter.person != NULL && person[0] != '\0' &&
	    strcmp(person, c->filter.person) != 0)
		return 0;
	c->milestones = more(c->milestones, c->n_milestones,
	    sizeof(*c->milestones));
	c->milestones[c->n_milestones++] = entry_int(e, "number", 0);
	return 0;
}

static int
line_dkim(struct ledger_reading *r, const struct entry *e, struct err *err)
{
	struct check *c = r->c;
	struct dkim_row p;

	if (!entry_dkim(e, &p))
		return ledger_fault(r, FAULT_UNREADABLE, err,
		    "is a signature this program cannot read");
	if (c->again == NULL || !dkim_can_repeat(&p))
		return 0;
	c->dkim = more(c->dkim, c->n_dkim, sizeof(*c->dkim));
	c->dkim[c->n_dkim++] = (struct check_dkim_row){ p.original,
		r->place, r->row };
	return 0;
}

static int
take_setting(struct ledger_reading *r, const struct entry *e, struct err *err)
{
	(void)err;
	if (strcmp(entry_str(e, "name"), SIGNKEY_SETTING) == 0)
		snprintf(r->c->signer, sizeof(r->c->signer), "%s",
		    entry_str(e, "value"));
	return 0;
}

static int
take_claim(struct ledger_reading *r, const struct entry *e, struct err *err)
{
	r->c->claims_told = true;
	if (!check_take_claim(r->c, e))
		return ledger_fault(r, FAULT_UNREADABLE, err,
		    "is a claim this program cannot read");
	return 0;
}

/* Who writes these says what is covered, too. */
static int
take_clock(struct ledger_reading *r, const struct entry *e, struct err *err)
{
	(void)e;
	(void)err;
	r->c->claims_told = true;
	return 0;
}

static int
take_missed(struct ledger_reading *r, const struct entry *e, struct err *err)
{
	(void)err;
	check_take_missed(r->c, e);
	return 0;
}

/* Tables that are not here have nothing that the other files say again. */
static const struct {
	const char *table;
	int (*take)(struct ledger_reading *, const struct entry *,
	    struct err *);
} takers[] = {
	{ "incident", line_incident },
	{ "original", take_original },
	{ "sighting", line_sighting },
	{ "decision", line_decision },
	{ "attachment", take_attachment },
	{ "milestone", take_milestone },
	{ "dkim", line_dkim },
	{ "setting", take_setting },
	{ "coverage", take_claim },
	{ "clock", take_clock },
	{ "missed", take_missed },
};

/* Those of its table, all of them and no others. */
static bool
has_columns(const struct entry *e)
{
	const struct table *t = tables;

	while (t < tables + TABLE_EVIDENCE_COUNT && !entry_is(e, t->name))
		t++;
	if (t == tables + TABLE_EVIDENCE_COUNT)
		return true;
	for (size_t i = 0; i < t->n_columns; i++)
		if (!entry_has(e, t->columns[i].param + 1))
			return false;
	return entry_has(e, "seq") && entry_has(e, "id") &&
	    entry_count(e) == t->n_columns + 3;
}

static int
take_row(struct ledger_reading *r, struct span row, struct err *err)
{
	CLEANUP(entry_drop) struct entry *e = entry_read(row);
	int64_t at;

	if (e == NULL)
		return ledger_fault(r, FAULT_UNREADABLE, err,
		    "is not JSON as the ledger writes it");
	if (entry_int(e, "seq", 0) != r->row &&
	    ledger_fault(r, FAULT_CHANGED, err, "has another number in it") !=
	    0)
		return -1;
	at = entry_int(e, "recorded_ms", 0);
	r->c->newest_ms = at > r->c->newest_ms ? at : r->c->newest_ms;
	if (!has_columns(e))
		return ledger_fault(r, FAULT_CHANGED, err,
		    "has not the columns of its table");
	for (size_t i = 0; i < sizeof(takers) / sizeof(takers[0]); i++)
		if (entry_is(e, takers[i].table))
			return takers[i].take(r, e, err);
	return 0;
}

static int
ledger_line(struct ledger_reading *r, const struct lines *l, struct span line,
    struct err *err)
{
	struct span row;
	struct digest head;

	r->row = l->row;
	if (!jsonl_split(line, &row, &head))
		return ledger_fault(r, FAULT_UNREADABLE, err,
		    "has not the form of a ledger line");
	r->head = jsonl_next(&r->head, row);
	if (!digest_eq(&r->head, &head) && ledger_fault(r, FAULT_CHANGED, err,
	    "does not follow from the row before") != 0)
		return -1;
	/* Go on with what it says: one break is told once. */
	r->head = head;
	r->place = (struct check_place){ l->at + JSONL_ROW_AT,
		(uint32_t)row.len };
	r->c->sum->ledger_rows++;
	times_take(&r->c->times, r->row, row);
	return take_row(r, row, err);
}

static int
read_lines(struct ledger_reading *r, struct lines *l, struct err *err)
{
	struct span line;
	int rc;

	while ((rc = lines_next(l, &line)) > 0)
		if (ledger_line(r, l, line, err) != 0)
			return -1;
	r->row = l->row + (rc < 0);
	if (rc < 0)
		return ledger_fault(r, FAULT_UNREADABLE, err, "cannot be read");
	if (l->cut)
		return ledger_fault(r, FAULT_CHANGED, err,
		    "ends without a newline");
	return 0;
}

static int
check_head(struct ledger_reading *r, struct err *err)
{
	struct check *c = r->c;
	char hex[DIGEST_TEXT];

	digest_text(&r->head, hex);
	if (strcmp(hex, c->info.head) == 0 && c->info.rows == r->row)
		return 0;
	return check_fault(c, FAULT_CHANGED, BAG_LEDGER, 0, err, "has %lld "
	    "rows and the head %.16s…; %s says %lld and %.16s…",
	    (long long)r->row, hex, bag_name(BAG_INFO),
	    (long long)c->info.rows, c->info.head);
}

static int
ledger_times(struct check *c, struct err *err)
{
	char what[TIMES_NOTE];
	int64_t row;

	for (int i = 0; (row = times_note(&c->times, i, what)) != 0; i++)
		if (check_fault(c, FAULT_NOTE, BAG_LEDGER, row, err, "%s",
		    what) != 0)
			return -1;
	return 0;
}

static int
by_time(const void *a, const void *b)
{
	const struct check_incident *x = a, *y = b;

	if (x->at_ms != y->at_ms)
		return x->at_ms < y->at_ms ? -1 : 1;
	return x->id < y->id ? -1 : x->id > y->id;
}

int
check_ledger(struct check *c, struct err *err)
{
	CLEANUP(ledger_lines_done) struct ledger_reading r = { .c = c,
	    .ledger = -1 };
	CLEANUP(lines_done) struct lines l = { .fd = -1 };

	if (!check_has(c, BAG_LEDGER))
		return 0;
	r.ledger = check_open(c, BAG_LEDGER);
	lines_init(&l, check_open(c, BAG_LEDGER), JSONL_LINE_MAX);
	if (read_lines(&r, &l, err) != 0 || check_head(&r, err) != 0 ||
	    ledger_times(c, err) != 0)
		return -1;
	if (c->n_incidents > 0)
		qsort(c->incidents, c->n_incidents, sizeof(*c->incidents),
		    by_time);
	return 0;
}
