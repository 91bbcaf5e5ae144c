/* See request.h. */
#include "searchd/request.h"

static const char *const sorts[] = {[SORT_UNSAID] = "",
                                    [SORT_RELEVANCE] = "relevance",
                                    [SORT_NEWEST] = "date",
                                    [SORT_OLDEST] = "-date",
                                    [SORT_TITLE] = "title"};

const char *request_sort_name(enum request_sort sort)
{
    return sorts[sort];
}

bool request_sort_parse(struct str name, enum request_sort *out)
{
    for (unsigned i = SORT_RELEVANCE; i <= SORT_TITLE; i++)
        if (str_equal(name, str_of(sorts[i]))) {
            *out = (enum request_sort)i;
            return true;
        }
    return false;
}

/* A new string of a request is named here, or it would not outlive the bytes it came in. */
static const size_t strings[] = {offsetof(struct request, query), offsetof(struct request, id),
                                 offsetof(struct request, filter)};
enum { STRINGS = sizeof strings / sizeof strings[0] };

static struct str *string(struct request *r, size_t i)
{
    return (struct str *)((char *)r + strings[i]);
}

size_t request_bytes(const struct request *r)
{
    struct request copy = *r;
    size_t bytes = 0;
    for (size_t i = 0; i < STRINGS; i++)
        bytes += string(&copy, i)->len;
    return bytes;
}

void request_keep(struct request *r, char *to)
{
    for (size_t i = 0; i < STRINGS; i++) {
        struct str *s = string(r, i);
        if (s->len)
            memcpy(to, s->ptr, s->len);
        s->ptr = to;
        to += s->len;
    }
}

void request_key(const struct request *r, struct buf *out)
{
    struct request copy = *r;
    for (size_t i = 0; i < STRINGS; i++)
        string(&copy, i)->ptr = NULL;
    buf_add(out, &copy, sizeof copy);
    copy = *r;
    for (size_t i = 0; i < STRINGS; i++)
        buf_add_str(out, *string(&copy, i));
}
