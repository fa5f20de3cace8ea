#include "cmd/command.h"

#include <inttypes.h>
#include <stdio.h>

#include "bundle/bundle.h"

int
cmd_export(struct call *call, struct err *err)
{
	const struct bundle_request request = { .dir = call->args[0],
		.filter = call->filter, .config = call->config,
		.people = call->people, .redact = call->redact };
	struct bundle_made made = { 0 };

	if (bundle_write(call->store, &request, &made, err) == -1)
		return -1;
	if (call->format == FORMAT_TABLE)
		printf("%s: %" PRId64 " incidents, %" PRId64 " originals, %"
		    PRId64 " files\n\n%s: keep it safe, and know who has a "
		    "copy.\nCheck it with: floodmark verify %s\n",
		    call->args[0], made.incidents, made.originals,
		    made.files, call->redact ? "A reading copy, in part "
		    "masked; look through it before you give it away" :
		    "It holds the messages themselves", call->args[0]);
	else
		printf("{\"incidents\":%" PRId64 ",\"originals\":%" PRId64
		    ",\"files\":%" PRId64 "}\n", made.incidents,
		    made.originals, made.files);
	return 0;
}
