/* A configuration: refused with a sentence, or whole. */
#include "conf/config.h"
#include "tests/fuzz/yaml_file.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(config_cleanup) struct config *c = NULL;
	char path[32];
	struct err err = { 0 };
	int fd = yaml_file(data, size, path);

	if (config_load(path, &c, &err) == -1) {
		HOLDS(err.code != 0 && err.text[0] != '\0');
	} else {
		HOLDS(c->store != NULL && c->rules != NULL);
		HOLDS(c->timezone != NULL && c->n_accounts > 0);
	}
	close(fd);
	return 0;
}
