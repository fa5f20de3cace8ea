#include "run/child/shelf.h"

#include <string.h>
#include <sys/mman.h>

int
shelf_open(struct shelf *s, int sources, struct err *err)
{
	*s = (struct shelf){ .n = sources < SHELF_LANES_MAX ?
		(uint32_t)sources : SHELF_LANES_MAX };
	s->at = mmap(NULL, s->n * SHELF_LANE, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (s->at != MAP_FAILED) {
		shelf_lend(s, false);
		return 0;
	}
	*s = (struct shelf){ 0 };
	return err_errno(err, EX_OSERR, "no memory to share with sources");
}

void
shelf_done(struct shelf *s)
{
	if (s->at != NULL)
		munmap(s->at, s->n * SHELF_LANE);
	*s = (struct shelf){ 0 };
}

uint32_t
shelf_take(struct shelf *s)
{
	for (uint32_t i = 0; i < s->n; i++)
		if (!s->taken[i]) {
			s->taken[i] = true;
			return i;
		}
	return SHELF_NO_LANE;
}

void
shelf_give(struct shelf *s, uint32_t lane)
{
	if (lane != SHELF_NO_LANE)
		s->taken[lane] = false;
}

bool
shelf_has(const struct shelf *s, uint32_t lane, uint32_t place, size_t len)
{
	size_t from = lane * SHELF_LANE;

	return lane < s->n && place >= from && place - from < SHELF_LANE &&
	    len > 0 && len <= SHELF_LONGEST &&
	    len <= SHELF_LANE - (place - from);
}

void
shelf_lend(const struct shelf *s, bool lend)
{
	if (s->at != NULL)
		(void)madvise(s->at, s->n * SHELF_LANE, lend ? MADV_DOFORK :
		    MADV_DONTFORK);
}

void
shelf_leave(const struct shelf *s, uint32_t lane)
{
	for (uint32_t i = 0; i < s->n; i++)
		if (i != lane)
			munmap(s->at + i * SHELF_LANE, SHELF_LANE);
}

void
shelf_only_read(const struct shelf *s)
{
	if (s->at != NULL)
		(void)mprotect(s->at, s->n * SHELF_LANE, PROT_READ);
}

void
ring_init(struct ring *r, const struct shelf *s, uint32_t lane)
{
	*r = (struct ring){ .shelf = lane < s->n ? s->at : NULL,
		.lane = lane };
}

/* What is in use goes from the tail to the head, or, where the head is
 * before the tail, to the end and on from the start. */
static bool
ring_has_room(struct ring *r, size_t n)
{
	if (r->head == r->tail)
		r->head = r->tail = 0;
	if (r->head < r->tail)
		return n < r->tail - r->head;
	if (n <= SHELF_LANE - r->head)
		return true;
	if (n >= r->tail)
		return false;
	r->head = 0;
	return true;
}

bool
ring_add(struct ring *r, struct span s, uint32_t *place)
{
	size_t at;

	if (!ring_has_room(r, s.len))
		return false;
	at = r->lane * SHELF_LANE + r->head;
	memcpy(r->shelf + at, s.at, s.len);
	*place = (uint32_t)at;
	r->head += s.len;
	return true;
}

void
ring_free(struct ring *r, uint32_t place)
{
	r->tail = place - r->lane * SHELF_LANE;
}

void
lane_answered(struct lane *l, uint32_t place, size_t len)
{
	l->upto = place + (uint32_t)len;
	l->answered += len;
}

bool
lane_tells(struct lane *l)
{
	if (l->answered < SHELF_LONGEST)
		return false;
	l->answered = 0;
	return true;
}
