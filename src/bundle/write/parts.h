/*
 * How the originals are spread over files that an upload page takes: in
 * order, each file filled before the next is begun.
 */
#ifndef BUNDLE_WRITE_PARTS_H
#define BUNDLE_WRITE_PARTS_H

#include <stdbool.h>
#include <stdint.h>

/* Bytes of a file, 2 GB and not 2 GiB: the smaller reading of the limit. */
#define PARTS_BYTES_MAX INT64_C(2000000000)

struct parts {
	int64_t limit;		/* bytes of a file */
	int64_t used;		/* of the one in hand */
	int64_t all;		/* of the bytes of originals so far */
	int n;			/* files so far */
};

void parts_init(struct parts *, int64_t limit);	/* 0: PARTS_BYTES_MAX */
/* One more original; true when it begins a new file. */
bool parts_add(struct parts *, int64_t size);

#endif
