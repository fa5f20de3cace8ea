#include "cmd/command.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/day.h"
#include "base/safe.h"
#include "bundle/bundle.h"
#include "cmd/replay/reveal.h"
#include "run/child/key_child.h"
#include "run/child/stamper.h"
#include "seal/signkey.h"
#include "store/records/clocks.h"

struct export_options {
	struct filter filter;
	bool redact, reveal, no_timestamps;
};

static const struct export_options none = { .filter = FILTER_ALL };

static const struct option_place places[] = {
	{ "--from", offsetof(struct export_options, filter.from) },
	{ "--to", offsetof(struct export_options, filter.to) },
	{ "--person", offsetof(struct export_options, filter.person) },
	{ "--redact", offsetof(struct export_options, redact) },
	{ "--reveal", offsetof(struct export_options, reveal) },
	{ "--no-timestamps", offsetof(struct export_options, no_timestamps) },
};

const struct option_set export_options = OPTION_SET(none, places);

/* A bundle without the newest one is still a bundle. */
static void
tell_unstamped(const struct authority *a, const char *why, void *arg)
{
	CLEANUP(buf_done) struct buf line = { .max = 1024, .truncate = true };

	(void)arg;
	safe_text(&line, span_str(why), SAFE_ONE_LINE);
	fprintf(stderr, "floodmark: no new timestamp: %s %s\n", a->name,
	    buf_str(&line));
}

static int
record_key(struct call *call, struct store *s, struct ed25519_key *key,
    struct err *err)
{
	if (signkey_open(call->config->signing_key, key, err) != 0)
		return -1;
	return signkey_record(s, call->config->store, &key->public,
	    clock_now_ms(), err);
}

/*
 * The ledger names the key before its head is stamped, or there would be one
 * row more after each first stamp; the key itself is read when nobody is
 * asked any more (run/child/key_child.h).  What is wrong with it is told by
 * then.
 */
static int
name_key(struct call *call, struct err *err)
{
	CLEANUP(buf_done) struct buf last = { .max = SIGNKEY_TEXT };
	CLEANUP(store_cleanup) struct store *own = NULL;
	char key[SIGNKEY_TEXT];
	struct err later;
	int rc = setting_get(call->store, SIGNKEY_SETTING, &last, err);

	if (rc != 1)
		return rc;
	if (key_child_ask(call->config->signing_key, key, &later) == -1)
		return 0;
	if (store_open(call->config->store, STORE_WRITE, &own, err) == -1)
		return -1;
	store_keep_clock(own);
	return setting_record(own, SIGNKEY_SETTING, key, clock_now_ms(), err);
}

/* A reading copy holds none. */
static int
stamp(struct call *call, struct err *err)
{
	const struct export_options *o = call->options;

	if (o->no_timestamps || o->redact ||
	    call->config->n_authorities == 0)
		return 0;
	if (name_key(call, err) == -1)
		return -1;
	return stamper_ask_all(call->config, call->store, tell_unstamped,
	    NULL, err);
}

static void
reveal_cleanup(struct reveal **r)
{
	reveal_close(*r);
}

static int
export_text(void *arg, struct store *store, const struct incident *in,
    struct buf *out, struct err *err)
{
	return reveal_line(arg, store, in, out, err);
}

int
cmd_export(struct call *call, struct err *err)
{
	CLEANUP(reveal_cleanup) struct reveal *reveal = NULL;
	CLEANUP(ed25519_wipe) struct ed25519_key key = { 0 };
	const struct export_options *o = call->options;
	struct bundle_request request = { .dir = call->args[0],
		.filter = o->filter, .config = call->config,
		.people = call->people, .redact = o->redact,
		.key = &key };
	struct bundle_made made = { 0 };

	/* What the ledger says of the key comes before the snapshot; the
	 * reader begins as a copy of this process, so it starts before. */
	if (stamp(call, err) != 0 || (o->reveal &&
	    reveal_open(call, &reveal, err) == -1) ||
	    record_key(call, call->store, &key, err) != 0)
		return -1;
	if (reveal != NULL) {
		request.text = export_text;
		request.text_arg = reveal;
	}
	if (bundle_write(call->store, &request, &made, err) == -1)
		return -1;
	if (call->format == FORMAT_TABLE)
		printf("%s: %" PRId64 " incidents, %" PRId64 " originals, %"
		    PRId64 " files\n\n%s: keep it safe, and know who has a "
		    "copy.\nCheck it with: floodmark verify %s\n",
		    call->args[0], made.incidents, made.originals,
		    made.files, o->redact ? "A reading copy, in part "
		    "masked; look through it before you give it away" :
		    "It holds the messages themselves", call->args[0]);
	else
		printf("{\"incidents\":%" PRId64 ",\"originals\":%" PRId64
		    ",\"files\":%" PRId64 "}\n", made.incidents,
		    made.originals, made.files);
	return 0;
}
