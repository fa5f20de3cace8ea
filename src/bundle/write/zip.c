#include "bundle/write/zip.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/library.h"
#include "bundle/write/parts.h"
#include "bundle/write/zone.h"

#define LIBRARY "libarchive.so.13"

#define ZIP(F) \
	F(archive_entry_clear) \
	F(archive_entry_free) \
	F(archive_entry_new) \
	F(archive_entry_set_filetype) \
	F(archive_entry_set_mtime) \
	F(archive_entry_set_pathname) \
	F(archive_entry_set_perm) \
	F(archive_entry_set_size) \
	F(archive_error_string) \
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
#define EPOCH_1980 315532800	/* the first moment a zip can tell */

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

void
zip_name(const struct digest *digest, const char *ending,
    char out[ZIP_NAME_TEXT])
{
	char hex[DIGEST_TEXT];

	digest_text(digest, hex);
	snprintf(out, ZIP_NAME_TEXT, "%s.%s", hex, ending);
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
	char name[ZIP_NAME_TEXT];

	if (parts_add(&p->parts, (int64_t)bytes.len) && p->parts.n > 1 &&
	    (end_part(p, err) != 0 ||
	    begin_part(p, p->parts.n - 1, err) != 0))
		return -1;
	zip_name(digest, zip_ending(media), name);
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
	if (library_link(LIBRARY, names, sizeof(names) / sizeof(names[0]),
	    &lib, err) == -1)
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
