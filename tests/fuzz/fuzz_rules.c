/* A people file or a platforms' file: read, its patterns compiled. */
#include "match/matcher.h"
#include "tests/fuzz/yaml_file.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(people_cleanup) struct people *people = NULL;
	CLEANUP(matcher_cleanup) struct matcher *m = NULL;
	char country[] = "GB", path[32];
	struct config none = { .country = country };
	struct err err = { 0 };
	int fd = yaml_file(data, size, path);

	if (people_load_file(path, &people, &err) == -1 ||
	    matcher_new(&none, people, &m, &err) == -1)
		HOLDS(err.code == EX_CONFIG && err.text[0] != '\0');
	close(fd);
	return 0;
}
