#include "base/repeat.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* FNV-1a, 64 bit. */
#define FNV_BASIS UINT64_C(14695981039346656037)
#define FNV_PRIME UINT64_C(1099511628211)

/* A number of its own may differ ("in 5 s"); one in a name does not
 * ("account home2"). */
static bool
in_number(unsigned char before, unsigned char c)
{
	return isdigit(c) && !isalpha(before) && before != '_' &&
	    before != '-';
}

static uint64_t
key_of(const char *line)
{
	uint64_t key = FNV_BASIS;
	unsigned char before = ' ';

	for (; *line != '\0'; line++) {
		unsigned char c = (unsigned char)*line;

		/* within a name, a digit is as good as a letter */
		if (in_number(before, c))
			continue;
		key = (key ^ c) * FNV_PRIME;
		before = isdigit(c) ? 'a' : c;
	}
	return key == 0 ? 1 : key;
}

static bool
is_over(const struct repeat *r, int64_t now_ms)
{
	return now_ms - r->since_ms >= REPEAT_WINDOW_MS;
}

/* Its own slot, else one nobody needs any more, else the last. */
static struct repeat *
repeat_slot(struct repeats *all, uint64_t key, int64_t now_ms)
{
	struct repeat *free_one = NULL;

	for (size_t i = 0; i < REPEAT_SLOTS; i++) {
		struct repeat *r = &all->slots[i];

		if (r->key == key)
			return r;
		if (free_one == NULL && (r->key == 0 ||
		    (r->held == 0 && is_over(r, now_ms))))
			free_one = r;
	}
	if (free_one == NULL)
		return &all->slots[REPEAT_SLOTS - 1];
	*free_one = (struct repeat){ .key = key, .since_ms = now_ms };
	return free_one;
}

bool
repeat_pass(struct repeats *all, int level, const char *line, int64_t now_ms)
{
	struct repeat *r = repeat_slot(all, key_of(line), now_ms);

	if (r->held == 0 && is_over(r, now_ms)) {
		r->since_ms = now_ms;
		r->said = 0;
	}
	if (r->said < REPEAT_MOST) {
		r->said++;
		return true;
	}
	r->held++;
	r->level = level;
	snprintf(r->text, sizeof(r->text), "%s", line);
	return false;
}

bool
repeat_due(struct repeats *all, int64_t now_ms, struct repeat *out)
{
	for (size_t i = 0; i < REPEAT_SLOTS; i++) {
		struct repeat *r = &all->slots[i];

		if (r->held == 0 || (now_ms != INT64_MAX &&
		    !is_over(r, now_ms)))
			continue;
		*out = *r;
		*r = (struct repeat){ 0 };
		return true;
	}
	return false;
}
