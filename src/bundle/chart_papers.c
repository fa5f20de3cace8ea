/*
 * chart.pdf and chart.svg: the same drawing twice.
 */
#include "bundle/papers.h"
#include "bundle/svg.h"

#define TITLE "Contacts per day"
#define SVG_WIDTH 840.0
#define SVG_TITLE 26.0
#define PANEL 220.0
#define PANEL_ALONE 400.0

static double
panel_height(int panels)
{
	return panels == 1 ? PANEL_ALONE : PANEL;
}

static void
put_head(const struct facts *f, struct page *p, const struct chart *chart)
{
	char period[96];

	papers_period(f, period);
	page_text(p, PAGE_TITLE, TITLE);
	page_text(p, PAGE_SMALL, "Counted by receipt in %s. Days covered: %s. "
	    "Half-years without any contact are left out. Figures: "
	    "daily-counts.csv.", f->request->config->timezone, period);
	page_gap(p, 4);
	chart_key(chart, page_canvas(p, CHART_KEY));
}

int
chart_pdf_write(const struct facts *f, struct out *out, struct err *err)
{
	struct chart chart = facts_chart(f);
	struct papers_foot foot;
	struct page_setup setup = { TITLE, NULL, foot.text, f->newest_ms,
		true, papers_notice(f) };
	CLEANUP(page_drop) struct page *p = NULL;
	int panels = chart_panels(&chart);

	papers_foot(f, &foot);
	if (page_open(out, &setup, &p, err) != 0)
		return -1;
	put_head(f, p, &chart);
	for (int i = 0; i < panels; i++)
		chart_panel(&chart, i,
		    page_canvas(p, panel_height(panels)));
	if (panels == 0)
		page_text(p, PAGE_BODY, "No contact was counted.");
	return page_close(&p, NULL, err);
}

void
chart_svg_write(const struct facts *f, struct out *out)
{
	struct chart chart = facts_chart(f);
	int panels = chart_panels(&chart);
	double each = panel_height(panels);
	struct svg svg;
	struct canvas *c = &svg.canvas;

	svg_begin(&svg, out, SVG_WIDTH, SVG_TITLE + CHART_KEY +
	    panels * each, TITLE);
	c->text(c, 8, 18, 13, ANCHOR_START, 0, span_str(TITLE));
	c->y = SVG_TITLE;
	chart_key(&chart, c);
	c->height = each;
	for (int i = 0; i < panels; i++) {
		c->y = SVG_TITLE + CHART_KEY + i * each;
		chart_panel(&chart, i, c);
	}
	svg_end(&svg);
}
