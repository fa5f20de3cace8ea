#include "source/layer.h"

#include <stdlib.h>

static mailstream_low *
below(mailstream_low *low)
{
	return ((struct layer *)low->data)->below;
}

int
layer_put(struct layer *l, mailstream_low_driver *driver,
    mailstream_low **low)
{
	mailstream_low *above = mailstream_low_new(l, driver);

	if (above == NULL)
		return -1;
	l->below = *low;
	mailstream_low_set_timeout(above, mailstream_low_get_timeout(*low));
	*low = above;
	return 0;
}

int
layer_close(mailstream_low *low)
{
	return mailstream_low_close(below(low));
}

int
layer_get_fd(mailstream_low *low)
{
	return mailstream_low_get_fd(below(low));
}

void
layer_free(mailstream_low *low)
{
	struct layer *l = low->data;

	mailstream_low_free(l->below);
	l->done(l);
	free(low);
}

void
layer_cancel(mailstream_low *low)
{
	mailstream_low_cancel(below(low));
}

struct mailstream_cancel *
layer_get_cancel(mailstream_low *low)
{
	return mailstream_low_get_cancel(below(low));
}

carray *
layer_get_chain(mailstream_low *low)
{
	return mailstream_low_get_certificate_chain(below(low));
}

int
layer_setup_idle(mailstream_low *low)
{
	return mailstream_low_setup_idle(below(low));
}

int
layer_unsetup_idle(mailstream_low *low)
{
	return mailstream_low_unsetup_idle(below(low));
}

int
layer_interrupt_idle(mailstream_low *low)
{
	return mailstream_low_interrupt_idle(below(low));
}
