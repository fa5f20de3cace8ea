/*
 * Lines of a message: ended by LF or CRLF, the last one by the end.
 */
#ifndef READ_TEXT_LINE_H
#define READ_TEXT_LINE_H

#include "base/span.h"

/* Takes the first line off *rest; *line is without its ending.
 * false when nothing is left. */
bool line_next(struct span *rest, struct span *line);
/* Nothing but blanks and tabs (and a stray CR). */
bool line_is_blank(struct span line);

#endif
