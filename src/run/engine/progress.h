/*
 * The progress line of a pass, on a terminal only.
 */
#ifndef RUN_ENGINE_PROGRESS_H
#define RUN_ENGINE_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
	bool on;		/* stderr is a terminal */
	int64_t shown_ms;	/* ticks */
	int64_t began_ms;	/* ticks: the folder's start */
	bool dirty;		/* a line stands there */
};

void progress_init(struct progress *);
void progress_folder(struct progress *);
/* "INBOX 1,200 of 20,000, 12 contacts, 0:15 left" at most ten a second. */
void progress_show(struct progress *, const char *folder, uint64_t done,
	uint64_t of, uint64_t contacts);
/* Clears the line, before anything else is printed. */
void progress_clear(struct progress *);

#endif
