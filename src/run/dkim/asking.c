#include "run/dkim/asking.h"

#include <stdio.h>
#include <sys/random.h>

#include "base/backoff.h"
#include "base/file.h"
#include "conf/provider.h"

#define RETRY_MS ((int64_t)10 * 60000)	/* after the first try; then doubled */

void
asking_init(struct asking *a, const struct config *c)
{
	*a = (struct asking){ .config = c, .due_ms = INT64_MIN };
}

void
asking_wake(struct asking *a)
{
	a->due_ms = INT64_MIN;
}

/* A moment within so long that nobody can foresee.  Without chance there is
 * the longest: late, and in the order seen, but telling no more. */
static int64_t
asking_draw(int64_t least_ms, int64_t most_ms)
{
	uint64_t chance;

	if (getrandom(&chance, sizeof(chance), 0) != sizeof(chance))
		return most_ms;
	return least_ms + (int64_t)(chance %
	    (uint64_t)(most_ms - least_ms));
}

static int
note_new(struct asking *a, struct store *s, const struct dkim_name *name,
    struct err *err)
{
	const struct dkim_ask row = { .domain = name->domain,
		.selector = name->selector, .answer = ANSWER_NOT_ASKED,
		.due_ms = clock_now_ms() + asking_draw(0, ASKING_DELAY_MS),
		.since_ms = MOMENT_NONE, .asked_ms = MOMENT_NONE,
		.resolver = "", .key_record = "" };
	int got = ask_add(s, &row, err);

	if (got == 0)
		asking_wake(a);
	return got == -1 ? -1 : 0;
}

static int
note_name(struct asking *a, struct store *s, const struct dkim_name *name,
    struct err *err)
{
	struct dkim_ask row;
	int got = ask_get(s, name->domain, name->selector, &row, err);

	if (got == 1)
		return note_new(a, s, name, err);
	if (got == -1 || row.due_ms != MOMENT_NONE)
		return got;
	row.due_ms = clock_now_ms() + asking_draw(0, ASKING_DELAY_MS);
	row.tries = 0;
	row.since_ms = MOMENT_NONE;
	asking_wake(a);
	return ask_set(s, &row, err);
}

int
asking_note(struct asking *a, struct store *s, struct span names,
    struct err *err)
{
	static struct dkim_names told;
	struct frame f = { .left = names };

	if (names.len == 0)
		return 0;
	dkim_names_get(&f, &told);
	if (frame_close(&f) == -1)
		return 0;
	for (uint32_t i = 0; i < told.n; i++)
		if (a->config->dkim != DKIM_OFF &&
		    provider_has(a->config, told.at[i].domain) &&
		    note_name(a, s, &told.at[i], err) == -1)
			return -1;
	return 0;
}

static bool
is_now(int64_t due_ms)
{
	int64_t now = clock_now_ms();

	/* A clock that was set back must not make it wait for years. */
	return due_ms <= now || (due_ms != INT64_MAX &&
	    due_ms - now > ASKING_MOST_MS);
}

bool
asking_is_due(const struct asking *a)
{
	return is_now(a->due_ms);
}

int
asking_next(struct asking *a, struct store *s, struct err *err)
{
	struct dkim_ask row;
	int got = ask_next(s, clock_now_ms() + ASKING_MOST_MS, &row, err);

	a->due_ms = got == 0 ? row.due_ms : INT64_MAX;
	if (got != 0 || !is_now(row.due_ms))
		return got == -1 ? -1 : 1;
	snprintf(a->name.domain, sizeof(a->name.domain), "%s", row.domain);
	snprintf(a->name.selector, sizeof(a->name.selector), "%s",
	    row.selector);
	a->tries = row.tries;
	a->since_ms = row.since_ms;
	a->may = provider_has(a->config, row.domain);
	return 0;
}

/* Again, with a growing pause, or not any more. */
static void
ask_again(struct dkim_ask *row, int64_t now)
{
	int64_t pause = backoff_ms(RETRY_MS, ASKING_MOST_MS, row->tries);

	row->tries++;
	if (row->since_ms == MOMENT_NONE || row->since_ms > now)
		row->since_ms = now;
	if (now - row->since_ms < ASKING_GIVE_UP_MS)
		row->due_ms = now + asking_draw(pause / 2, pause);
}

int
asking_write(struct asking *a, struct store *s, const struct key_record *key,
    struct err *err)
{
	struct dkim_ask row = { .domain = a->name.domain,
		.selector = a->name.selector, .due_ms = MOMENT_NONE,
		.tries = a->tries, .since_ms = a->since_ms,
		.answer = key->answer, .secure = key->secure,
		.resolver = key->resolver, .asked_ms = key->asked_ms,
		.key_record = key->text };

	asking_wake(a);
	if (key->answer == ANSWER_NONE)
		ask_again(&row, clock_now_ms());
	return ask_set(s, &row, err);
}

static void
key_of(const struct dkim_ask *row, struct key_record *out)
{
	*out = (struct key_record){ .answer = row->answer,
		.secure = row->secure, .asked_ms = row->asked_ms };
	snprintf(out->resolver, sizeof(out->resolver), "%s", row->resolver);
	snprintf(out->text, sizeof(out->text), "%s", row->key_record);
}

int
asking_find(struct store *s, const struct signature *g, int64_t received_ms,
    struct key_record *out, int64_t *due_ms, struct err *err)
{
	struct dkim_ask row;
	int got = ask_get(s, g->domain, g->selector, &row, err);

	*due_ms = MOMENT_NONE;
	*out = (struct key_record){ .answer = ANSWER_NOT_ASKED,
		.asked_ms = MOMENT_NONE };
	if (got != 0)
		return got == -1 ? -1 : 0;
	key_of(&row, out);
	if (row.due_ms == MOMENT_NONE || (row.answer < ANSWER_NONE &&
	    row.asked_ms >= received_ms))
		return 0;
	/* What was said before the receipt gives way to what will be said. */
	*due_ms = row.due_ms;
	if (row.answer != ANSWER_NONE)
		out->asked_ms = MOMENT_NONE;
	out->answer = ANSWER_NONE;
	return 0;
}
