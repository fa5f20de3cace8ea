/*
 * What a message bears to show where it is from, in plain words: the rows of
 * its signatures and of what its server states.
 */
#ifndef CMD_OUTPUT_SHOW_DKIM_H
#define CMD_OUTPUT_SHOW_DKIM_H

#include "base/buf.h"
#include "model/dkim.h"

#define BORNE_MEANS \
	"A signature that passes shows that this domain signed these bytes, " \
	"not which person wrote them; some operators publish old keys on " \
	"purpose, so only a key kept at the time of receipt counts."

/* One row as a sentence; what of it came from a message is not yet safe to
 * print. */
void show_dkim_sentence(const struct dkim_row *, struct buf *out);

#endif
