/* Lists of any bytes: refused with a reason or, printed and read again, the same. */
#include <stdint.h>
#include <stdlib.h>

#include "text/lists_line.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* As assert(), in every build. */
static void require(bool holds)
{
    if (!holds)
        abort();
}

/* A whole text, as a generation keeps it: what is taken is in its canonical spelling. */
static void try_text(struct str text)
{
    struct lists *lists;
    struct buf again = {0};
    struct err e = {0};
    if (lists_parse(text, "kept", &lists, &e)) {
        require(e.code != 0 && e.text[0] != '\0' && !lists);
        return;
    }
    lists_print(lists, &again);
    require(str_equal(buf_str(&again), text));
    buf_fini(&again);
    lists_free(lists);
}

/* One line, as a site writes it: its facts, printed, are lines that tell just them. */
static void try_line(struct str line)
{
    struct arena arena = {0};
    struct list_fact facts[LIST_LINE_FACTS], again[LIST_LINE_FACTS];
    struct err e = {0};
    int count = lists_line(line, &arena, facts, &e);
    require(count >= 0 || e.text[0] != '\0');
    for (int i = 0; i < count; i++) {
        struct buf printed = {0};
        lists_line_print(&facts[i], &printed);
        require(lists_line(str_slice(buf_str(&printed), 0, printed.len - 1), &arena, again, &e) == 1);
        require(again[0].kind == facts[i].kind && str_equal(again[0].key, facts[i].key) &&
                str_equal(again[0].to, facts[i].to));
        buf_fini(&printed);
    }
    arena_fini(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = {(const char *)data, size};
    struct buf kept = {0};
    try_text(text);
    buf_add_str(&kept, STR("racine-lists 1\n[fr]\n"));
    buf_add(&kept, data, size);
    try_text(buf_str(&kept));
    buf_fini(&kept);
    while (text.len) {
        size_t end = str_find(text, STR("\n"));
        try_line(str_slice(text, 0, end));
        text = str_slice(text, end < text.len ? end + 1 : end, text.len);
    }
    return 0;
}
