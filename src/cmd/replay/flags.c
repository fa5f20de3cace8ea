#include "cmd/replay/replay.h"

#include <string.h>

#include "base/file.h"
#include "run/detect_run.h"
#include "run/escalation_run.h"

static int
flags_compare(struct replay *r, const struct detected *j, struct err *err)
{
	CLEANUP(recorded_done) struct recorded_flags known = { .n = 0 };

	if (recorded_load(r->call->store, j->person, &known, err) == -1)
		return -1;
	for (size_t i = 0; i < j->flags.n; i++) {
		const struct flag *f = &j->flags.at[i];
		struct recorded_flag *was = recorded_of(&known, f);

		if (was != NULL) {
			was->found = true;
			continue;
		}
		replay_put(r, "flag", 0, f->at_ms, j->person, f->kind, "",
		    f->level);
		r->new_flags++;
	}
	for (size_t i = 0; i < known.n; i++) {
		const struct recorded_flag *k = &known.at[i];

		if (k->found)
			continue;
		replay_put(r, "flag", 0, k->at_ms, j->person, k->kind,
		    k->level, "");
		r->old_flags++;
	}
	return 0;
}

int
replay_flags(struct replay *r, struct err *err)
{
	CLEANUP(detections_done) struct detections all = { .n = 0 };

	if (detect_run(r->call->store, r->call->config, r->call->people, &all,
	    err) == -1)
		return -1;
	for (size_t i = 0; i < all.n; i++)
		if ((r->person == NULL ||
		    strcmp(r->person, all.at[i].person) == 0) &&
		    flags_compare(r, &all.at[i], err) == -1)
			return -1;
	return 0;
}
