#include "bundle/write/zip.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/library.h"
#include "base/sum.h"
#include "bundle/write/parts.h"
#include "bundle/write/zone.h"

#define LIBRARY "libarchive.so.13"

#define ZIP(F) \
	F(archive_entry_clear) \
	F(archive_entry_filetype) \
	F(archive_entry_free) \
	F(archive_entry_new) \
	F(archive_entry_pathname) \
	F(archive_entry_set_filetype) \
	F(archive_entry_set_mtime) \
	F(archive_entry_set_pathname) \
	F(archive_entry_set_perm) \
	F(archive_entry_set_size) \
	F(archive_error_string) \
	F(archive_read_data) \
	F(archive_read_free) \
	F(archive_read_new) \
	F(archive_read_next_header) \
	F(archive_read_open_filename) \
	F(archive_read_support_format_zip_seekable) \
	F(archive_set_error) \
	F(archive_write_close) \
	F(archive_write_data) \
	F(archive_write_free) \
	F(archive_write_header) \
	F(archive_write_new) \
	F(archive_write_open) \
	F(archive_write_set_bytes_in_last_block) \
	F(archive_write_set_format_zip) \
	F(archive_write_set_options)

static struct {
	ZIP(LIBRARY_MEMBER)
} lib;

static const char *const names[] = { ZIP(LIBRARY_NAME) };

#define MESSAGE "eml"
#define ENDING_MAX 5
/* No message that is kept is larger. */
#define WANTED_MAX ((size_t)96 << 20)
#define READ_STEP ((size_t)64 * 1024)
#define EPOCH_1980 315532800	/* the first moment a zip can tell */

static int
archive_link(struct err *err)
{
	return library_link(LIBRARY, names, sizeof(names) / sizeof(names[0]),
	    &lib, err);
}

struct packing {
	const struct zip_files *files;
	struct parts parts;
	struct out *out;	/* of the part in hand */
	struct archive *zip;
	struct archive_entry *entry;
	int64_t n;
};

static void
packing_done(struct packing *p)
{
	if (p->entry != NULL)
		lib.archive_entry_free(p->entry);
	if (p->zip != NULL)
		lib.archive_write_free(p->zip);
	out_drop(&p->out);
}

static la_ssize_t
zip_take(struct archive *zip, void *arg, const void *bytes, size_t len)
{
	if (out_add(arg, span_of(bytes, len)))
		return (la_ssize_t)len;
	lib.archive_set_error(zip, EIO, "cannot write");
	return -1;
}

static int
failed(struct archive *zip, struct err *err)
{
	const char *why = lib.archive_error_string(zip);

	return err_set(err, EX_IOERR, "originals.zip: %s",
	    why == NULL ? "cannot write" : why);
}

#define NAME_TEXT (DIGEST_TEXT + 1 + ENDING_MAX)

static void
entry_name(const struct digest *digest, const char *ending,
    char out[NAME_TEXT])
{
	char hex[DIGEST_TEXT];

	digest_text(digest, hex);
	snprintf(out, NAME_TEXT, "%s.%s", hex, ending);
}

const char *
zip_ending(const char *media)
{
	return media[0] == '\0' ? MESSAGE : media_ending(media);
}

static int
begin_part(struct packing *p, int part, struct err *err)
{
	if (p->files->turn(part, &p->out, p->files->arg, err) != 0)
		return -1;
	p->zip = lib.archive_write_new();
	if (p->zip == NULL)
		abort();
	if (lib.archive_write_set_format_zip(p->zip) != ARCHIVE_OK ||
	    lib.archive_write_set_options(p->zip, "zip:compression=store") !=
	    ARCHIVE_OK || lib.archive_write_set_bytes_in_last_block(p->zip,
	    1) != ARCHIVE_OK || lib.archive_write_open(p->zip, p->out, NULL,
	    zip_take, NULL) != ARCHIVE_OK)
		return failed(p->zip, err);
	return 0;
}

static int
end_part(struct packing *p, struct err *err)
{
	if (lib.archive_write_close(p->zip) != ARCHIVE_OK)
		return failed(p->zip, err);
	lib.archive_write_free(p->zip);
	p->zip = NULL;
	return 0;
}

static int
pack(const struct digest *digest, const char *media, struct span bytes,
    void *arg, struct err *err)
{
	struct packing *p = arg;
	char name[NAME_TEXT];

	if (parts_add(&p->parts, (int64_t)bytes.len) && p->parts.n > 1 &&
	    (end_part(p, err) != 0 ||
	    begin_part(p, p->parts.n - 1, err) != 0))
		return -1;
	entry_name(digest, zip_ending(media), name);
	lib.archive_entry_clear(p->entry);
	lib.archive_entry_set_pathname(p->entry, name);
	lib.archive_entry_set_filetype(p->entry, AE_IFREG);
	lib.archive_entry_set_perm(p->entry, 0600);
	lib.archive_entry_set_size(p->entry, (la_int64_t)bytes.len);
	lib.archive_entry_set_mtime(p->entry, EPOCH_1980, 0);
	if (lib.archive_write_header(p->zip, p->entry) != ARCHIVE_OK ||
	    (bytes.len > 0 && lib.archive_write_data(p->zip, bytes.at,
	    bytes.len) != (la_ssize_t)bytes.len))
		return failed(p->zip, err);
	p->n++;
	return 0;
}

int
zip_write(struct store *store, const struct filter *filter,
    const struct zip_files *files, int64_t *n, struct err *err)
{
	/* A zip's own times are local ones. */
	CLEANUP(zone_back) struct zone_kept zone = zone_for_now("UTC");
	CLEANUP(packing_done) struct packing p = { .files = files };

	(void)zone;
	if (archive_link(err) == -1)
		return -1;
	parts_init(&p.parts, files->limit);
	p.entry = lib.archive_entry_new();
	if (p.entry == NULL)
		abort();
	if (begin_part(&p, 0, err) != 0 ||
	    original_list(store, filter, pack, &p, err) != 0 ||
	    end_part(&p, err) != 0)
		return -1;
	*n = p.n;
	return files->turn(-1, &p.out, files->arg, err);
}

static void
zip_reading_done(struct archive **zip)
{
	if (*zip != NULL)
		lib.archive_read_free(*zip);
}

static void
read_name(struct archive_entry *entry, struct zip_entry *f)
{
	const char *name = lib.archive_entry_pathname(entry);
	char again[NAME_TEXT];

	f->name = name == NULL ? "" : name;
	f->named = strlen(f->name) > 65 &&
	    strlen(f->name) <= 65 + ENDING_MAX &&
	    digest_parse(span_of(f->name, 64), &f->name_digest) &&
	    lib.archive_entry_filetype(entry) == AE_IFREG;
	if (!f->named)
		return;
	f->ending = f->name + 65;
	entry_name(&f->name_digest, f->ending, again);
	f->named = strcmp(again, f->name) == 0;
}

static void
read_bytes(struct archive *zip, struct zip_entry *f, struct buf *keep)
{
	CLEANUP(sum_drop) struct sum *sum = sum_begin();
	CLEANUP(str_free) char *step = mem_get(READ_STEP, 1);
	la_ssize_t n;

	while ((n = lib.archive_read_data(zip, step, READ_STEP)) > 0) {
		sum_add(sum, span_of(step, (size_t)n));
		if (keep != NULL)
			buf_add(keep, step, (size_t)n);
		f->size += n;
	}
	f->damaged = n == ARCHIVE_FAILED || n == ARCHIVE_WARN;
	f->unreadable = n < 0 && !f->damaged;
	f->digest = sum_end(&sum);
	if (keep != NULL && !keep->over)
		f->bytes = buf_span(keep);
}

static struct archive *
open_zip(const char *path)
{
	struct archive *zip = lib.archive_read_new();

	if (zip == NULL)
		abort();
	lib.archive_read_support_format_zip_seekable(zip);
	if (lib.archive_read_open_filename(zip, path, READ_STEP) == ARCHIVE_OK)
		return zip;
	lib.archive_read_free(zip);
	return NULL;
}

/* The library does not know a zip without entries. */
static bool
is_empty_zip(const char *path)
{
	static const char empty[22] = "PK\5\6";
	CLEANUP(buf_done) struct buf all = { .max = sizeof(empty) };
	struct err ignored;

	return file_read(path, &all, &ignored) == 0 &&
	    span_eq(buf_span(&all), span_of(empty, sizeof(empty)));
}

int
zip_read(const char *path, zip_wants *wants, zip_each *each, void *arg,
    struct err *err)
{
	CLEANUP(buf_done) struct buf keep = { .max = WANTED_MAX };
	CLEANUP(zip_reading_done) struct archive *zip = NULL;
	struct archive_entry *entry;
	int status;

	if (archive_link(err) == -1)
		return -1;
	zip = open_zip(path);
	if (zip == NULL)
		return is_empty_zip(path) ? 0 : 1;
	while ((status = lib.archive_read_next_header(zip, &entry)) ==
	    ARCHIVE_OK || status == ARCHIVE_WARN) {
		struct zip_entry f = { 0 };

		read_name(entry, &f);
		buf_reset(&keep);
		read_bytes(zip, &f, wants != NULL && f.named &&
		    wants(&f.name_digest, arg) ? &keep : NULL);
		if (each(&f, arg, err) != 0)
			return -1;
	}
	return status == ARCHIVE_EOF ? 0 : 1;
}
