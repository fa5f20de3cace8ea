#include "cmd/command.h"

#include "store/core/store.h"

int
call_store(struct call *call, struct err *err)
{
	return store_open(call->config->store, STORE_WRITE, &call->store,
	    err);
}
