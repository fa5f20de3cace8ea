#include "base/arena.h"

#include <stdlib.h>
#include <string.h>

#define BLOCK_SIZE ((size_t)64 * 1024)
#define ALIGN 16

struct arena_block {
	struct arena_block *next;
	size_t size, used;
	_Alignas(ALIGN) char at[];
};

void
arena_init(struct arena *a, size_t max)
{
	*a = (struct arena){ .max = max };
}

void
arena_done(struct arena *a)
{
	while (a->head != NULL) {
		struct arena_block *next = a->head->next;

		free(a->head);
		a->head = next;
	}
	*a = (struct arena){ 0 };
}

void
arena_reset(struct arena *a)
{
	struct arena_block *kept = NULL;

	while (a->head != NULL) {
		struct arena_block *next = a->head->next;

		if (kept == NULL && a->head->size == BLOCK_SIZE)
			kept = a->head;
		else
			free(a->head);
		a->head = next;
	}
	if (kept != NULL) {
		kept->next = NULL;
		kept->used = 0;
	}
	a->head = kept;
	a->used = 0;
	a->over = false;
}

static struct arena_block *
add_block(struct arena *a, size_t size)
{
	size_t room = size > BLOCK_SIZE ? size : BLOCK_SIZE;
	struct arena_block *b = malloc(sizeof(*b) + room);

	/* Half a letter must not pass for the whole one. */
	if (b == NULL)
		abort();
	b->size = room;
	b->used = 0;
	b->next = a->head;
	a->head = b;
	return b;
}

void *
arena_room(struct arena *a, size_t size)
{
	struct arena_block *b = a->head;
	void *at;

	if (size > a->max || a->used > a->max - size) {
		a->over = true;
		return NULL;
	}
	size = (size + ALIGN - 1) / ALIGN * ALIGN;
	if (b == NULL || b->size - b->used < size)
		b = add_block(a, size);
	at = b->at + b->used;
	b->used += size;
	a->used += size;
	return at;
}

void *
arena_get(struct arena *a, size_t size)
{
	void *at = arena_room(a, size);

	return at == NULL ? NULL : memset(at, 0, size);
}

struct span
arena_copy(struct arena *a, struct span s)
{
	char *at = s.len == 0 ? NULL : arena_room(a, s.len);

	if (at == NULL)
		return (struct span){ NULL, 0 };
	memcpy(at, s.at, s.len);
	return span_of(at, s.len);
}
