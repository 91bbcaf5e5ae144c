/* A request on its way to a worker owns its words, for the connection's bytes do not wait for it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "searchd/net/exchange.h"
#include "searchd/net/reply.h"

static void a_request_outlives_the_bytes_it_came_in(void **state)
{
    (void)state;
    static const struct {
        const char *id, *query;
    } cases[] = {{"", ""}, {"", "visa"}, {"html/fr/a.html", ""}, {"html/fr/a.html", "visa de long séjour"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char id[64], query[64];
        strcpy(id, cases[i].id);
        strcpy(query, cases[i].query);
        struct request request = {.verb = REQUEST_EXPLAIN, .id = str_of(id), .query = str_of(query)};
        struct exchange *x = exchange_new(NULL, &request, &reply_responder, 7);
        assert_non_null(x);
        memset(id, '#', sizeof id);
        memset(query, '#', sizeof query);
        assert_int_equal(x->request.verb, REQUEST_EXPLAIN);
        assert_true(str_equal(x->request.id, str_of(cases[i].id)));
        assert_true(str_equal(x->request.query, str_of(cases[i].query)));
        assert_int_equal(x->deadline_ns, 7);
        exchange_free(x);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_request_outlives_the_bytes_it_came_in),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
