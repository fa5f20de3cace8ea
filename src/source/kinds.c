#include "source/source.h"

static const struct source_ops *const kinds[SOURCE_COUNT] = {
	[SOURCE_IMAP] = &source_imap,
};

const struct source_ops *
source_of(const struct account *a)
{
	return kinds[a->kind];
}
