#include "detect/watch.h"

#include <stdlib.h>

#include "base/file.h"

void
watch_open(struct watch *w, const struct served *served, size_t n)
{
	*w = (struct watch){ .n_served = n };
	track_open(&w->all, -1);
	w->served = mem_get(n + 1, sizeof(*w->served));
	for (size_t i = 0; i < n; i++)
		w->served[i] = served[i];
}

void
watch_close(struct watch *w)
{
	for (int i = 0; i < CHANNEL_COUNT; i++)
		free(w->by[i]);
	identifiers_done(&w->identifiers);
	free(w->served);
	*w = (struct watch){ .n_served = 0 };
}

void
watch_day(struct watch *w, struct day day)
{
	walk_day(&w->all.walk, day);
	for (int i = 0; i < CHANNEL_COUNT; i++)
		if (w->by[i] != NULL)
			walk_day(&w->by[i]->walk, day);
}

/* A channel that is used for the first time was not on the days before:
 * as far as a baseline looks back, they are its zeros. */
static struct track *
begin_channel(const struct watch *w, int channel)
{
	struct track *t = mem_get(1, sizeof(*t));
	const struct walk *all = &w->all.walk;
	int ago = 0;

	track_open(t, channel);
	while (past_ago(&all->volume.past, ago + 1) != NULL)
		ago++;
	for (; ago > 0; ago--)
		walk_past(&t->walk, day_add(all->day, -ago),
		    past_ago(&all->volume.past, ago)->known);
	walk_day(&t->walk, all->day);
	return t;
}

void
watch_contact(struct watch *w, const struct contact *c, struct flags *out)
{
	struct track **by = &w->by[c->channel];

	if (*by == NULL)
		*by = begin_channel(w, (int)c->channel);
	resumption_contact(&w->resumption, c, w->all.walk.limits.baseline.mean,
	    out);
	channels_contact(&w->channels, c, out);
	targets_contact(&w->targets, c, out);
	identifiers_contact(&w->identifiers, c, out);
	addresses_contact(&w->addresses, c, out);
	night_contact(&w->night, c, out);
	threat_contact(&w->threat, c, out);
	breach_contact(w->served, w->n_served, c, out);
	track_contact(&w->all, c, LEVEL_USUAL, out);
	track_contact(*by, c, w->all.walk.spell.level, out);
}

void
watch_end(struct watch *w, bool known, struct flags *out)
{
	resumption_close(&w->resumption, w->all.walk.count, known);
	track_close(&w->all, known, out);
	for (int i = 0; i < CHANNEL_COUNT; i++)
		if (w->by[i] != NULL)
			track_close(w->by[i], known, out);
}
