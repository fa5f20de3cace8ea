/* Versions, configuration and rules, before any row that comes of them. */
#include "config.h"

#include "run/engine/private.h"

#include "base/backoff.h"
#include "base/log.h"
#include "run/child/key_child.h"

#define RETRY_MS 5000		/* for the key; then doubled */
#define RETRY_MOST_MS 3600000

/* Mail is read without one, too; export says it again. */
static bool
find_signing_key(const struct engine *e, char out[SIGNKEY_TEXT])
{
	struct err err;

	if (key_child_ask(e->config->signing_key, out, &err) == 0)
		return true;
	log_line(LOG_LEVEL_WARNING, "%s", err.text);
	return false;
}

static int
settings_write(struct engine *e, const char *key, struct err *err)
{
	char configuration[DIGEST_TEXT];
	const struct {
		const char *name, *value;
	} rows[] = {
		{ "version", PACKAGE_VERSION },
		{ "configuration", configuration },
		{ "rules", e->people->digest },
		{ "timezone", e->config->timezone },
		{ "dkim", dkim_mode_name(e->config->dkim) },
		{ SIGNKEY_SETTING, key },
	};

	config_digest(e->config, configuration);
	if (batch_begin(e, err) == -1)
		return -1;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].value != NULL &&
		    setting_record(e->store, rows[i].name, rows[i].value,
		    clock_now_ms(), err) == -1)
			return -1;
	for (size_t i = 0; i < e->n_links; i++)
		if (commit_status(e, &e->links[i], err) == -1)
			return -1;
	return batch_commit(e, err);
}

int
settings_record(struct engine *e, struct err *err)
{
	char key[SIGNKEY_TEXT];
	bool has_key = find_signing_key(e, key);

	e->settings_due = true;
	if (settings_write(e, has_key ? key : NULL, err) == -1)
		return -1;
	e->settings_due = !has_key;
	if (has_key)
		e->settings_failures = 0;
	else
		e->settings_ms = clock_ticks_ms() + backoff_ms(RETRY_MS,
		    RETRY_MOST_MS, e->settings_failures++);
	return 0;
}

void
settings_work(struct engine *e)
{
	struct err err;

	if (!e->settings_due || e->stalled || e->open ||
	    clock_ticks_ms() < e->settings_ms)
		return;
	if (settings_record(e, &err) == -1)
		batch_stall(e, &err);
}
