#include "config.h"

#include "bundle/bundle.h"

#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/safe.h"
#include "bundle/documents/documents.h"
#include "bundle/write/counts_csv.h"
#include "bundle/write/jsonl.h"
#include "bundle/write/output_dir.h"
#include "bundle/write/parts.h"
#include "bundle/write/schedule.h"
#include "bundle/write/zip.h"
#include "seal/sshsig.h"
#include "store/records/ledger.h"

/* One bundle in the making. */
struct making {
	struct store *store;
	const struct bundle_request *request;
	struct facts facts;
	struct output_dir folder;
	struct parts parts;	/* of the originals, planned */
	int part;		/* the one being written */
	struct bag_sum sums[BAG_FILES];
	struct bundle_made made;
};

static int files_least(const struct making *);

/* One file in the making, for the streams. */
struct stream {
	struct making *m;
	struct out *out;
	struct buf line;
	int64_t n;
};

static void
stream_done(struct stream *s)
{
	buf_done(&s->line);
}

static void
stream_put(struct stream *s)
{
	out_add(s->out, buf_span(&s->line));
	buf_reset(&s->line);
}

static int
put_tag(struct out *out, const struct buf *text)
{
	out_add(out, buf_span(text));
	return 0;
}

static int
write_bagit(struct making *m, struct out *out, struct err *err)
{
	CLEANUP(buf_done) struct buf text = { .max = BAG_TEXT_MAX };

	(void)m;
	(void)err;
	bag_bagit(&text);
	return put_tag(out, &text);
}

static void
day_or_open(struct day d, int32_t open, char out[DAY_TEXT])
{
	if (d.n == open)
		out[0] = '\0';
	else
		day_text(d, out);
}

static int
write_info(struct making *m, struct out *out, struct err *err)
{
	CLEANUP(buf_done) struct buf text = { .max = BAG_TEXT_MAX };
	const struct facts *f = &m->facts;
	struct bag_info info = { .agent = PACKAGE_NAME " " PACKAGE_VERSION,
		.rows = f->rows, .format = BAG_FORMAT };
	char period[96];

	(void)err;
	documents_period(f, period);
	day_text(day_of(f->newest_ms), info.date);
	snprintf(info.description, sizeof(info.description),
	    "Log of unwanted contact: %lld incidents, %s",
	    (long long)f->listed, period);
	snprintf(info.head, sizeof(info.head), "%s", f->head);
	snprintf(info.zone, sizeof(info.zone), "%s",
	    m->request->config->timezone);
	snprintf(info.initials, sizeof(info.initials), "%s",
	    m->request->config->initials);
	snprintf(info.person, sizeof(info.person), "%s",
	    f->filter.person == NULL ? "" : f->filter.person);
	day_or_open(f->filter.from, INT32_MIN, info.from);
	day_or_open(f->filter.to, INT32_MAX, info.to);
	snprintf(info.copy, sizeof(info.copy), "%s",
	    m->request->redact ? "yes" : "");
	bag_oxum(m->sums, &info.bytes, &info.files);
	bag_info_write(&text, &info);
	return put_tag(out, &text);
}

static int
write_manifest(struct making *m, struct out *out, struct err *err)
{
	CLEANUP(buf_done) struct buf text = { .max = BAG_TEXT_MAX };

	(void)err;
	bag_manifest(&text, m->sums, true);
	return put_tag(out, &text);
}

static int
write_tagmanifest(struct making *m, struct out *out, struct err *err)
{
	CLEANUP(buf_done) struct buf text = { .max = BAG_TEXT_MAX };

	(void)err;
	bag_manifest(&text, m->sums, false);
	return put_tag(out, &text);
}

/* A reading copy stands for nothing: what it was made from is signed. */
static bool
is_signed_bundle(const struct making *m)
{
	return m->request->key != NULL && !m->request->redact;
}

static int
write_signers(struct making *m, struct out *out, struct err *err)
{
	CLEANUP(buf_done) struct buf text = { .max = BAG_TEXT_MAX };

	(void)err;
	sshsig_signers(&text, &m->request->key->public);
	return put_tag(out, &text);
}

/* Of the tag manifest, which vouches for all other files. */
static int
write_signature(struct making *m, struct out *out, struct err *err)
{
	CLEANUP(buf_done) struct buf tags = { .max = BAG_TEXT_MAX };
	CLEANUP(buf_done) struct buf text = { .max = BAG_TEXT_MAX };

	(void)err;
	bag_manifest(&tags, m->sums, false);
	sshsig_write(&text, m->request->key, buf_span(&tags));
	return put_tag(out, &text);
}

static int
put_ledger_row(int64_t seq, struct span row, const struct digest *head,
    void *arg, struct err *err)
{
	struct stream *s = arg;

	if (row.len > JSONL_LINE_MAX - JSONL_ROW_AT - 2)
		return err_set(err, EX_DATAERR, "ledger row %lld is larger "
		    "than any row can be", (long long)seq);
	jsonl_line(&s->line, row, head);
	stream_put(s);
	return 0;
}

static int
write_ledger(struct making *m, struct out *out, struct err *err)
{
	CLEANUP(stream_done) struct stream s = { m, out,
		{ .max = JSONL_LINE_MAX } };

	return ledger_list(m->store, put_ledger_row, &s, err);
}

/* A column more, in the place of the newline. */
static int
text_write(struct stream *s, const struct incident *i, struct err *err)
{
	CLEANUP(buf_done) struct buf text = { .max = SCHEDULE_TEXT_MAX,
		.truncate = true };
	const struct bundle_request *r = s->m->request;

	if (r->text(r->text_arg, s->m->store, i, &text, err) == -1)
		return -1;
	s->line.len--;
	buf_add_char(&s->line, ',');
	safe_csv(&s->line, buf_span(&text));
	buf_add_char(&s->line, '\n');
	return 0;
}

static int
put_schedule_row(const struct incident *i, void *arg, struct err *err)
{
	struct stream *s = arg;
	struct incident shown = *i;

	s->n++;
	if (!schedule_selects(&s->m->facts.filter, i))
		return 0;
	facts_show(&s->m->facts, &shown);
	schedule_csv_row(&s->line, s->m->request->config->initials, s->n,
	    &shown);
	if (s->m->request->text != NULL && text_write(s, i, err) == -1)
		return -1;
	stream_put(s);
	return 0;
}

static int
write_schedule(struct making *m, struct out *out, struct err *err)
{
	CLEANUP(stream_done) struct stream s = { m, out,
		{ .max = SCHEDULE_LINE_MAX } };
	struct filter all = FILTER_ALL;

	schedule_csv_head(&s.line);
	if (m->request->text != NULL) {
		s.line.len--;
		buf_add_str(&s.line, SCHEDULE_TEXT "\n");
	}
	stream_put(&s);
	return incident_list(m->store, &all, put_schedule_row, &s, err);
}

static int
write_counts(struct making *m, struct out *out, struct err *err)
{
	CLEANUP(stream_done) struct stream s = { m, out,
		{ .max = JSONL_LINE_MAX } };
	const struct grid *g = &m->facts.grid;

	(void)err;
	counts_csv_head(&s.line);
	for (int d = 0; d < g->n; d++) {
		for (size_t i = 0; i < g->n_rows; i++)
			counts_csv_row(&s.line, g, &g->rows[i], d,
			    (enum coverage)m->facts.coverage[d]);
		stream_put(&s);
	}
	stream_put(&s);
	return 0;
}

/* The file of one part of the originals done, and that of the next begun. */
static int
turn_part(int part, struct out **out, void *arg, struct err *err)
{
	struct making *m = arg;
	CLEANUP(str_free) char *path = NULL;
	enum bag_file file = bag_part(m->part);

	if (*out != NULL && out_close(out, &m->sums[file].digest,
	    &m->sums[file].size, err) != 0)
		return -1;
	if (part < 0)
		return 0;
	m->part = part;
	path = output_dir_path(&m->folder, bag_part(part));
	return out_open(path, out, err);
}

static int
write_originals(struct making *m, struct err *err)
{
	const struct zip_files files = { m->request->part_bytes, turn_part,
		m };

	return zip_write(m->store, &m->facts.filter, &files,
	    &m->made.originals, err);
}

static int
write_readme(struct making *m, struct out *out, struct err *err)
{
	return readme_write(&m->facts, out, err);
}

static int
write_schedule_pdf(struct making *m, struct out *out, struct err *err)
{
	return schedule_pdf_write(m->store, &m->facts, out, err);
}

static int
write_method(struct making *m, struct out *out, struct err *err)
{
	return method_write(&m->facts, out, err);
}

static int
write_chart_pdf(struct making *m, struct out *out, struct err *err)
{
	return chart_pdf_write(&m->facts, out, err);
}

static int
write_chart_svg(struct making *m, struct out *out, struct err *err)
{
	(void)err;
	chart_svg_write(&m->facts, out);
	return 0;
}

static int
write_kept(struct making *m, const struct stamps_one *kept, struct out *out,
    struct err *err)
{
	CLEANUP(buf_done) struct buf bytes = { .max = STAMP_MAX };

	if (kept != NULL && original_get(m->store, &kept->digest, &bytes,
	    err) == -1)
		return -1;
	return put_tag(out, &bytes);
}

static int
write_timestamp(struct making *m, struct out *out, struct err *err)
{
	return write_kept(m, stamps_newest(&m->facts.stamps, NULL), out,
	    err);
}

static int
write_authority(struct making *m, struct out *out, struct err *err)
{
	const struct stamps *all = &m->facts.stamps;

	return write_kept(m, stamps_certificates(all, stamps_newest(all,
	    NULL)), out, err);
}

/* Files that are in originals.zip, or as PDF, too, give way to originals:
 * the chart first, then these two. */
#define STAMP_FILES 2

static bool
is_stamped(const struct making *m)
{
	return stamps_newest(&m->facts.stamps, NULL) != NULL &&
	    files_least(m) + STAMP_FILES <= BAG_MOST;
}

static bool
wants_svg(const struct making *m)
{
	return !m->request->redact && files_least(m) + (is_stamped(m) ?
	    STAMP_FILES : 0) < BAG_MOST;
}

static bool
is_sealed(const struct making *m)
{
	return !m->request->redact;
}

/* In this order: the tag files need the sums of what stands before. */
static const struct {
	enum bag_file file;
	int (*write)(struct making *, struct out *, struct err *);
	/* NULL: always */
	bool (*wanted)(const struct making *);
} writers[] = {
	{ BAG_README, write_readme, NULL },
	{ BAG_SCHEDULE_PDF, write_schedule_pdf, NULL },
	{ BAG_SCHEDULE, write_schedule, NULL },
	{ BAG_COUNTS, write_counts, NULL },
	{ BAG_CHART_PDF, write_chart_pdf, NULL },
	{ BAG_CHART_SVG, write_chart_svg, wants_svg },
	{ BAG_METHOD, write_method, NULL },
	{ BAG_LEDGER, write_ledger, is_sealed },
	{ BAG_ORIGINALS, NULL, is_sealed },	/* write_originals */
	{ BAG_BAGIT, write_bagit, NULL },
	{ BAG_INFO, write_info, NULL },
	{ BAG_SIGNERS, write_signers, is_signed_bundle },
	{ BAG_AUTHORITY, write_authority, is_stamped },
	{ BAG_TIMESTAMP, write_timestamp, is_stamped },
	{ BAG_MANIFEST, write_manifest, NULL },
	{ BAG_TAGMANIFEST, write_tagmanifest, NULL },
	{ BAG_SIGNATURE, write_signature, is_signed_bundle },
};

#define WRITERS (sizeof(writers) / sizeof(writers[0]))

static bool
is_wanted(const struct making *m, size_t which)
{
	return writers[which].wanted == NULL || writers[which].wanted(m);
}

/* Without those that give way. */
static int
files_least(const struct making *m)
{
	int n = 0;

	for (size_t i = 0; i < WRITERS; i++)
		if (writers[i].file == BAG_ORIGINALS)
			n += m->parts.n;
		else if (writers[i].wanted != wants_svg &&
		    writers[i].wanted != is_stamped)
			n += is_wanted(m, i);
	return n;
}

static int
bundle_write_file(struct making *m, size_t which, struct err *err)
{
	enum bag_file file = writers[which].file;
	CLEANUP(str_free) char *path = output_dir_path(&m->folder, file);
	CLEANUP(out_drop) struct out *out = NULL;

	if (file == BAG_ORIGINALS)
		return write_originals(m, err);
	if (out_open(path, &out, err) != 0 ||
	    writers[which].write(m, out, err) != 0)
		return -1;
	return out_close(&out, &m->sums[file].digest, &m->sums[file].size,
	    err);
}

static int
plan_original(int64_t bytes, void *arg, struct err *err)
{
	(void)err;
	parts_add(arg, bytes);
	return 0;
}

/* Before gigabytes are written: do they fit? */
static int
plan_parts(struct making *m, struct err *err)
{
	struct parts *p = &m->parts;
	int room, days = m->facts.grid.n;

	parts_init(p, m->request->part_bytes);
	if (original_sizes(m->store, &m->facts.filter, plan_original, p,
	    err) != 0)
		return -1;
	p->n = p->n == 0 ? 1 : p->n;
	room = BAG_MOST - files_least(m) + p->n;
	room = room < BAG_PARTS ? room : BAG_PARTS;
	if (p->n <= room)
		return 0;
	days = days * room / p->n;
	return err_set(err, EX_DATAERR, "%lld MB of originals need %d files "
	    "and a bundle has room for %d; a shorter period would be right "
	    "(--from, --to), of about %d day%s", (long long)(p->all /
	    1000000), p->n, room, days > 1 ? days : 1, days > 1 ? "s" : "");
}

static void
making_done(struct making *m)
{
	facts_done(&m->facts);
	output_dir_done(&m->folder);
}

static int
bundle_write_all(struct making *m, struct err *err)
{
	if (facts_read(m->store, m->request, &m->facts, err) != 0)
		return -1;
	if (is_sealed(m) && plan_parts(m, err) != 0)
		return -1;
	m->facts.stamp_shown = is_stamped(m);
	for (size_t i = 0; i < WRITERS; i++)
		if (is_wanted(m, i) && bundle_write_file(m, i, err) != 0)
			return -1;
	return output_dir_finish(&m->folder, err);
}

int
bundle_write(struct store *store, const struct bundle_request *request,
    struct bundle_made *made, struct err *err)
{
	CLEANUP(making_done) struct making m = { store, request };
	int rc;

	if (request->redact && request->text != NULL)
		return err_set(err, EX_USAGE, "a reading copy prints no text; "
		    "--redact without --reveal would be right");
	if (request->filter.channel != -1 || request->filter.kind != NULL)
		return err_set(err, EX_USAGE, "a bundle is selected by days "
		    "and person only: a channel left out would mislead");
	for (int i = 0; i < BAG_FILES; i++)
		m.sums[i].size = -1;
	if (output_dir_open(request->dir, &m.folder, err) != 0 ||
	    store_snapshot(store, err) != 0)
		return -1;
	rc = bundle_write_all(&m, err);
	store_rollback(store);
	if (rc != 0)
		return -1;
	*made = m.made;
	made->incidents = m.facts.listed;
	for (int i = 0; i < BAG_FILES; i++)
		made->files += m.sums[i].size >= 0;
	return 0;
}
