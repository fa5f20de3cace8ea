/*
 * chart.pdf and chart.svg, and a PNG file: the same drawing.
 */
#include "bundle/documents/documents.h"
#include "draw/svg.h"

#define TITLE "Contacts per day"
#define PICTURE_WIDTH 840.0
#define PICTURE_TITLE 26.0
#define PANEL 220.0
#define PANEL_ALONE 400.0

static double
panel_height(int panels)
{
	return panels == 1 ? PANEL_ALONE : PANEL;
}

static void
chart_page_head(const struct facts *f, struct page *p,
    const struct chart *chart)
{
	char period[96];

	documents_period(f, period);
	page_text(p, PAGE_TITLE, TITLE);
	page_text(p, PAGE_SMALL, "Counted by receipt in %s. Days covered: %s. "
	    "Half-years without any contact are left out. Figures: "
	    "daily-counts.csv.", f->request->config->timezone, period);
	page_gap(p, 4);
	chart_key(chart, page_canvas(p, chart_key_height(chart,
	    page_width(p))));
}

/* Where there is no panel to draw. */
static const char *
nothing(const struct facts *f)
{
	return f->covered[COVERAGE_FULL] + f->covered[COVERAGE_PARTIAL] > 0 ?
	    "No contact was counted." : "Nothing was collected in this "
	    "period: how many contacts there were is not known.";
}

int
chart_pdf_write(const struct facts *f, struct out *out, struct err *err)
{
	struct chart chart = facts_chart(f);
	struct documents_foot foot;
	struct page_setup setup = { TITLE, NULL, foot.text, f->newest_ms,
		true, documents_notice(f) };
	CLEANUP(page_drop) struct page *p = NULL;
	int panels = chart_panels(&chart);

	documents_foot(f, &foot);
	if (page_open(out, &setup, &p, err) != 0)
		return -1;
	chart_page_head(f, p, &chart);
	for (int i = 0; i < panels; i++)
		chart_panel(&chart, i,
		    page_canvas(p, panel_height(panels)));
	if (panels == 0)
		page_text(p, PAGE_BODY, "%s", nothing(f));
	return page_close(&p, NULL, err);
}

/* A picture stands alone: whose contacts, by what clock, and what it leaves
 * out. */
static void
put_title(const struct facts *f, struct canvas *c)
{
	CLEANUP(buf_done) struct buf text = { .max = 400, .truncate = true };

	c->text(c, 8, 18, 13, ANCHOR_START, 0, span_str(TITLE));
	if (f->filter.person != NULL)
		buf_addf(&text, "From %s; c", facts_label(f,
		    f->filter.person));
	else
		buf_add_str(&text, "C");
	buf_addf(&text, "ounted by receipt in %s; half-years without any "
	    "contact are left out", f->request->config->timezone);
	c->text(c, PICTURE_WIDTH - 6, 18, 7, ANCHOR_END, 0x666666,
	    buf_span(&text));
}

/* The same picture in every format but PDF. */
static void
put_picture(const struct facts *f, const struct chart *chart,
    struct canvas *c)
{
	int panels = chart_panels(chart);
	double each = panel_height(panels);
	double key = chart_key_height(chart, PICTURE_WIDTH);

	put_title(f, c);
	c->y = PICTURE_TITLE;
	chart_key(chart, c);
	c->height = each;
	for (int i = 0; i < panels; i++) {
		c->y = PICTURE_TITLE + key + i * each;
		chart_panel(chart, i, c);
	}
	if (panels == 0)
		c->text(c, 34, key + 14, 9, ANCHOR_START, 0,
		    span_str(nothing(f)));
}

static double
picture_height(const struct chart *chart)
{
	int panels = chart_panels(chart);

	return PICTURE_TITLE + chart_key_height(chart, PICTURE_WIDTH) +
	    (panels == 0 ? 32 : panels * panel_height(panels));
}

void
chart_svg_write(const struct facts *f, struct out *out)
{
	struct chart chart = facts_chart(f);
	struct svg svg;

	svg_begin(&svg, out, PICTURE_WIDTH, picture_height(&chart), TITLE);
	put_picture(f, &chart, &svg.canvas);
	svg_end(&svg);
}

int
chart_png_write(const struct facts *f, struct out *out, struct err *err)
{
	struct chart chart = facts_chart(f);
	CLEANUP(page_drop) struct page *p = NULL;

	if (page_picture_open(out, PICTURE_WIDTH, picture_height(&chart), &p,
	    err) != 0)
		return -1;
	put_picture(f, &chart, page_picture(p));
	return page_picture_close(&p, err);
}
