/*
 * What a message bears to show where it is from, in plain words: the rows of
 * its signatures and of what its server states.
 */
#ifndef CMD_BORNE_H
#define CMD_BORNE_H

#include "base/buf.h"
#include "model/proof.h"

#define BORNE_MEANS \
	"A signature that passes shows that this domain signed these bytes, " \
	"not which person wrote them; some operators publish old keys on " \
	"purpose, so only a key kept at the time of receipt counts."

/* One row as a sentence; what of it came from a message is not yet safe to
 * print. */
void borne_sentence(const struct proof *, struct buf *out);

#endif
