#include "bundle/write/facts.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "bundle/write/entry.h"
#include "bundle/write/limits.h"
#include "bundle/write/mask.h"
#include "bundle/write/row_field.h"
#include "bundle/write/schedule.h"
#include "seal/signkey.h"
#include "store/records/dkim.h"
#include "store/records/escalations.h"
#include "store/records/ledger.h"

void
facts_done(struct facts *f)
{
	for (size_t i = 0; i < f->n_settings; i++) {
		free(f->settings[i].name);
		free(f->settings[i].value);
	}
	for (size_t i = 0; i < f->n_rises; i++) {
		free(f->rises[i].person);
		free(f->rises[i].reason);
	}
	free(f->settings);
	free(f->rises);
	free(f->marks);
	free(f->limits);
	free(f->coverage);
	before_afters_done(&f->before_after);
	exclusions_done(&f->exclusions);
	stamps_done(&f->stamps);
	grid_done(&f->grid);
	*f = (struct facts){ 0 };
}

const char *
facts_label(const struct facts *f, const char *person)
{
	const struct people *all = f->request->people;

	for (size_t i = 0; all != NULL && i < all->n; i++)
		if (strcmp(all->at[i].id, person) == 0)
			return all->at[i].label;
	return person;
}

void
facts_show(const struct facts *f, struct incident *i)
{
	if (f->request->redact)
		mask_incident(f->request->config, i);
}

/* A text that may name the user's own accounts. */
static char *
shown(const struct facts *f, const char *text)
{
	return str_dup(f->request->redact && mask_is_own(f->request->config,
	    span_str(text)) ? MASKED : text);
}

/* Who issued a notice, and its number, are for the sealed bundle. */
static void
mask_before_afters(struct before_afters *all)
{
	for (size_t i = 0; i < all->n; i++) {
		struct before_after *b = &all->at[i];

		b->issuer[0] = b->reference[0] = '\0';
		if (!b->own_words)
			continue;
		free(b->type);
		b->type = str_dup(MASKED);
	}
}

const char *
facts_signing(const struct facts *f)
{
	for (size_t i = f->n_settings; i-- > 0;)
		if (strcmp(f->settings[i].name, SIGNKEY_SETTING) == 0)
			return f->settings[i].value;
	return NULL;
}

struct chart
facts_chart(const struct facts *f)
{
	return (struct chart){ &f->grid, f->coverage, f->marks, f->n_marks,
		f->limits, &f->before_after };
}

static int
read_ledger(int64_t seq, struct span text, const struct digest *head,
    void *arg, struct err *err)
{
	struct facts *f = arg;
	CLEANUP(entry_drop) struct entry *row = NULL;
	int64_t at = row_field_int(text, "recorded_ms", 0);

	f->newest_ms = at > f->newest_ms ? at : f->newest_ms;
	f->rows = seq;
	f->last = *head;
	if (!row_field_is(text, "setting"))
		return 0;
	row = entry_read(text);
	if (row == NULL)
		return err_set(err, EX_DATAERR, "ledger row %lld cannot be "
		    "read; `floodmark verify` says more", (long long)seq);
	f->settings = mem_grow(f->settings, f->n_settings + 1,
	    sizeof(*f->settings));
	f->settings[f->n_settings++] = (struct fact_setting){
		shown(f, entry_str(row, "name")),
		shown(f, entry_str(row, "value")),
		entry_int(row, "recorded_ms", 0) };
	return 0;
}

static void
tally(struct facts *f, const struct incident *i)
{
	f->listed++;
	f->candidates += i->state == STATE_CANDIDATE;
	f->unreadable += i->state == STATE_UNREADABLE;
	f->withdrawn += i->state == STATE_WITHDRAWN;
	f->claims_differ += schedule_claim_differs(i);
	if (i->state != STATE_CONTACT)
		return;
	if (f->first_ms == MOMENT_NONE)
		f->first_ms = i->at_ms;
	f->last_ms = i->at_ms;
	if (i->direction == DIRECTION_OUT)
		f->out++;
	else
		f->in++;
}

struct facts_reading {
	struct facts *facts;
	struct store *store;
};

static int
facts_incident(const struct incident *i, void *arg, struct err *err)
{
	struct facts_reading *r = arg;
	struct facts *f = r->facts;
	char day[DAY_TEXT];

	f->all++;
	if (!schedule_selects(&f->filter, i))
		return 0;
	tally(f, i);
	before_afters_count(&f->before_after, i);
	if (exclusions_take(&f->exclusions, r->store, i, f->all, err) == -1)
		return -1;
	if (i->state != STATE_CONTACT ||
	    grid_add(&f->grid, i->day, i->person, i->channel, i->direction))
		return 0;
	day_text(i->day, day);
	return err_set(err, EX_DATAERR, "incident %lld of %s is too far "
	    "from the others; --from and --to select days",
	    (long long)i->id, day);
}

/* The grid runs over what was asked for, else over what was collected. */
static int
reach_period(struct facts *f, struct store *store, struct err *err)
{
	struct day first, last;
	int none = daily_range(store, &first, &last, err);

	if (none < 0)
		return -1;
	if (none > 0 && f->grid.n == 0)
		return 0;
	if (none > 0) {
		first = f->grid.first;
		last = grid_last(&f->grid);
	}
	if (f->filter.from.n != INT32_MIN)
		first = f->filter.from;
	if (f->filter.to.n != INT32_MAX)
		last = f->filter.to;
	if (last.n < first.n)
		return 0;
	if (!grid_reach(&f->grid, first) || !grid_reach(&f->grid, last))
		return err_set(err, EX_DATAERR, "the record spans too many "
		    "years; --from and --to select days");
	return 0;
}

static void
add_people(struct facts *f)
{
	const struct people *all = f->request->people;
	const char *one = f->filter.person;

	for (size_t i = 0; all != NULL && i < all->n; i++)
		if (one == NULL || strcmp(one, all->at[i].id) == 0)
			grid_row_for(&f->grid, all->at[i].id);
}

static int
facts_coverage(struct facts *f, struct store *store, struct err *err)
{
	CLEANUP(coverage_cleanup) struct coverage_map *map = NULL;

	if (coverage_open(store, &map, err) == -1)
		return -1;
	f->coverage = mem_get((size_t)f->grid.n, 1);
	for (int d = 0; d < f->grid.n; d++) {
		enum coverage c = coverage_of(map, day_add(f->grid.first,
		    d)).what;

		f->coverage[d] = (unsigned char)c;
		f->covered[c]++;
	}
	return 0;
}

/* A limit is one person's: there is none over several. */
static int
read_limits(struct facts *f, struct store *store, struct err *err)
{
	const struct grid *g = &f->grid;

	for (size_t i = 1; i < g->n_rows; i++)
		if (strcmp(g->rows[i].person, g->rows[0].person) != 0)
			return 0;
	if (g->n_rows == 0 || g->n == 0)
		return 0;
	f->limits = mem_get((size_t)g->n, sizeof(*f->limits));
	return limits_read(store, g->rows[0].person, g->first, g->n,
	    f->limits, err);
}

static void
mark_day(struct facts *f, struct day day, enum mark mark)
{
	struct chart_mark *last = f->n_marks == 0 ? NULL :
	    &f->marks[f->n_marks - 1];

	if (last == NULL || last->day.n != day.n) {
		f->marks = mem_grow(f->marks, f->n_marks + 1,
		    sizeof(*f->marks));
		last = &f->marks[f->n_marks++];
		*last = (struct chart_mark){ day, 0 };
	}
	last->marks |= 1u << mark;
}

static int
read_rise(const struct escalation *e, void *arg, struct err *err)
{
	struct facts *f = arg;
	enum mark mark = mark_of(e->kind, e->level);

	(void)err;
	if (e->day.n < f->filter.from.n || e->day.n > f->filter.to.n)
		return 0;
	if (mark_is_shown(e->kind, e->level))
		mark_day(f, e->day, mark);
	f->rises = mem_grow(f->rises, f->n_rises + 1, sizeof(*f->rises));
	f->rises[f->n_rises++] = (struct fact_rise){ e->day, mark,
		str_dup(e->person), shown(f, e->reason), e->count };
	return 0;
}

/* The newest of each authority is told with its time. */
static int
read_stamps(struct facts *f, struct store *store, struct err *err)
{
	if (f->request->redact)
		return 0;
	if (stamps_read(store, &f->stamps, err) != 0)
		return -1;
	for (size_t i = 0; i < f->stamps.n; i++) {
		struct stamps_one *s = &f->stamps.at[i];

		if (stamps_newest(&f->stamps, s->name) != s)
			continue;
		if (stamps_load(store, s, err) == -1)
			return -1;
		if (!stamp_time(buf_span(&s->bytes), &s->at_ms))
			s->at_ms = MOMENT_NONE;
	}
	return 0;
}

int
facts_read(struct store *store, const struct bundle_request *request,
    struct facts *f, struct err *err)
{
	struct filter all = FILTER_ALL;
	struct facts_reading reading = { f, store };

	*f = (struct facts){ .request = request, .filter = all,
		.first_ms = MOMENT_NONE, .last_ms = MOMENT_NONE };
	f->filter.from = request->filter.from;
	f->filter.to = request->filter.to;
	f->filter.person = request->filter.person;
	if (ledger_list(store, read_ledger, f, err) != 0 ||
	    read_stamps(f, store, err) != 0)
		return -1;
	digest_text(&f->last, f->head);
	if (before_afters_read(store, f->filter.person, &f->before_after,
	    err) != 0)
		return -1;
	if (request->redact)
		mask_before_afters(&f->before_after);
	if (incident_list(store, &all, facts_incident, &reading, err) != 0 ||
	    exclusions_missed(&f->exclusions, store, &f->filter, err) != 0 ||
	    reach_period(f, store, err) != 0 ||
	    dkim_counts(store, &f->filter, f->dkim, err) != 0)
		return -1;
	add_people(f);
	if (facts_coverage(f, store, err) != 0 ||
	    read_limits(f, store, err) != 0)
		return -1;
	return escalation_list(store, f->filter.person, read_rise, f, err);
}
