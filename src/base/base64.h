/*
 * Base64 (RFC 4648, section 4) of our own files; mail has its own, lenient
 * reader in read/mime/transfer.h.
 */
#ifndef BASE_BASE64_H
#define BASE_BASE64_H

#include "base/buf.h"

/* A newline after every `line` letters and at the end; 0: none at all. */
void base64_add(struct buf *, struct span, size_t line);
/* Strict: whole groups, padding only at the end, no bit left over; newlines
 * are passed over and nothing else is.  False: it is not that. */
bool base64_read(struct span, struct buf *out);

#endif
