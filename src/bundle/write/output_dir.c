#include "bundle/write/output_dir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

static void
output_dir_close(DIR **d)
{
	if (*d != NULL)
		closedir(*d);
}

/* 1: there is nothing of that name, 0: an empty folder. */
static int
dir_look(const char *dir, struct err *err)
{
	CLEANUP(output_dir_close) DIR *d = opendir(dir);
	struct dirent *e;

	if (d == NULL && errno == ENOENT)
		return 1;
	if (d == NULL)
		return err_errno(err, EX_CANTCREAT, "%s", dir);
	while ((e = readdir(d)) != NULL)
		if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
			return err_set(err, EX_CANTCREAT, "%s is not empty; "
			    "a bundle needs a new or an empty folder", dir);
	return 0;
}

char *
output_dir_path(const struct output_dir *f, enum bag_file file)
{
	return path_join(f->partial, bag_name(file));
}

/* Removes the files written and the partial folder. */
static void
folder_empty(struct output_dir *f)
{
	CLEANUP(str_free) char *data = path_join(f->partial, "data");

	for (int i = 0; i < BAG_FILES; i++) {
		CLEANUP(str_free) char *path = output_dir_path(f,
		    (enum bag_file)i);

		unlink(path);
	}
	rmdir(data);
	rmdir(f->partial);
}

/* Whether a folder holds nothing but files of a bundle; links do not count
 * as folders, or what they lead to would be emptied. */
static bool
is_bundle_file(const char *partial, const char *under)
{
	CLEANUP(str_free) char *path = *under == '\0' ? str_dup(partial) :
	    path_join(partial, under);
	CLEANUP(output_dir_close) DIR *d = NULL;
	struct dirent *e;
	struct stat st;

	if (lstat(path, &st) == -1)
		return errno == ENOENT;
	d = S_ISDIR(st.st_mode) ? opendir(path) : NULL;
	while (d != NULL && (e = readdir(d)) != NULL) {
		CLEANUP(str_free) char *name = *under == '\0' ?
		    str_dup(e->d_name) : path_join(under, e->d_name);

		if (strcmp(e->d_name, ".") != 0 &&
		    strcmp(e->d_name, "..") != 0 &&
		    strcmp(name, "data") != 0 &&
		    bag_find(span_str(name)) == BAG_FILES)
			return false;
	}
	return d != NULL;
}

static int
dir_make(const char *path, struct err *err)
{
	if (mkdir(path, 0700) == -1)
		return err_errno(err, EX_CANTCREAT, "%s", path);
	return 0;
}

static char *
without_slash(const char *dir)
{
	char *out = str_dup(dir);
	size_t n = strlen(out);

	while (n > 1 && out[n - 1] == '/')
		out[--n] = '\0';
	return out;
}

/* "x/.." and "." cannot be renamed to. */
static bool
has_name(const char *dir)
{
	const char *slash = strrchr(dir, '/');
	const char *name = slash == NULL ? dir : slash + 1;

	return name[0] != '\0' && strcmp(name, ".") != 0 &&
	    strcmp(name, "..") != 0;
}

int
output_dir_open(const char *dir, struct output_dir *out, struct err *err)
{
	CLEANUP(output_dir_done) struct output_dir f = { without_slash(dir),
	    NULL };
	CLEANUP(str_free) char *partial = NULL;
	CLEANUP(str_free) char *data = NULL;

	if (!has_name(f.dir))
		return err_set(err, EX_CANTCREAT, "\"%s\" does not name a "
		    "folder; a new name would be right", dir);
	if (dir_look(f.dir, err) < 0)
		return -1;
	if (asprintf(&partial, "%s.partial", f.dir) < 0)
		abort();
	if (is_bundle_file(partial, "") && is_bundle_file(partial, "data"))
		folder_empty(&(struct output_dir){ NULL, partial });
	if (dir_make(partial, err) != 0)
		return -1;
	f.partial = partial;
	partial = NULL;
	data = path_join(f.partial, "data");
	if (dir_make(data, err) != 0)
		return -1;
	*out = f;
	f = (struct output_dir){ 0 };
	return 0;
}

static int
sync_dir(const char *path, struct err *err)
{
	CLEANUP(fd_close) int fd = open(path,
	    O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd == -1 || fsync(fd) == -1)
		return err_errno(err, EX_IOERR, "%s", path);
	return 0;
}

int
output_dir_finish(struct output_dir *f, struct err *err)
{
	CLEANUP(str_free) char *data = path_join(f->partial, "data");
	CLEANUP(str_free) char *above = path_beside(f->dir, ".");

	if (strchr(f->dir, '/') == NULL) {
		str_free(&above);
		above = str_dup(".");
	}
	if (sync_dir(data, err) != 0 || sync_dir(f->partial, err) != 0)
		return -1;
	if (rename(f->partial, f->dir) == -1)
		return err_errno(err, EX_CANTCREAT, "%s", f->dir);
	str_free(&f->partial);
	return sync_dir(above, err);
}

void
output_dir_done(struct output_dir *f)
{
	if (f->partial != NULL)
		folder_empty(f);
	str_free(&f->partial);
	str_free(&f->dir);
}
