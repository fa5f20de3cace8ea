#include "bundle/write/bag.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/safe.h"
#include "bundle/write/parts.h"

static const struct {
	const char *name;
	enum { LISTED_IN_MANIFEST, LISTED_IN_TAGS, LISTED_NOWHERE } listed;
} files[BAG_FILES] = {
	[BAG_SIGNERS] = { "allowed_signers", LISTED_IN_TAGS },
	[BAG_INFO] = { "bag-info.txt", LISTED_IN_TAGS },
	[BAG_BAGIT] = { "bagit.txt", LISTED_IN_TAGS },
	[BAG_README] = { "data/READ-ME-FIRST.pdf" },
	[BAG_CHART_PDF] = { "data/chart.pdf" },
	[BAG_CHART_SVG] = { "data/chart.svg" },
	[BAG_COUNTS] = { "data/daily-counts.csv" },
	[BAG_LEDGER] = { "data/ledger.jsonl" },
	[BAG_METHOD] = { "data/method-and-limits.pdf" },
	[BAG_ORIGINALS_2] = { "data/originals-2.zip" },
	[BAG_ORIGINALS_3] = { "data/originals-3.zip" },
	[BAG_ORIGINALS_4] = { "data/originals-4.zip" },
	[BAG_ORIGINALS_5] = { "data/originals-5.zip" },
	[BAG_ORIGINALS] = { "data/originals.zip" },
	[BAG_SCHEDULE] = { "data/schedule.csv" },
	[BAG_SCHEDULE_PDF] = { "data/schedule.pdf" },
	[BAG_MANIFEST] = { "manifest-sha256.txt", LISTED_IN_TAGS },
	[BAG_TAGMANIFEST] = { "tagmanifest-sha256.txt", LISTED_NOWHERE },
	[BAG_SIGNATURE] = { "tagmanifest-sha256.txt.sig", LISTED_NOWHERE },
	[BAG_AUTHORITY] = { "timestamp-authority.pem", LISTED_IN_TAGS },
	[BAG_TIMESTAMP] = { "timestamp.tsr", LISTED_IN_TAGS },
};

/* One line of bag-info.txt: a text or a number of struct bag_info. */
static const struct field {
	const char *label;
	size_t at, size;	/* size 0: an int64_t */
	bool always;		/* written even when empty */
} fields[] = {
#define TEXT(member, label, always) { label, \
	offsetof(struct bag_info, member), \
	sizeof(((struct bag_info *)0)->member), always }
#define NUMBER(member, label) { label, offsetof(struct bag_info, member), \
	0, true }
	TEXT(agent, "Bag-Software-Agent", true),
	TEXT(date, "Bagging-Date", true),
	TEXT(description, "External-Description", true),
	TEXT(head, "External-Identifier", true),
	NUMBER(format, "Floodmark-Format"),
	NUMBER(rows, "Floodmark-Ledger-Rows"),
	TEXT(zone, "Floodmark-Time-Zone", true),
	TEXT(initials, "Floodmark-Initials", true),
	TEXT(from, "Floodmark-From", false),
	TEXT(to, "Floodmark-To", false),
	TEXT(person, "Floodmark-Person", false),
	TEXT(copy, "Floodmark-Reading-Copy", false),
#undef TEXT
#undef NUMBER
};

#define FIELDS (sizeof(fields) / sizeof(fields[0]))
#define OXUM "Payload-Oxum"

const char *
bag_name(enum bag_file f)
{
	return files[f].name;
}

enum bag_file
bag_find(struct span name)
{
	int f = 0;

	while (f < BAG_FILES && !span_eq(name, span_str(files[f].name)))
		f++;
	return (enum bag_file)f;
}

bool
bag_is_payload(enum bag_file f)
{
	return files[f].listed == LISTED_IN_MANIFEST;
}

bool
bag_is_tag(enum bag_file f)
{
	return files[f].listed == LISTED_IN_TAGS;
}

/* A ledger of a million contacts has 1.2 GB. */
int64_t
bag_largest(enum bag_file f)
{
	if (!bag_is_payload(f))
		return (int64_t)BAG_TEXT_MAX;
	return bag_part_of(f) >= 0 ? PARTS_BYTES_MAX + (1 << 20) :
	    2 * PARTS_BYTES_MAX;
}

enum bag_file
bag_part(int n)
{
	return n == 0 ? BAG_ORIGINALS : (enum bag_file)(BAG_ORIGINALS_2 + n -
	    1);
}

int
bag_part_of(enum bag_file f)
{
	for (int n = 0; n < BAG_PARTS; n++)
		if (bag_part(n) == f)
			return n;
	return -1;
}

bool
bag_is_optional(enum bag_file f)
{
	return bag_part_of(f) >= 0 || f == BAG_CHART_SVG || f == BAG_LEDGER ||
	    f == BAG_SIGNERS || f == BAG_SIGNATURE || f == BAG_AUTHORITY ||
	    f == BAG_TIMESTAMP;
}

void
bag_bagit(struct buf *out)
{
	buf_add_str(out, "BagIt-Version: 1.0\n"
	    "Tag-File-Character-Encoding: UTF-8\n");
}

void
bag_manifest(struct buf *out, const struct bag_sum sums[BAG_FILES],
    bool payload)
{
	for (int f = 0; f < BAG_FILES; f++) {
		char hex[DIGEST_TEXT];

		if (sums[f].size < 0 || !(payload ?
		    bag_is_payload((enum bag_file)f) :
		    bag_is_tag((enum bag_file)f)))
			continue;
		digest_text(&sums[f].digest, hex);
		buf_addf(out, "%s  %s\n", hex, files[f].name);
	}
}

void
bag_oxum(const struct bag_sum sums[BAG_FILES], int64_t *bytes, int64_t *n)
{
	*bytes = *n = 0;
	for (int f = 0; f < BAG_FILES; f++)
		if (bag_is_payload((enum bag_file)f) && sums[f].size >= 0) {
			*bytes += sums[f].size;
			(*n)++;
		}
}

void
bag_info_write(struct buf *out, const struct bag_info *info)
{
	for (size_t i = 0; i < FIELDS; i++) {
		const char *at = (const char *)info + fields[i].at;

		if (fields[i].size == 0) {
			int64_t n;

			memcpy(&n, at, sizeof(n));
			buf_addf(out, "%s: %lld\n", fields[i].label,
			    (long long)n);
		} else if (fields[i].always || at[0] != '\0') {
			buf_addf(out, "%s: ", fields[i].label);
			safe_text(out, span_str(at), SAFE_ONE_LINE);
			buf_add_char(out, '\n');
		}
	}
	buf_addf(out, OXUM ": %lld.%lld\n", (long long)info->bytes,
	    (long long)info->files);
}

static bool
read_oxum(struct span value, struct bag_info *info)
{
	const char *dot = value.len == 0 ? NULL :
	    memchr(value.at, '.', value.len);
	size_t left = dot == NULL ? 0 : (size_t)(dot - value.at);

	return dot != NULL &&
	    span_number(span_of(value.at, left), NUMBER_DIGITS,
	    &info->bytes) && span_number(span_from(value, left + 1),
	    NUMBER_DIGITS, &info->files);
}

static bool
read_field(const struct field *f, struct span value, struct bag_info *info)
{
	char *at = (char *)info + f->at;
	int64_t n;

	if (f->size == 0) {
		if (!span_number(value, NUMBER_DIGITS, &n))
			return false;
		memcpy(at, &n, sizeof(n));
		return true;
	}
	if (value.len >= f->size || at[0] != '\0' ||
	    (value.len > 0 && memchr(value.at, '\0', value.len) != NULL))
		return false;
	if (value.len > 0)
		memcpy(at, value.at, value.len);
	at[value.len] = '\0';
	return true;
}

static bool
read_line(struct span line, struct bag_info *info)
{
	ptrdiff_t colon = span_ifind(line, ": ");
	struct span label, value;

	if (colon <= 0)
		return false;
	label = span_of(line.at, (size_t)colon);
	value = span_from(line, (size_t)colon + 2);
	if (span_eq(label, span_str(OXUM)))
		return read_oxum(value, info);
	for (size_t i = 0; i < FIELDS; i++)
		if (span_eq(label, span_str(fields[i].label)))
			return read_field(&fields[i], value, info);
	return true;
}

bool
bag_info_read(struct span text, struct bag_info *info)
{
	*info = (struct bag_info){ 0 };
	while (text.len > 0) {
		const char *end = memchr(text.at, '\n', text.len);
		size_t len = end == NULL ? text.len :
		    (size_t)(end - text.at);

		if (!read_line(span_of(text.at, len), info))
			return false;
		text = span_from(text, len + 1);
	}
	return true;
}
