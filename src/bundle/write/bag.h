/*
 * The bag (RFC 8493): which files a bundle has, and the text of its tag
 * files.  Not every bundle has all of them: originals that are too large for
 * one file are in several, and then the chart is there as PDF only.  bundle.c
 * writes by this table and verify.c checks by it.
 */
#ifndef BUNDLE_WRITE_BAG_H
#define BUNDLE_WRITE_BAG_H

#include <stdint.h>

#include "base/buf.h"
#include "base/digest.h"

#define BAG_PARTS 5		/* of the originals, at most */
#define BAG_FORMAT 1		/* Floodmark-Format in bag-info.txt */
#define BAG_MOST 16		/* files, as many as an upload page takes */
#define BAG_TEXT_MAX ((size_t)64 * 1024)	/* bytes of a tag file */

/* In the order of their names, as the manifests list them. */
enum bag_file {
	BAG_SIGNERS,		/* these two where there is a key */
	BAG_INFO,
	BAG_BAGIT,
	BAG_README,
	BAG_CHART_PDF,
	BAG_CHART_SVG,
	BAG_COUNTS,
	BAG_LEDGER,
	BAG_METHOD,
	BAG_ORIGINALS_2,	/* as far as they are needed */
	BAG_ORIGINALS_3,
	BAG_ORIGINALS_4,
	BAG_ORIGINALS_5,
	BAG_ORIGINALS,
	BAG_SCHEDULE,
	BAG_SCHEDULE_PDF,
	BAG_MANIFEST,
	BAG_TAGMANIFEST,
	BAG_SIGNATURE,
	BAG_AUTHORITY,		/* these two where a ledger was stamped */
	BAG_TIMESTAMP,
	BAG_FILES
};

struct bag_sum {
	struct digest digest;
	int64_t size;		/* bytes; -1: the file is not there */
};

/* What bag-info.txt says. */
struct bag_info {
	char agent[80];		/* "floodmark 0.1" */
	char date[16];		/* Bagging-Date */
	char description[200];
	char head[DIGEST_TEXT];	/* ledger head, hex */
	int64_t rows;		/* of the ledger */
	int64_t bytes, files;	/* Payload-Oxum */
	int64_t format;
	char zone[128];		/* of days and local times */
	char initials[32];	/* of exhibit references */
	char from[16], to[16];	/* the selection; "" is open */
	char person[256];	/* "": all */
	char copy[16];		/* "yes": a reading copy */
};

const char *bag_name(enum bag_file);	/* with "data/" before payload */
/* BAG_FILES when it is none of ours. */
enum bag_file bag_find(struct span name);
bool bag_is_payload(enum bag_file);
/* Bytes: no bundle that was exported has a larger one. */
int64_t bag_largest(enum bag_file);
/* The n-th file of originals, from 0; and back, -1 for another file. */
enum bag_file bag_part(int n);
int bag_part_of(enum bag_file);
/* Whether there are bundles without it. */
bool bag_is_optional(enum bag_file);
/* The tag manifest lists neither itself nor its signature. */
bool bag_is_tag(enum bag_file);

void bag_bagit(struct buf *);
/* Lines of `sha256sum`, for the payload or for the tag files. */
void bag_manifest(struct buf *, const struct bag_sum[BAG_FILES],
	bool payload);
void bag_info_write(struct buf *, const struct bag_info *);
/* False: a line that is none, a number that is none, too long, twice.
 * Labels it does not know are passed over, those missing stay zero. */
bool bag_info_read(struct span, struct bag_info *);
/* Bytes and files of the payload. */
void bag_oxum(const struct bag_sum[BAG_FILES], int64_t *bytes,
	int64_t *files);

#endif
