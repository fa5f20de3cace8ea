#include "cmd/replay/replay.h"

#include "base/day.h"

void
replay_put(struct replay *r, const char *what, int64_t id, int64_t at_ms,
    const char *person, const char *field, const char *recorded,
    const char *now)
{
	char at[MOMENT_TEXT];

	moment_text(at_ms, at);
	output_text(&r->output, what);
	if (id == 0)
		output_null(&r->output);
	else
		output_int(&r->output, id);
	output_text(&r->output, at);
	output_text(&r->output, person);
	output_text(&r->output, field);
	output_text(&r->output, recorded);
	output_text(&r->output, now);
}
