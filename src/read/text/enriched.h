/*
 * text/enriched (RFC 1896) and text/richtext to plain text.
 */
#ifndef READ_TEXT_ENRICHED_H
#define READ_TEXT_ENRICHED_H

#include "base/buf.h"

void enriched_add(struct buf *out, struct span text);

#endif
