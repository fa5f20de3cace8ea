/*
 * RFC 3676 format=flowed: lines broken for the way are joined again.
 */
#ifndef READ_TEXT_FLOWED_H
#define READ_TEXT_FLOWED_H

#include "base/buf.h"

/* Appends the text with its paragraphs whole; quoted lines keep one run
 * of '>' and a blank before them.  delsp: the blank at a soft break goes. */
void flowed_add(struct buf *out, struct span text, bool delsp);

#endif
