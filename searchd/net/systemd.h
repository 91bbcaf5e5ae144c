/*
 * What systemd and the like agree on with a daemon, without their library: readiness (sd_notify(3)) and
 * sockets that were opened for us (sd_listen_fds(3)). Nothing happens where nobody asked for it.
 */
#ifndef RACINE_SEARCHD_NET_SYSTEMD_H
#define RACINE_SEARCHD_NET_SYSTEMD_H

/* Sends "READY=1", "STOPPING=1", … to NOTIFY_SOCKET. */
void systemd_notify(const char *state);

/* The first descriptor of those passed to this process, and how many; 0 if none were. Their names, joined by
 * colons, are appended to `names`, if there are any. Asks once: the variables are removed, so that no child
 * takes them for its own. */
enum { SYSTEMD_FIRST_FD = 3 };
struct buf;
int systemd_listen_fds(struct buf *names);

#endif
