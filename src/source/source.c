#include "source/source.h"

static const char *const names[PROBLEM_COUNT] = {
	[PROBLEM_NETWORK] = "network",
	[PROBLEM_TLS] = "tls",
	[PROBLEM_LOGIN] = "login",
	[PROBLEM_PROTOCOL] = "protocol",
	[PROBLEM_FOLDER] = "folder",
};

const char *
problem_name(enum problem p)
{
	return p < PROBLEM_COUNT ? names[p] : "?";
}
