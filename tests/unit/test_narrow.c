/* Filters beside a query: both hold, whatever the query is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "searchd/query/query.h"

static const char letters[] = "TPLAONEGDSYKUIR"; /* of kinds, in their order */

static void add_tree(const struct query_node *node, struct buf *out)
{
    buf_add_char(out, letters[node->kind]);
    if (!node->child)
        return;
    buf_add_char(out, '(');
    for (const struct query_node *child = node->child; child; child = child->next)
        add_tree(child, out);
    buf_add_char(out, ')');
}

static void both_hold(void **state)
{
    (void)state;
    static const struct {
        const char *query, *filter;
        bool phrase;
        int code;
        const char *tree;
    } cases[] = {
        {"a", "lang:fr", false, 0, "L(TG)"},
        {"a b", "lang:fr", false, 0, "L(TG)"},
        {"a lang:fr", "date:2019", false, 0, "L(TGD)"},
        {"a OR b", "lang:fr", false, 0, "L(O(TT)G)"},
        {"a OR b", "lang:fr date:2019", false, 0, "L(O(TT)GD)"},
        {"a AND b", "lang:fr", false, 0, "A(PPG)"},
        {"(a", "lang:fr", false, 0, "L(TG)"},
        {"\"a b", "lang:fr", false, 0, "L(TG)"},
        {"-a b", "lang:fr", false, 0, "L(N(P)TG)"},
        {"a ) b", "lang:fr OR lang:en", false, 0, "L(TO(GG))"},
        {"a", "-lang:fr", false, 0, "L(TN(G))"},
        {"a OR b", "lang:fr", true, 0, "L(PG)"},
        {"a", "word", false, ERR_QUERY, NULL},
        {"a", "lang:fr word", false, ERR_QUERY, NULL},
        {"a", "title:word", false, ERR_QUERY, NULL},
        {"a", "(lang:fr", false, ERR_QUERY, NULL},
        {"a", "lang:xx", false, ERR_QUERY, NULL},
        {"a", "date:2020..2019", false, ERR_QUERY, NULL},
        {"a", "-", false, ERR_QUERY, NULL},
    };
    struct arena arena = {0};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct query query;
        struct err e = {0};
        struct buf tree = {0};
        struct str text = str_of(cases[i].query), filter = str_of(cases[i].filter);
        int code = (cases[i].phrase ? query_parse_phrase : query_parse)(text, &search_limits_default, false,
                                                                        &arena, &query, &e);
        assert_int_equal(code, 0);
        code = query_narrow(&query, filter, &search_limits_default, &arena, &e);
        if (code != cases[i].code)
            fail_msg("%s + %s: %d %s", cases[i].query, cases[i].filter, code, e.text);
        if (code == 0) {
            add_tree(query.root, &tree);
            buf_add_char(&tree, '\0');
            if (strcmp(tree.ptr, cases[i].tree) != 0)
                fail_msg("%s + %s: %s", cases[i].query, cases[i].filter, tree.ptr);
        }
        buf_fini(&tree);
        arena_reset(&arena);
    }
    arena_fini(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(both_hold)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
