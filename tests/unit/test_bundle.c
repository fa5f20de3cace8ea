#include "tests/unit/bundle_rig.h"

#include <errno.h>
#include <locale.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>

#include "bundle/bag.h"
#include "bundle/verify.h"

static int
make_one(int n, const char *dir)
{
	struct rig r;
	struct bundle_made made;
	struct verified sum;
	struct rusage use;
	struct err err;
	int64_t t0, t1, t2;
	int rc;

	if (zone_use("Europe/London", &err) != 0)
		return 1;
	rig_make(&r);
	if (case_fill(r.s, n, &err) != 0) {
		printf("%s\n", err.text);
		return 1;
	}
	t0 = clock_ticks_ms();
	rc = case_bundle(r.s, dir, &made, &err);
	t1 = clock_ticks_ms();
	rig_done(&r);
	if (rc != 0) {
		printf("%s\n", err.text);
		return 1;
	}
	rc = bundle_verify(dir, print_fault, NULL, &sum, &err);
	t2 = clock_ticks_ms();
	getrusage(RUSAGE_SELF, &use);
	printf("%lld incidents, %lld originals, write %lld ms, verify %lld "
	    "ms (%d, %lld faults), %ld KB\n", (long long)made.incidents,
	    (long long)made.originals, (long long)(t1 - t0),
	    (long long)(t2 - t1), rc, (long long)sum.faults, use.ru_maxrss);
	return 0;
}

int
main(int argc, char **argv)
{
	/* To look at: test_bundle INCIDENTS DIR */
	if (argc == 3)
		return make_one(atoi(argv[1]), argv[2]);
	return tap_done();
}
