/*
 * originals.zip, and originals-2.zip and so on when one file would be too
 * large: DIGEST.eml, and what was handed in with the ending of its type; the
 * bytes as received, in order of digest, not compressed and with one fixed
 * time, so that the same originals are the same bytes.  Writing is the door to
 * libarchive; what strangers hand in, it does not get to see.
 */
#ifndef BUNDLE_WRITE_ZIP_H
#define BUNDLE_WRITE_ZIP_H

#include "base/out.h"
#include "model/media.h"
#include "store/records/incidents.h"

/* Closes *out, unless it is NULL, and opens the file of that part, from 0;
 * part -1: only closes. */
typedef int zip_turn(int part, struct out **out, void *arg, struct err *);

struct zip_files {
	int64_t limit;		/* bytes of a file; 0: PARTS_BYTES_MAX */
	zip_turn *turn;
	void *arg;
};

/* *n originals, in one file at least. */
int zip_write(struct store *, const struct filter *,
	const struct zip_files *, int64_t *n, struct err *) MUST_USE;

/* The ending of a name in the zip; "" is the type of a message. */
const char *zip_ending(const char *media);

#define ZIP_ENDING_MAX 5
#define ZIP_NAME_TEXT (DIGEST_TEXT + 1 + ZIP_ENDING_MAX)
void zip_name(const struct digest *, const char *ending,
	char out[ZIP_NAME_TEXT]);

/* What one entry turned out to be. */
struct zip_entry {
	const char *name;	/* as it stands in the zip */
	bool named;		/* the name is a digest and an ending */
	const char *ending;	/* when named: "eml" */
	struct digest name_digest;	/* when named */
	struct digest digest;	/* of its bytes */
	int64_t size;
	struct span bytes;	/* of those that were wanted; for the call */
	bool damaged;		/* they do not have the zip's own checksum */
};

typedef int zip_each(const struct zip_entry *, void *arg, struct err *);
/* Whether the bytes of a named one are wanted, too. */
typedef bool zip_wants(const struct digest *, void *arg);
/*
 * The zip open as fd, from where it stands to its end.  It must be one as
 * zip_write makes them, every byte accounted for: entries one behind the
 * other and not packed, then the directory that says the same of them, then
 * the end.  So nothing is unpacked, nothing lies over another, and the work
 * goes with the size of the file.  1: it is not, and *why says how; -1: the
 * callback stopped it.  Without `wants` no bytes are.
 */
int zip_read(int fd, zip_wants *, zip_each *, void *arg, const char **why,
	struct err *) MUST_USE;

#endif
