/*
 * A list of those that something happened to, each attended to once before the loop waits again. Who becomes
 * ready while it is attended to has its turn after the others. On the loop's thread.
 */
#ifndef RACINE_SEARCHD_NET_READY_H
#define RACINE_SEARCHD_NET_READY_H

#include <uv.h>

/* Embedded in whatever is attended to; zeroed: not on the list. */
struct ready {
    struct ready *next, **at;
};

typedef void (*ready_fn)(struct ready *item);

struct ready_list {
    uv_idle_t idle; /* turns while the list is not empty; the owner closes it */
    struct ready *first;
    ready_fn attend;
};

void ready_list_init(struct ready_list *list, uv_loop_t *loop, ready_fn attend);

/* Both do nothing if it is so already. */
void ready_add(struct ready_list *list, struct ready *item);
void ready_remove(struct ready *item);

#endif
