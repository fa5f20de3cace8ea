/*
 * Media types of kept files: by the name a file came with, and back to the
 * ending it gets in a bundle.  The bytes are not looked at.
 */
#ifndef MODEL_MEDIA_H
#define MODEL_MEDIA_H

#define MEDIA_JSON "application/json"
#define MEDIA_PEM "application/x-pem-file"
#define MEDIA_TSR "application/timestamp-reply"	/* RFC 3161 3.4 */

/* "application/octet-stream" when the ending says nothing. */
const char *media_of(const char *file_name);
/* "jpg"; "bin" for a type that is not in the table. */
const char *media_ending(const char *media);

#endif
