/*
 * Character references of HTML: &eacute; &#233; &#xe9; &copy (the list of
 * the HTML standard, 2,231 names).
 */
#ifndef READ_HTML_ENTITIES_H
#define READ_HTML_ENTITIES_H

#include "base/buf.h"

/* The span begins with '&'.  Appends what the reference stands for and
 * returns its length, or 0 when it is none.  In an attribute a name needs
 * its semicolon ("?a=1&copy=2" is no copyright sign). */
size_t entities_add(struct buf *out, struct span, bool attribute);

#endif
