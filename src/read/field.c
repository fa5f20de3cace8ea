#include "read/read.h"

struct span
letter_field(const struct letter *l, const char *name)
{
	for (const struct field *f = l->fields; f != NULL; f = f->next)
		if (span_ieq_str(f->name, name))
			return f->value;
	return (struct span){ NULL, 0 };
}
