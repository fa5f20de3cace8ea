/* What a process that was taken over may send: frames of every kind. */
#include <string.h>

#include "base/err.h"
#include "model/dkim.h"
#include "model/folder.h"
#include "model/message.h"
#include "model/miss.h"
#include "model/verdict.h"
#include "tests/fuzz/fuzz.h"

static void
take(struct frame *f)
{
	static struct verdict v;
	struct message m;
	struct folder folder;
	struct point point;
	struct missing missing;
	static struct signatures signatures;
	static struct key_record key;
	struct checked checked;

	switch (f->kind % 8) {
	case 0:
		verdict_get(f, &v);
		HOLDS(f->bad || v.n_findings <= VERDICT_FINDINGS_MAX);
		break;
	case 1:
		message_get(f, &m);
		HOLDS(f->bad || m.role < ROLE_COUNT);
		break;
	case 2:
		folder_get(f, &folder);
		HOLDS(f->bad || folder.name.len <= FOLDER_NAME_MAX);
		break;
	case 3:
		point_get(f, &point);
		break;
	case 5:
		signatures_get(f, &signatures);
		HOLDS(signatures.n <= DKIM_SIGNATURES_MAX &&
		    signatures.n_stated <= DKIM_STATED_MAX);
		break;
	case 6:
		checked_get(f, &checked);
		HOLDS((unsigned)checked.result < DKIM_RESULT_COUNT);
		break;
	case 7:
		key_record_get(f, &key);
		HOLDS((unsigned)key.answer < ANSWER_COUNT &&
		    strlen(key.text) <= DKIM_RECORD_MAX);
		break;
	default:
		missing_get(f, &missing);
		HOLDS(f->bad || missing.miss < MISS_COUNT);
		break;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct wire w;
	struct frame f;

	wire_init(&w, -1);
	buf_add(&w.in, data, size);
	while (frame_next(&w, &f) == 1) {
		take(&f);
		(void)!frame_close(&f);
	}
	wire_done(&w);
	return 0;
}
