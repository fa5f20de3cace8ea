#include "store/core/table.h"

#include "store/core/column_type.h"

void
table_bind(struct query *q, enum table_id id, const void *row)
{
	const struct table *t = &tables[id];

	for (size_t i = 0; i < t->n_columns; i++)
		column_bind(q, &t->columns[i],
		    (const char *)row + t->columns[i].at);
}

int
table_read(struct query *q, enum table_id id, void *row, struct err *err)
{
	const struct table *t = &tables[id];
	int at = 0;

	if (t->id_at != NO_ID)
		*(int64_t *)((char *)row + t->id_at) = query_get_int(q, at++);
	for (size_t i = 0; i < t->n_columns; i++, at++)
		if (!column_read(q, at, &t->columns[i],
		    (char *)row + t->columns[i].at))
			return err_set(err, EX_DATAERR,
			    "table %s holds a %s that this program does not "
			    "know", t->name, t->columns[i].param + 1);
	return 0;
}
