/* The line protocol (docs/protocol.md) as a door: line.h reads, reply.h writes. On the loop's thread. */
#ifndef RACINE_SEARCHD_NET_LINE_DOOR_H
#define RACINE_SEARCHD_NET_LINE_DOOR_H

#include "searchd/net/door.h"
#include "searchd/net/line.h"

struct line_door {
    struct door door;
    struct line_limits limits;
};

void line_door_init(struct line_door *door, const struct options *options);

#endif
