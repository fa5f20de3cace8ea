#include "cmd/output/picture.h"

#include <string.h>
#include <strings.h>

#include "bundle/documents/documents.h"

static int
write_svg(const struct facts *f, struct out *out, struct err *err)
{
	(void)err;
	chart_svg_write(f, out);
	return 0;
}

static const struct kind {
	const char *suffix;
	int (*write)(const struct facts *, struct out *, struct err *);
} kinds[] = {
	{ ".svg", write_svg },
	{ ".png", chart_png_write },
	{ ".pdf", chart_pdf_write },
};

static const struct kind *
picture_kind(const char *path)
{
	size_t n = strlen(path);

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (n > 4 && strcasecmp(path + n - 4, kinds[i].suffix) == 0)
			return &kinds[i];
	return NULL;
}

int
picture_write(struct call *call, const struct filter *f, const char *path,
    struct err *err)
{
	const struct bundle_request request = { .filter = *f,
		.config = call->config };
	const struct kind *kind = picture_kind(path);
	CLEANUP(facts_done) struct facts facts = { 0 };
	CLEANUP(out_drop) struct out *out = NULL;
	struct digest digest;
	int64_t size;

	if (kind == NULL)
		return err_set(err, EX_USAGE, "--out: \"%s\" is not right; a "
		    "name that ends in .svg, .png or .pdf would be",
		    path);
	if (f->channel >= 0)
		return err_set(err, EX_USAGE, "a picture shows all channels; "
		    "--out without --channel would be right");
	if (store_snapshot(call->store, err) == -1)
		return -1;
	if (facts_read(call->store, &request, &facts, err) == -1) {
		store_rollback(call->store);
		return -1;
	}
	store_rollback(call->store);
	if (out_open(path, &out, err) == -1 ||
	    kind->write(&facts, out, err) == -1)
		return -1;
	return out_close(&out, &digest, &size, err);
}
