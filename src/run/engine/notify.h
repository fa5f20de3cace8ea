/*
 * sd_notify(3) without the library: one datagram to $NOTIFY_SOCKET, when
 * there is one.  What is said stands in `systemctl status`, which others on
 * the machine may see: counts only.
 */
#ifndef RUN_ENGINE_NOTIFY_H
#define RUN_ENGINE_NOTIFY_H

/* "READY=1", "STOPPING=1"; nobody to tell it to is fine, and nobody is waited
 * for: what was not heard is told again by notify_alive. */
void notify(const char *literal);
/* RELOADING=1 with the moment, as Type=notify-reload wants it; READY=1
 * ends it. */
void notify_reloading(void);
/* STATUS=, when it is another one than was told before. */
void notify_status(const char *text);
/* WATCHDOG=1, four times in what $WATCHDOG_USEC allows; call it where only
 * an engine that does its work comes by, as often as you like. */
void notify_alive(void);

#endif
