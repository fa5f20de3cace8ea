/*
 * floodmarkd: the daemon.  See floodmarkd(8).
 */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/day.h"
#include "base/log.h"
#include "base/sandbox.h"
#include "match/matcher.h"
#include "match/specimen.h"
#include "run/child/stamper.h"
#include "run/engine/engine.h"

struct arguments {
	const char *config_path;
	struct hours quiet;
	bool once, check, help, version;
};

static const char usage[] =
    "floodmarkd [-c FILE] [--once] [--check] [--quiet-hours HH:MM-HH:MM]\n\n"
    "  -c FILE    the configuration (else $FLOODMARK_CONFIG, the user's, "
    "/etc)\n"
    "  --once     one complete pass over all sources, then exit\n"
    "  --check    check the configuration, the rules and their "
    "specimens, then exit\n"
    "  --quiet-hours HH:MM-HH:MM    no alert then, but for those that have "
    "hours of\n             their own\n";

static int
options_parse(int argc, char **argv, struct arguments *a, struct err *err)
{
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--once") == 0)
			a->once = true;
		else if (strcmp(argv[i], "--check") == 0)
			a->check = true;
		else if (strcmp(argv[i], "--help") == 0 ||
		    strcmp(argv[i], "-h") == 0)
			a->help = true;
		else if (strcmp(argv[i], "--version") == 0)
			a->version = true;
		else if (strcmp(argv[i], "-c") == 0 && i + 1 < argc)
			a->config_path = argv[++i];
		else if (strcmp(argv[i], "--quiet-hours") == 0 &&
		    i + 1 < argc) {
			if (hours_parse(argv[++i], &a->quiet, err) == -1)
				return -1;
		} else
			return err_set(err, EX_USAGE, "\"%s\" is not right; "
			    "-c FILE, --once, --check or --quiet-hours "
			    "HH:MM-HH:MM would be", argv[i]);
	}
	return 0;
}

/* Everything that can be wrong in the user's files is found here. */
static int
files_load(const struct arguments *a, struct config **config,
    struct people **people, struct err *err)
{
	CLEANUP(matcher_cleanup) struct matcher *matcher = NULL;

	if (config_load(a->config_path, config, err) == -1 ||
	    people_load((*config)->rules, people, err) == -1)
		return -1;
	if (matcher_new(*config, *people, &matcher, err) == -1)
		return -1;
	/* A rule that is not as it says still works, and an authority without
	 * its certificates keeps nothing else from it: only a check asks. */
	if (a->check && stamper_check(*config, err) == -1)
		return -1;
	return a->check ? specimens_check(*people, err) : 0;
}

static int
work(const struct arguments *a, struct config *config, struct people *people,
    struct err *err)
{
	const struct engine_options options = {
		.config_path = a->config_path, .once = a->once,
		.quiet = a->quiet };
	struct store *store = NULL;
	int code;

	if (store_open(config->store, STORE_DAEMON, &store, err) == -1) {
		people_free(people);
		config_free(config);
		return -1;
	}
	code = engine_run(config, people, store, &options);
	store_close(store);
	return code;
}

static int
daemon_run(int argc, char **argv)
{
	struct arguments a = { 0 };
	struct config *config = NULL;
	struct people *people = NULL;
	struct err err;
	int code;

	if (options_parse(argc, argv, &a, &err) == -1) {
		log_line(LOG_LEVEL_ERROR, "%s", err.text);
		return err.code;
	}
	if (a.help || a.version) {
		if (a.help)
			printf("%s", usage);
		else
			printf("floodmarkd %s%s\n", PACKAGE_VERSION,
			    clock_note());
		return EX_OK;
	}
	if (files_load(&a, &config, &people, &err) == -1) {
		log_line(LOG_LEVEL_ERROR, "%s", err.text);
		people_free(people);
		config_free(config);
		return err.code;
	}
	if (a.check) {
		people_free(people);
		config_free(config);
		printf("the configuration and the rules are right\n");
		return EX_OK;
	}
	code = work(&a, config, people, &err);
	if (code == -1) {
		log_line(LOG_LEVEL_ERROR, "%s", err.text);
		return err.code;
	}
	return code;
}

int
main(int argc, char **argv)
{
#ifndef SANITIZED
	struct err err;
#endif
	int code;

	log_open("floodmarkd", LOG_LEVEL_INFO);
#ifndef SANITIZED	/* who look for leaks from outside */
	if (sandbox_hide(&err) == -1) {
		log_line(LOG_LEVEL_ERROR, "%s", err.text);
		return err.code;
	}
#endif
	code = daemon_run(argc, argv);
	log_close();
	return code;
}
