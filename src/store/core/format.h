/*
 * The format of a store: what its file says of itself.
 */
#ifndef STORE_CORE_FORMAT_H
#define STORE_CORE_FORMAT_H

#define STORE_FORMAT 7			/* user_version of this program */
#define STORE_APPLICATION 0x466c4d6b	/* application_id: "FlMk" */

#endif
