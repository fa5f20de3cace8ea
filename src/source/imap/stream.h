/*
 * libetpan's stream, with its end made an error: inside a literal libetpan
 * takes "the server hung up" for "nothing yet" and asks for ever.
 */
#ifndef SOURCE_IMAP_STREAM_H
#define SOURCE_IMAP_STREAM_H

#include <libetpan/libetpan.h>

/* After the connection stands and TLS is on.  One stream a process. */
void stream_end_is_error(mailstream_low *);

#endif
