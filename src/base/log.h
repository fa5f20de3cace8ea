/*
 * The log: one line an event, to stderr; when that is the journal, with
 * the syslog level in front (sd-daemon(3)), so that the journal files it.
 * A line that comes again and again is said REPEAT_MOST times a minute and
 * then counted (base/repeat.h).
 *
 * Never message text, third parties' addresses or secrets.  Only rooms
 * run/ and cmd/ and the mains log.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/err.h"

enum log_level {
	LOG_LEVEL_ERROR = 3,	/* the syslog numbers */
	LOG_LEVEL_WARNING = 4,
	LOG_LEVEL_NOTICE = 5,
	LOG_LEVEL_INFO = 6,
	LOG_LEVEL_DEBUG = 7,
};

/* Lines above `most` are dropped; `who` is the program's name. */
void log_open(const char *who, enum log_level most);
void log_line(enum log_level, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* Says what was held back when its minute is over; once a second or so. */
void log_work(void);
/* Says all that was held back; before the program ends. */
void log_close(void);

#endif
