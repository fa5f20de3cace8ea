#include "config.h"

#include "base/landlock.h"

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/file.h"

/* The same on every machine; headers may be older than the kernel. */
#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset 444
#define SYS_landlock_add_rule 445
#define SYS_landlock_restrict_self 446
#endif

#define VERSION_QUESTION 1u	/* LANDLOCK_CREATE_RULESET_VERSION */
#define RULE_FOLDER 1		/* LANDLOCK_RULE_PATH_BENEATH */
#define RULE_PORT 2		/* LANDLOCK_RULE_NET_PORT */

/* What is taken away, by the version that first knows it. */
#define FILES_1 ((UINT64_C(1) << 13) - 1)
#define FILES_2 (UINT64_C(1) << 13)	/* to another folder */
#define FILES_3 (UINT64_C(1) << 14)	/* truncate */
#define FILES_5 (UINT64_C(1) << 15)	/* ioctl of devices */
#define PORTS_BIND UINT64_C(1)
#define PORTS_CONNECT UINT64_C(2)
#define SCOPE_ABSTRACT UINT64_C(1)
#define SCOPE_SIGNAL UINT64_C(2)

struct ruleset {
	uint64_t files;
	uint64_t ports;
	uint64_t scopes;
};

struct folder_rule {
	uint64_t allowed;
	int32_t fd;
} __attribute__((packed));

struct port_rule {
	uint64_t allowed;
	uint64_t port;
};

int
landlock_version(void)
{
	long got = syscall(SYS_landlock_create_ruleset, NULL, 0,
	    VERSION_QUESTION);

	return got < 0 ? 0 : (int)got;
}

static struct ruleset
ruleset_of(int version, const struct landlock_gaps *g)
{
	struct ruleset r = { .files = FILES_1 };

	if (version >= 2)
		r.files |= FILES_2;
	if (version >= 3)
		r.files |= FILES_3;
	if (version >= 5)
		r.files |= FILES_5;
	if (version >= 4)
		r.ports = g->any_port ? PORTS_BIND :
		    PORTS_BIND | PORTS_CONNECT;
	if (version >= 6)
		r.scopes = SCOPE_ABSTRACT | SCOPE_SIGNAL;
	return r;
}

/* What an older kernel does not expect must not be there. */
static size_t
ruleset_size(int version)
{
	return version >= 6 ? sizeof(struct ruleset) : version >= 4 ?
	    2 * sizeof(uint64_t) : sizeof(uint64_t);
}

static int
failed(struct err *err)
{
	return err_errno(err, EX_OSERR, "sandbox: Landlock");
}

static int
leave_folder(int ruleset, uint64_t allowed, const char *folder,
    struct err *err)
{
	CLEANUP(fd_close) int fd = open(folder, O_PATH | O_CLOEXEC);
	struct folder_rule rule = { allowed, fd };

	/* Where there is none, nothing below it is to be had. */
	if (fd == -1)
		return 0;
	return syscall(SYS_landlock_add_rule, ruleset, RULE_FOLDER, &rule,
	    0) == 0 ? 0 : failed(err);
}

static int
leave_port(int ruleset, uint16_t port, struct err *err)
{
	struct port_rule rule = { PORTS_CONNECT, port };

	return syscall(SYS_landlock_add_rule, ruleset, RULE_PORT, &rule,
	    0) == 0 ? 0 : failed(err);
}

int
landlock_enter(const struct landlock_gaps *g, struct err *err)
{
	int version = landlock_version();
	const struct ruleset r = ruleset_of(version, g);
	CLEANUP(fd_close) int fd = -1;

	if (version == 0)
		return 1;
	fd = (int)syscall(SYS_landlock_create_ruleset, &r,
	    ruleset_size(version), 0);
	if (fd == -1)
		return failed(err);
	if (g->folder != NULL &&
	    leave_folder(fd, r.files, g->folder, err) == -1)
		return -1;
	if (g->port != 0 && (r.ports & PORTS_CONNECT) != 0 &&
	    leave_port(fd, g->port, err) == -1)
		return -1;
	if (syscall(SYS_landlock_restrict_self, fd, 0) != 0)
		return failed(err);
	return 0;
}
