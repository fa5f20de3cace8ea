#include "config.h"

#include "draw/page.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/day.h"
#include "base/file.h"
#include "base/library.h"
#include "base/safe.h"

/* It brings cairo, pango and gobject along. */
#define LIBRARY "libpangocairo-1.0.so.0"

#define DRAWING(F) \
	F(cairo_arc) \
	F(cairo_clip) \
	F(cairo_create) \
	F(cairo_destroy) \
	F(cairo_fill) \
	F(cairo_font_options_create) \
	F(cairo_font_options_destroy) \
	F(cairo_font_options_set_antialias) \
	F(cairo_font_options_set_hint_metrics) \
	F(cairo_font_options_set_hint_style) \
	F(cairo_image_surface_create) \
	F(cairo_line_to) \
	F(cairo_move_to) \
	F(cairo_new_path) \
	F(cairo_paint) \
	F(cairo_pdf_surface_add_outline) \
	F(cairo_pdf_surface_create_for_stream) \
	F(cairo_pdf_surface_set_metadata) \
	F(cairo_rectangle) \
	F(cairo_restore) \
	F(cairo_save) \
	F(cairo_scale) \
	F(cairo_set_line_width) \
	F(cairo_set_source_rgb) \
	F(cairo_show_page) \
	F(cairo_status) \
	F(cairo_status_to_string) \
	F(cairo_stroke) \
	F(cairo_surface_destroy) \
	F(cairo_surface_finish) \
	F(cairo_surface_status) \
	F(cairo_surface_write_to_png_stream) \
	F(cairo_tag_begin) \
	F(cairo_tag_end) \
	F(g_object_unref) \
	F(pango_attr_font_features_new) \
	F(pango_attr_list_insert) \
	F(pango_attr_list_new) \
	F(pango_attr_list_unref) \
	F(pango_cairo_context_set_font_options) \
	F(pango_cairo_context_set_resolution) \
	F(pango_cairo_font_map_get_default) \
	F(pango_cairo_show_layout) \
	F(pango_context_set_base_dir) \
	F(pango_context_set_language) \
	F(pango_context_set_round_glyph_positions) \
	F(pango_font_description_free) \
	F(pango_font_description_new) \
	F(pango_font_description_set_family_static) \
	F(pango_font_description_set_size) \
	F(pango_font_description_set_weight) \
	F(pango_font_map_create_context) \
	F(pango_language_from_string) \
	F(pango_layout_get_baseline) \
	F(pango_layout_get_extents) \
	F(pango_layout_get_line_count) \
	F(pango_layout_get_unknown_glyphs_count) \
	F(pango_layout_new) \
	F(pango_layout_set_alignment) \
	F(pango_layout_set_attributes) \
	F(pango_layout_set_auto_dir) \
	F(pango_layout_set_ellipsize) \
	F(pango_layout_set_font_description) \
	F(pango_layout_set_height) \
	F(pango_layout_set_single_paragraph_mode) \
	F(pango_layout_set_text) \
	F(pango_layout_set_width) \
	F(pango_layout_set_wrap)

static struct {
	DRAWING(LIBRARY_MEMBER)
} lib;

static const char *const names[] = { DRAWING(LIBRARY_NAME) };

#define A4_SHORT 595.0
#define A4_LONG 842.0
#define MARGIN 40.0
#define PICTURE_SCALE 2.0	/* pixels a point */
#define FOOT 26.0		/* from the paper's edge to the footer's line */
#define NOTICE 13.0
#define HEAD 24.0		/* and to the header */
#define FOOT_SIZE 7.0
#define LINE_BELOW 16.0		/* what a heading wants below it */
#define CELL_PAD 3.0
#define TEXT_MAX ((size_t)16 * 1024)	/* bytes of one paragraph */
#define CELL_MAX ((size_t)400)		/* bytes of a cell worth shaping */
#define KNOWN_MAX 1024			/* shaped cells kept */

#define DOCUMENT "Document"	/* the tag around all others */

#define INK 0x000000
#define PAPER 0xffffff
#define GREY 0x555555
#define HAIR 0xaaaaaa
#define SHADE 0xeeeeee

static const struct style {
	const char *tag;	/* its part in the document's structure */
	const char *family;
	double size, before, indent;
	bool bold;
	uint32_t colour;
} styles[PAGE_STYLE_COUNT] = {
	[PAGE_TITLE] = { "H1", "Sans", 16, 0, 0, true, INK },
	[PAGE_HEADING] = { "H2", "Sans", 10, 6.5, 0, true, INK },
	[PAGE_BODY] = { "P", "Sans", 8.2, 2, 0, false, INK },
	[PAGE_BULLET] = { "LI", "Sans", 8.2, 1.2, 11, false, INK },
	[PAGE_SMALL] = { "P", "Sans", 7.2, 2, 0, false, GREY },
	[PAGE_CODE] = { "P", "Monospace", 7.2, 1, 11, false, INK },
	[PAGE_FORM] = { "P", "Sans", 8.6, 9, 0, false, INK },
};

/* A cell's line once shaped: most cells of a schedule say the same. */
struct known {
	uint64_t hash;
	double width, size;
	bool right;
	struct buf text;
	PangoLayout *layout;
};

struct page {
	struct canvas canvas;	/* first: page_canvas hands it out */
	struct out *out;
	struct page_setup setup;
	cairo_surface_t *surface;
	cairo_t *cr;
	PangoContext *context;
	PangoLayout *layout;	/* of the paragraph in hand */
	PangoLayout *edge;	/* of header and footer */
	struct buf text;	/* the paragraph in hand, made safe */
	struct buf cell;
	double width, height;	/* of the paper */
	double y;		/* where the next thing goes */
	int number;
	const struct page_table *table;	/* NULL: none is open */
	struct known known[KNOWN_MAX];
};

static cairo_status_t
page_take(void *arg, const unsigned char *bytes, unsigned len)
{
	struct out *out = arg;

	return out_add(out, span_of(bytes, len)) ? CAIRO_STATUS_SUCCESS :
	    CAIRO_STATUS_WRITE_ERROR;
}

static void
page_ink(struct page *p, uint32_t colour)
{
	lib.cairo_set_source_rgb(p->cr, (colour >> 16 & 255) / 255.0,
	    (colour >> 8 & 255) / 255.0, (colour & 255) / 255.0);
}

static void
set_font(PangoLayout *layout, const char *family, double size, bool bold)
{
	PangoFontDescription *font = lib.pango_font_description_new();

	lib.pango_font_description_set_family_static(font, family);
	lib.pango_font_description_set_size(font, (int)(size * PANGO_SCALE));
	if (bold)
		lib.pango_font_description_set_weight(font, PANGO_WEIGHT_BOLD);
	lib.pango_layout_set_font_description(layout, font);
	lib.pango_font_description_free(font);
}

/* What a locale or a screen would otherwise decide. */
static PangoContext *
new_context(void)
{
	PangoContext *context = lib.pango_font_map_create_context(
	    lib.pango_cairo_font_map_get_default());
	cairo_font_options_t *options = lib.cairo_font_options_create();

	lib.cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
	lib.cairo_font_options_set_hint_metrics(options,
	    CAIRO_HINT_METRICS_OFF);
	lib.cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
	lib.pango_cairo_context_set_font_options(context, options);
	lib.pango_cairo_context_set_resolution(context, 72);
	lib.pango_context_set_round_glyph_positions(context, FALSE);
	lib.pango_context_set_language(context,
	    lib.pango_language_from_string("en-gb"));
	lib.pango_context_set_base_dir(context, PANGO_DIRECTION_LTR);
	lib.cairo_font_options_destroy(options);
	return context;
}

/* In a digest "ff" is two letters, and one glyph for two is not found by
 * every reader's search. */
static void
forbid_ligatures(PangoLayout *layout)
{
	PangoAttrList *attrs = lib.pango_attr_list_new();

	lib.pango_attr_list_insert(attrs, lib.pango_attr_font_features_new(
	    "liga=0, clig=0, dlig=0"));
	lib.pango_layout_set_attributes(layout, attrs);
	lib.pango_attr_list_unref(attrs);
}

static PangoLayout *
new_layout(PangoContext *context)
{
	PangoLayout *layout = lib.pango_layout_new(context);

	forbid_ligatures(layout);

	/* A right-to-left name must not turn its line about. */
	lib.pango_layout_set_auto_dir(layout, FALSE);
	return layout;
}

static void
set_metadata(struct page *p)
{
	char made[MOMENT_TEXT];

	moment_text_utc(p->setup.made_ms, made);
	lib.cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_TITLE,
	    p->setup.title);
	lib.cairo_pdf_surface_set_metadata(p->surface,
	    CAIRO_PDF_METADATA_CREATOR, PACKAGE_NAME " " PACKAGE_VERSION);
	lib.cairo_pdf_surface_set_metadata(p->surface,
	    CAIRO_PDF_METADATA_CREATE_DATE, made);
	lib.cairo_pdf_surface_set_metadata(p->surface,
	    CAIRO_PDF_METADATA_MOD_DATE, made);
}

static bool
have_font(struct page *p)
{
	set_font(p->layout, "Sans", 8, false);
	lib.pango_layout_set_text(p->layout, "Read 19", -1);
	return lib.pango_layout_get_unknown_glyphs_count(p->layout) == 0;
}

/* What a screen reader is told the following is, until tag_end. */
static void
tag_begin(struct page *p, const char *tag)
{
	lib.cairo_tag_begin(p->cr, tag, "");
}

static void
tag_end(struct page *p, const char *tag)
{
	lib.cairo_tag_end(p->cr, tag);
}

static void
start_sheet(struct page *p)
{
	p->number++;
	p->y = MARGIN;
}

static void canvas_init(struct page *);

static int
cairo_link(struct err *err)
{
	return library_link(LIBRARY, names, sizeof(names) / sizeof(names[0]),
	    &lib, err);
}

/* What pages and pictures need to write on their surface. */
static int
prepare(struct page *p, struct err *err)
{
	buf_init(&p->text, TEXT_MAX);
	buf_init(&p->cell, CELL_MAX * 10);
	p->text.truncate = p->cell.truncate = true;
	p->cr = lib.cairo_create(p->surface);
	p->context = new_context();
	p->layout = new_layout(p->context);
	p->edge = new_layout(p->context);
	set_font(p->edge, "Sans", FOOT_SIZE, false);
	canvas_init(p);
	if (!have_font(p))
		return err_set(err, EX_UNAVAILABLE, "no font is installed, "
		    "so no page can be written; Debian has one in "
		    "fonts-dejavu-core");
	return 0;
}

int
page_open(struct out *out, const struct page_setup *setup, struct page **to,
    struct err *err)
{
	CLEANUP(page_drop) struct page *p = mem_get(1, sizeof(*p));

	if (cairo_link(err) == -1)
		return -1;
	p->out = out;
	p->setup = *setup;
	p->width = setup->landscape ? A4_LONG : A4_SHORT;
	p->height = setup->landscape ? A4_SHORT : A4_LONG;
	p->surface = lib.cairo_pdf_surface_create_for_stream(page_take, out,
	    p->width, p->height);
	set_metadata(p);
	if (prepare(p, err) == -1)
		return -1;
	tag_begin(p, DOCUMENT);
	start_sheet(p);
	*to = p;
	p = NULL;
	return 0;
}

static void
show(struct page *p, PangoLayout *layout, double x, double y,
    uint32_t colour)
{
	page_ink(p, colour);
	lib.cairo_move_to(p->cr, x, y);
	lib.pango_cairo_show_layout(p->cr, layout);
}

/* At the paper's edge, left or right. */
static void
put_edge(struct page *p, const char *raw, double y, bool right,
    uint32_t colour)
{
	CLEANUP(buf_done) struct buf safe = { .max = 2048,
		.truncate = true };
	PangoRectangle box;
	double x = MARGIN;

	safe_text(&safe, span_str(raw), SAFE_ONE_LINE);
	lib.pango_layout_set_text(p->edge, buf_str(&safe), (int)safe.len);
	lib.pango_layout_get_extents(p->edge, NULL, &box);
	if (right)
		x = p->width - MARGIN - (double)box.width / PANGO_SCALE;
	show(p, p->edge, x, y, colour);
}

static void
put_edges(struct page *p)
{
	char count[64];

	if (p->setup.header != NULL)
		put_edge(p, p->setup.header, HEAD, false, GREY);
	if (p->setup.notice != NULL)
		put_edge(p, p->setup.notice, NOTICE, false, INK);
	put_edge(p, p->setup.footer, p->height - FOOT, false, GREY);
	if (p->setup.pages > 0)
		snprintf(count, sizeof(count), "page %d of %lld", p->number,
		    (long long)p->setup.pages);
	else
		snprintf(count, sizeof(count), "page %d", p->number);
	put_edge(p, count, p->height - FOOT, true, GREY);
}

void
page_break(struct page *p)
{
	put_edges(p);
	lib.cairo_show_page(p->cr);
	start_sheet(p);
}

double
page_left(const struct page *p)
{
	return p->height - FOOT - 8 - p->y;
}

double
page_width(const struct page *p)
{
	return p->width - 2 * MARGIN;
}

void
page_gap(struct page *p, double height)
{
	p->y += height;
}

/* The paragraph in p->text: wrapped, and whole on one page. */
static void
flow(struct page *p, enum page_style which)
{
	const struct style *s = &styles[which];
	double need = which == PAGE_HEADING ? LINE_BELOW : 0, height;
	PangoRectangle box;

	set_font(p->layout, s->family, s->size, s->bold);
	lib.pango_layout_set_width(p->layout,
	    (int)((page_width(p) - s->indent) * PANGO_SCALE));
	lib.pango_layout_set_wrap(p->layout, PANGO_WRAP_WORD_CHAR);
	lib.pango_layout_set_text(p->layout, buf_str(&p->text),
	    (int)p->text.len);
	lib.pango_layout_get_extents(p->layout, NULL, &box);
	height = (double)box.height / PANGO_SCALE;
	if (s->before + height + need > page_left(p) && p->y > MARGIN)
		page_break(p);
	p->y += p->y > MARGIN ? s->before : 0;
	tag_begin(p, s->tag);
	show(p, p->layout, MARGIN + s->indent, p->y, s->colour);
	tag_end(p, s->tag);
	p->y += height;
}

static void
put_bullet(struct page *p)
{
	const struct style *s = &styles[PAGE_BULLET];
	PangoRectangle box;
	int lines = lib.pango_layout_get_line_count(p->layout);
	double line;

	lib.pango_layout_get_extents(p->layout, NULL, &box);
	line = (double)box.height / PANGO_SCALE / (lines < 1 ? 1 : lines);
	page_ink(p, INK);
	lib.cairo_new_path(p->cr);
	lib.cairo_arc(p->cr, MARGIN + s->indent / 2,
	    p->y - line * lines + line * 0.56, 1.3, 0, 2 * G_PI);
	lib.cairo_fill(p->cr);
}

void
page_text(struct page *p, enum page_style style, const char *fmt, ...)
{
	CLEANUP(str_free) char *raw = NULL;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vasprintf(&raw, fmt, ap);
	va_end(ap);
	if (n < 0)
		abort();
	buf_reset(&p->text);
	safe_text(&p->text, span_of(raw, (size_t)n), SAFE_ONE_LINE);
	flow(p, style);
	if (style == PAGE_BULLET)
		put_bullet(p);
}

static void
across(struct page *p, double y, uint32_t colour, double width)
{
	page_ink(p, colour);
	lib.cairo_set_line_width(p->cr, width);
	lib.cairo_move_to(p->cr, MARGIN, y);
	lib.cairo_line_to(p->cr, p->width - MARGIN, y);
	lib.cairo_stroke(p->cr);
}

static void
hair(struct page *p, double y)
{
	across(p, y, HAIR, 0.4);
}

static double
share(const struct page *p, size_t column)
{
	double all = 0;

	for (size_t i = 0; i < p->table->n; i++)
		all += p->table->columns[i].width;
	return page_width(p) * p->table->columns[column].width / all;
}

/* At most CELL_MAX bytes, not cut inside a character. */
static struct span
shorten(struct span s)
{
	if (s.len <= CELL_MAX)
		return s;
	s.len = CELL_MAX;
	while (s.len > 0 && (s.at[s.len] & 0xc0) == 0x80)
		s.len--;
	return s;
}

static uint64_t
hash_of(struct span s)
{
	uint64_t h = 1469598103934665603u;

	for (size_t i = 0; i < s.len; i++)
		h = (h ^ (unsigned char)s.at[i]) * 1099511628211u;
	return h;
}

static void
shape(struct page *p, struct known *k, struct span text, bool bold)
{
	if (k->layout == NULL) {
		k->layout = new_layout(p->context);
		buf_init(&k->text, CELL_MAX * 10);
	}
	buf_reset(&k->text);
	buf_add_span(&k->text, text);
	set_font(k->layout, "Sans", k->size, bold);
	lib.pango_layout_set_single_paragraph_mode(k->layout, TRUE);
	lib.pango_layout_set_width(k->layout, (int)(k->width * PANGO_SCALE));
	lib.pango_layout_set_height(k->layout, -1);
	lib.pango_layout_set_ellipsize(k->layout, PANGO_ELLIPSIZE_MIDDLE);
	lib.pango_layout_set_alignment(k->layout,
	    k->right ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);
	lib.pango_layout_set_text(k->layout, text.at, (int)text.len);
}

static PangoLayout *
shaped(struct page *p, struct span text, double width, bool right, bool bold)
{
	double size = p->table->size;
	uint64_t hash = hash_of(text) ^ (uint64_t)(width * 64) << 20 ^ bold;
	struct known *k = &p->known[hash % KNOWN_MAX];

	if (k->layout != NULL && k->hash == hash && k->width == width &&
	    k->size == size && k->right == right &&
	    span_eq(buf_span(&k->text), text))
		return k->layout;
	k->hash = hash;
	k->width = width;
	k->size = size;
	k->right = right;
	shape(p, k, text, bold);
	return k->layout;
}

struct page_place {
	double x, y, w, h;
	bool right, bold;
	uint32_t colour;
};

static bool
is_plain_text(struct span s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.at[i] < 0x20 || s.at[i] > 0x7e)
			return false;
	return true;
}

/* Stacks of combining marks must not reach into the rows around: what is
 * not plain ASCII is clipped to its line. */
static void
put_line(struct page *p, struct page_place at, struct span raw)
{
	struct span text;
	PangoLayout *layout;

	if (raw.len == 0)
		return;
	buf_reset(&p->cell);
	safe_text(&p->cell, shorten(raw), SAFE_ONE_LINE);
	text = buf_span(&p->cell);
	layout = shaped(p, text, at.w, at.right, at.bold);
	if (is_plain_text(text)) {
		show(p, layout, at.x, at.y, at.colour);
		return;
	}
	lib.cairo_save(p->cr);
	lib.cairo_rectangle(p->cr, at.x, at.y - 1, at.w, at.h + 2);
	lib.cairo_clip(p->cr);
	show(p, layout, at.x, at.y, at.colour);
	lib.cairo_restore(p->cr);
}

static void
page_cells(struct page *p, const struct page_cell *cells, double row,
    bool head)
{
	const struct page_table *t = p->table;
	double x = MARGIN, step = t->size * 1.22;
	double top = p->y + (row - step * t->lines) / 2;

	for (size_t i = 0; i < t->n; i++) {
		double width = share(p, i);

		if (!t->long_list)
			tag_begin(p, head ? "TH" : "TD");
		for (int n = 0; n < t->lines; n++)
			put_line(p, (struct page_place){ x + CELL_PAD,
			    top + n * step, width - 2 * CELL_PAD, step,
			    t->columns[i].right, head,
			    n == 0 || head ? INK : GREY },
			    cells[i].line[n]);
		if (!t->long_list)
			tag_end(p, head ? "TH" : "TD");
		x += width;
	}
}

static double
head_height(const struct page_table *t)
{
	return t->size * 1.22 * t->lines + 7;
}

static void
table_head(struct page *p)
{
	const struct page_table *t = p->table;
	struct page_cell cells[PAGE_COLUMNS_MAX] = { 0 };

	for (size_t i = 0; i < t->n; i++)
		for (int n = 0; n < t->lines; n++)
			cells[i].line[n] = span_str(t->columns[i].title[n]);
	if (!t->long_list)
		tag_begin(p, "TR");
	page_cells(p, cells, head_height(t), true);
	if (!t->long_list)
		tag_end(p, "TR");
	p->y += head_height(t);
	hair(p, p->y);
}

static const char *
table_tag(const struct page_table *t)
{
	return t->long_list ? "L" : "Table";
}

static const char *
row_tag(const struct page_table *t)
{
	return t->long_list ? "LI" : "TR";
}

void
page_table(struct page *p, const struct page_table *table)
{
	p->table = table;
	if (head_height(table) + table->row > page_left(p))
		page_break(p);
	tag_begin(p, table_tag(table));
	table_head(p);
}

void
page_row(struct page *p, const struct page_cell *cells, unsigned look)
{
	double row = p->table->row;

	if (row > page_left(p)) {
		page_break(p);
		table_head(p);
	}
	if ((look & PAGE_ROW_MUTED) != 0) {
		page_ink(p, SHADE);
		lib.cairo_rectangle(p->cr, MARGIN, p->y, page_width(p), row);
		lib.cairo_fill(p->cr);
	}
	if ((look & PAGE_ROW_GROUP) != 0)
		across(p, p->y, INK, 1);
	tag_begin(p, row_tag(p->table));
	page_cells(p, cells, row, false);
	tag_end(p, row_tag(p->table));
	p->y += row;
	hair(p, p->y);
}

void
page_table_end(struct page *p)
{
	tag_end(p, table_tag(p->table));
	p->table = NULL;
	p->y += 4;
}

int
page_table_rows(bool landscape, const struct page_table *t)
{
	double height = landscape ? A4_SHORT : A4_LONG;

	return (int)floor((height - FOOT - 8 - MARGIN - head_height(t)) /
	    t->row);
}

void
page_mark(struct page *p, const char *name)
{
	CLEANUP(buf_done) struct buf safe = { .max = 256, .truncate = true };
	CLEANUP(str_free) char *link = NULL;

	safe_text(&safe, span_str(name), SAFE_ONE_LINE);
	if (asprintf(&link, "page=%d", p->number) < 0)
		abort();
	lib.cairo_pdf_surface_add_outline(p->surface, CAIRO_PDF_OUTLINE_ROOT,
	    buf_str(&safe), link, 0);
}

static void
canvas_fill(struct canvas *c, double x, double y, double w, double h,
    uint32_t colour)
{
	struct page *p = (struct page *)c;

	page_ink(p, colour);
	lib.cairo_rectangle(p->cr, c->x + x, c->y + y, w, h);
	lib.cairo_fill(p->cr);
}

static void
canvas_line(struct canvas *c, double x1, double y1, double x2, double y2,
    double thick, uint32_t colour)
{
	struct page *p = (struct page *)c;

	page_ink(p, colour);
	lib.cairo_set_line_width(p->cr, thick);
	lib.cairo_move_to(p->cr, c->x + x1, c->y + y1);
	lib.cairo_line_to(p->cr, c->x + x2, c->y + y2);
	lib.cairo_stroke(p->cr);
}

static void
canvas_text(struct canvas *c, double x, double y, double size,
    enum anchor anchor, uint32_t colour, struct span text)
{
	struct page *p = (struct page *)c;
	PangoRectangle box;
	double back;

	buf_reset(&p->text);
	safe_text(&p->text, shorten(text), SAFE_ONE_LINE);
	set_font(p->layout, "Sans", size, false);
	lib.pango_layout_set_width(p->layout, -1);
	lib.pango_layout_set_text(p->layout, buf_str(&p->text),
	    (int)p->text.len);
	lib.pango_layout_get_extents(p->layout, NULL, &box);
	back = (double)box.width / PANGO_SCALE * (anchor == ANCHOR_START ? 0 :
	    anchor == ANCHOR_MIDDLE ? 0.5 : 1);
	show(p, p->layout, c->x + x - back, c->y + y -
	    (double)lib.pango_layout_get_baseline(p->layout) / PANGO_SCALE,
	    colour);
}

static void
canvas_init(struct page *p)
{
	p->canvas.fill = canvas_fill;
	p->canvas.line = canvas_line;
	p->canvas.text = canvas_text;
}

struct canvas *
page_canvas(struct page *p, double height)
{
	if (height > page_left(p) + 0.5)
		page_break(p);
	p->canvas.width = page_width(p);
	p->canvas.height = height;
	p->canvas.x = MARGIN;
	p->canvas.y = p->y;
	p->y += height;
	return &p->canvas;
}

static int
page_status(const struct page *p, struct err *err)
{
	cairo_status_t on = lib.cairo_status(p->cr);
	cairo_status_t below = lib.cairo_surface_status(p->surface);

	if (on == CAIRO_STATUS_SUCCESS && below == CAIRO_STATUS_SUCCESS)
		return 0;
	return err_set(err, EX_IOERR, "cannot write \"%s\": %s",
	    p->setup.title, lib.cairo_status_to_string(on !=
	    CAIRO_STATUS_SUCCESS ? on : below));
}

int
page_close(struct page **at, int *pages, struct err *err)
{
	CLEANUP(page_drop) struct page *p = *at;

	*at = NULL;
	put_edges(p);
	tag_end(p, DOCUMENT);
	lib.cairo_show_page(p->cr);
	lib.cairo_surface_finish(p->surface);
	if (pages != NULL)
		*pages = p->number;
	return page_status(p, err);
}

int
page_picture_open(struct out *out, double width, double height,
    struct page **to, struct err *err)
{
	CLEANUP(page_drop) struct page *p = mem_get(1, sizeof(*p));

	if (cairo_link(err) == -1)
		return -1;
	p->out = out;
	p->setup.title = "the picture";
	p->width = width;
	p->height = height;
	p->surface = lib.cairo_image_surface_create(CAIRO_FORMAT_RGB24,
	    (int)(width * PICTURE_SCALE), (int)(height * PICTURE_SCALE));
	if (prepare(p, err) == -1)
		return -1;
	lib.cairo_scale(p->cr, PICTURE_SCALE, PICTURE_SCALE);
	page_ink(p, PAPER);
	lib.cairo_paint(p->cr);
	*to = p;
	p = NULL;
	return 0;
}

struct canvas *
page_picture(struct page *p)
{
	p->canvas.width = p->width;
	p->canvas.height = p->height;
	return &p->canvas;
}

int
page_picture_close(struct page **at, struct err *err)
{
	CLEANUP(page_drop) struct page *p = *at;
	cairo_status_t wrote;

	*at = NULL;
	if (page_status(p, err) == -1)
		return -1;
	wrote = lib.cairo_surface_write_to_png_stream(p->surface, page_take,
	    p->out);
	if (wrote != CAIRO_STATUS_SUCCESS)
		return err_set(err, EX_IOERR, "cannot write the picture: %s",
		    lib.cairo_status_to_string(wrote));
	return 0;
}

static void
unref(void *object)
{
	if (object != NULL)
		lib.g_object_unref(object);
}

void
page_drop(struct page **at)
{
	struct page *p = *at;

	*at = NULL;
	if (p == NULL)
		return;
	for (size_t i = 0; i < KNOWN_MAX; i++) {
		unref(p->known[i].layout);
		buf_done(&p->known[i].text);
	}
	unref(p->layout);
	unref(p->edge);
	unref(p->context);
	if (p->cr != NULL)
		lib.cairo_destroy(p->cr);
	if (p->surface != NULL)
		lib.cairo_surface_destroy(p->surface);
	buf_done(&p->text);
	buf_done(&p->cell);
	free(p);
}
