/*
 * CSS: declarations, and what disguises them.
 */
#ifndef READ_HTML_CSS_H
#define READ_HTML_CSS_H

#include "base/buf.h"

/* Takes the first "name: value" off *rest. */
bool css_next(struct span *rest, struct span *name, struct span *value);
/* Is there anything for css_clean to do? */
bool css_is_disguised(struct span);
/* Without comments, with escapes undone ("n\6fne" is "none"). */
void css_clean(struct buf *out, struct span);
/* The texts a style sheet would put before or behind elements
 * ("content: '…'"), a line each. */
void css_content_add(struct buf *out, struct span sheet);

#endif
