#include "run/engine/progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/day.h"
#include "base/safe.h"

#define SHOW_EVERY_MS 100

void
progress_init(struct progress *p)
{
	*p = (struct progress){ .on = isatty(STDERR_FILENO) == 1 };
}

void
progress_folder(struct progress *p)
{
	p->began_ms = clock_ticks_ms();
	p->shown_ms = 0;
}

void
progress_show(struct progress *p, const char *folder, uint64_t done,
    uint64_t of, uint64_t contacts)
{
	CLEANUP(buf_done) struct buf line = { .max = 2000, .truncate = true };
	int64_t now = clock_ticks_ms(), spent = now - p->began_ms, left;

	if (!p->on || of == 0 || now - p->shown_ms < SHOW_EVERY_MS)
		return;
	p->shown_ms = now;
	p->dirty = true;
	left = done == 0 ? 0 :
	    spent * (int64_t)(of - (done < of ? done : of)) / (int64_t)done;
	safe_text(&line, span_str(folder), SAFE_ONE_LINE);
	fprintf(stderr, "\r%.40s  %" PRIu64 " of %" PRIu64 ", %" PRIu64
	    " contacts, %" PRId64 ":%02" PRId64 " left\033[K", buf_str(&line),
	    done, of, contacts, left / 60000, left / 1000 % 60);
	fflush(stderr);
}

void
progress_clear(struct progress *p)
{
	if (p->on && p->dirty)
		fputs("\r\033[K", stderr);
	p->dirty = false;
}
