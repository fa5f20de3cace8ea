#include "store/core/path.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

/* The entry of the new file must survive a power cut too. */
static int
sync_folder(const char *path, struct err *err)
{
	CLEANUP(str_free) char *folder = path_beside(path, ".");
	CLEANUP(fd_close) int fd = -1;

	if (strchr(path, '/') == NULL || strcmp(folder, "/.") == 0)
		return 0;
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd == -1 || (fsync(fd) == -1 && errno != EINVAL))
		return err_errno(err, EX_IOERR, "%s", folder);
	return 0;
}

static int
path_make(const char *path, struct err *err)
{
	CLEANUP(fd_close) int fd = open(path,
	    O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd == -1 && errno == EEXIST)
		return 0;
	if (fd == -1)
		return err_errno(err, errno == EACCES ? EX_NOPERM :
		    EX_CANTCREAT, "%s cannot be made", path);
	if (fchmod(fd, 0600) == -1)
		return err_errno(err, EX_CANTCREAT, "%s", path);
	return sync_folder(path, err);
}

/* By name, never by a descriptor: closing one would drop the locks that
 * another connection of this process holds on the file. */
static int
path_look(const char *path, enum store_mode mode, struct err *err)
{
	struct stat st;

	if (stat(path, &st) == -1)
		return err_errno(err, errno == EACCES ? EX_NOPERM :
		    EX_NOINPUT, "%s", path);
	if (!S_ISREG(st.st_mode))
		return err_set(err, EX_DATAERR, "%s is not a store: it is "
		    "not a regular file", path);
	if (access(path, mode == STORE_READ ? R_OK : R_OK | W_OK) == -1)
		return err_errno(err, EX_NOPERM, "%s cannot be %s", path,
		    mode == STORE_READ ? "read" : "written");
	if (mode != STORE_READ && (st.st_mode & 077) != 0 &&
	    chmod(path, 0600) == -1)
		return err_errno(err, EX_NOPERM,
		    "%s is open to others and cannot be closed", path);
	return 0;
}

int
path_find(const char *path, enum store_mode mode, char **real,
    struct err *err)
{
	if (mode != STORE_READ && access(path, F_OK) == -1 &&
	    errno == ENOENT && path_make(path, err) == -1)
		return -1;
	if (path_look(path, mode, err) == -1)
		return -1;
	*real = realpath(path, NULL);
	if (*real == NULL)
		return err_errno(err, EX_NOINPUT, "%s", path);
	return 0;
}
