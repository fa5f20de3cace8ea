#include "detect/window.h"

static void
drop_oldest(struct window *w)
{
	w->first = (w->first + 1) % WINDOW_MOST;
	w->n--;
}

int
window_add(struct window *w, int64_t at_ms)
{
	while (w->n > 0 && w->at[w->first] <= at_ms - WINDOW_MS)
		drop_oldest(w);
	if (w->n == WINDOW_MOST)
		drop_oldest(w);
	w->at[(w->first + w->n) % WINDOW_MOST] = at_ms;
	w->n++;
	return w->n;
}
