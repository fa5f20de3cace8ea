#include "cmd/command.h"

#include "store/core/store.h"
#include "store/records/clocks.h"

int
call_store(struct call *call, struct err *err)
{
	if (store_open(call->config->store, STORE_WRITE, &call->store,
	    err) == -1)
		return -1;
	store_keep_clock(call->store);
	return 0;
}
