/* See ready.h. */
#include "searchd/net/ready.h"

static void on_idle(uv_idle_t *idle)
{
    struct ready_list *list = idle->data;
    struct ready *turn = list->first;
    list->first = NULL;
    if (turn)
        turn->at = &turn;
    while (turn) {
        struct ready *item = turn;
        ready_remove(item);
        list->attend(item);
    }
    if (!list->first)
        uv_idle_stop(idle);
}

void ready_list_init(struct ready_list *list, uv_loop_t *loop, ready_fn attend)
{
    uv_idle_init(loop, &list->idle);
    list->idle.data = list;
    list->first = NULL;
    list->attend = attend;
}

void ready_add(struct ready_list *list, struct ready *item)
{
    if (item->at)
        return;
    if (!list->first)
        uv_idle_start(&list->idle, on_idle);
    item->next = list->first;
    item->at = &list->first;
    if (item->next)
        item->next->at = &item->next;
    list->first = item;
}

void ready_remove(struct ready *item)
{
    if (!item->at)
        return;
    *item->at = item->next;
    if (item->next)
        item->next->at = item->at;
    item->at = NULL;
}
