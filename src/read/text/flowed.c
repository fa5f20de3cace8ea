#include "read/text/flowed.h"

#include <string.h>

#include "read/text/line.h"

struct flow {
	struct buf *out;
	size_t depth;		/* of the open paragraph */
	bool open;		/* its last line was soft */
	bool delsp;
};

static void
flow_close(struct flow *f)
{
	if (f->open)
		buf_add_char(f->out, '\n');
	f->open = false;
}

static void
flow_line(struct flow *f, struct span line)
{
	size_t depth = 0;
	struct span text;
	bool signature, soft;

	while (depth < line.len && line.at[depth] == '>')
		depth++;
	text = span_from(line, depth);
	if (text.len > 0 && text.at[0] == ' ')
		text = span_from(text, 1);
	signature = text.len == 3 && memcmp(text.at, "-- ", 3) == 0;
	soft = text.len > 0 && text.at[text.len - 1] == ' ' && !signature;
	if (f->open && (f->depth != depth || signature))
		flow_close(f);
	if (!f->open && depth > 0) {
		buf_add(f->out, line.at, depth);
		buf_add_char(f->out, ' ');
	}
	if (soft && f->delsp)
		text.len--;
	buf_add_span(f->out, text);
	f->open = true;
	f->depth = depth;
	if (!soft)
		flow_close(f);
}

void
flowed_add(struct buf *out, struct span text, bool delsp)
{
	struct flow f = { .out = out, .delsp = delsp };
	struct span line;

	while (line_next(&text, &line) && !out->over)
		flow_line(&f, line);
	flow_close(&f);
}
