#include "draw/svg.h"

#include <math.h>
#include <stdlib.h>

#include "base/safe.h"

#define TEXT_MAX ((size_t)8 * 1024)

/* Hundredths, without printf's %f: a locale may write it with a comma. */
static void
put_number(struct buf *b, double v)
{
	long n = lround(v * 100);

	buf_addf(b, "%s%ld", n < 0 ? "-" : "", labs(n) / 100);
	if (labs(n) % 100 != 0)
		buf_addf(b, ".%02ld", labs(n) % 100);
}

static void
put_attribute(struct buf *b, const char *name, double v)
{
	buf_addf(b, " %s=\"", name);
	put_number(b, v);
	buf_add_char(b, '"');
}

static void
svg_put_text(struct buf *b, struct span raw)
{
	CLEANUP(buf_done) struct buf safe = { .max = TEXT_MAX,
		.truncate = true };

	safe_text(&safe, raw, SAFE_ONE_LINE);
	for (size_t i = 0; i < safe.len; i++) {
		char c = safe.at[i];

		if (c == '<' || c == '>' || c == '&' || c == '"')
			buf_addf(b, "&#%d;", c);
		else
			buf_add_char(b, c);
	}
}

static void
svg_flush(struct canvas *c, struct buf *b)
{
	struct svg *s = (struct svg *)c;

	buf_add_char(b, '\n');
	out_add(s->out, buf_span(b));
}

static void
svg_fill(struct canvas *c, double x, double y, double w, double h,
    uint32_t colour)
{
	CLEANUP(buf_done) struct buf b = { .max = TEXT_MAX };

	buf_add_str(&b, "<rect");
	put_attribute(&b, "x", c->x + x);
	put_attribute(&b, "y", c->y + y);
	put_attribute(&b, "width", w);
	put_attribute(&b, "height", h);
	buf_addf(&b, " fill=\"#%06x\"/>", (unsigned)colour);
	svg_flush(c, &b);
}

static void
svg_line(struct canvas *c, double x1, double y1, double x2, double y2,
    double thick, uint32_t colour)
{
	CLEANUP(buf_done) struct buf b = { .max = TEXT_MAX };

	buf_add_str(&b, "<line");
	put_attribute(&b, "x1", c->x + x1);
	put_attribute(&b, "y1", c->y + y1);
	put_attribute(&b, "x2", c->x + x2);
	put_attribute(&b, "y2", c->y + y2);
	put_attribute(&b, "stroke-width", thick);
	buf_addf(&b, " stroke=\"#%06x\"/>", (unsigned)colour);
	svg_flush(c, &b);
}

static void
svg_text(struct canvas *c, double x, double y, double size,
    enum anchor anchor, uint32_t colour, struct span text)
{
	static const char *const names[] = { "start", "middle", "end" };
	CLEANUP(buf_done) struct buf b = { .max = TEXT_MAX * 8 };

	buf_add_str(&b, "<text");
	put_attribute(&b, "x", c->x + x);
	put_attribute(&b, "y", c->y + y);
	put_attribute(&b, "font-size", size);
	buf_addf(&b, " text-anchor=\"%s\" fill=\"#%06x\">", names[anchor],
	    (unsigned)colour);
	svg_put_text(&b, text);
	buf_add_str(&b, "</text>");
	svg_flush(c, &b);
}

void
svg_begin(struct svg *s, struct out *out, double width, double height,
    const char *title)
{
	CLEANUP(buf_done) struct buf b = { .max = TEXT_MAX };

	*s = (struct svg){ { 0, 0, width, height, svg_fill, svg_line,
		svg_text }, out };
	buf_add_str(&b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	    "<svg xmlns=\"http://www.w3.org/2000/svg\"");
	put_attribute(&b, "width", width);
	put_attribute(&b, "height", height);
	buf_add_str(&b, " viewBox=\"0 0 ");
	put_number(&b, width);
	buf_add_char(&b, ' ');
	put_number(&b, height);
	buf_add_str(&b, "\" font-family=\"DejaVu Sans, Arial, sans-serif\">\n"
	    "<title>");
	svg_put_text(&b, span_str(title));
	buf_add_str(&b, "</title>");
	svg_flush(&s->canvas, &b);
	svg_fill(&s->canvas, 0, 0, width, height, 0xffffff);
}

void
svg_end(struct svg *s)
{
	out_str(s->out, "</svg>\n");
}
