/*
 * sd_notify(3) without the library: one datagram to $NOTIFY_SOCKET.
 */
#ifndef RUN_NOTIFY_H
#define RUN_NOTIFY_H

/* "READY=1", "WATCHDOG=1", "STOPPING=1", "STATUS=…"; nothing to tell and
 * nobody to tell it to are both fine. */
void notify(const char *state);

#endif
