#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "indexer/readers/html_tree.h"
#include "reading.h"

struct page {
    const char *path;
    const char *html;
    const char *told;
};

static void expect_pages(const struct page *pages, size_t count)
{
    for (size_t i = 0; i < count; i++)
        expect_reading(&reader_html, pages[i].path, str_of(pages[i].html), pages[i].told);
}

static void running_text(void **state)
{
    static const struct page pages[] = {
        {"a.html", "<title>T</title><p>Le  <b>trai</b>té\n est <i>signé</i>.</p><p>Fin",
         "doc 1\nid a.html\ntitle T\ntext Le traité est signé./Fin/\n"},
        {"a.html", "<p>one<br>two<hr>three<div>four</div>five",
         "doc 1\nid a.html\ntext one/two/three/four/five/\n"},
        {"a.html", "<h1>Un <em>titre</em></h1><p>a<h2>Deux</h2>b<h6></h6>",
         "doc 1\nid a.html\ntitle Un titre\n# Un titre\n# Deux\ntext Un titre/a/Deux/b/\n"},
        {"a.html", "<table><caption>C</caption><tr><th>a<th>b<tr><td>1</td> <td> 2 </td></table>",
         "doc 1\nid a.html\ntext C/a\tb/1\t2/\n"},
        {"a.html", "<ul><li>un<li>deux <ul><li>trois</ul></ul><dl><dt>q<dd>r</dl>",
         "doc 1\nid a.html\ntext un/deux/trois/q/r/\n"},
        {"a.html", "<pre>un\n  deux</pre>", "doc 1\nid a.html\ntext un/deux/\n"},
        {"a.html", "l&rsquo;&eacute;t&#233; &amp; 5&nbsp;% &#x1F600;&bogus;",
         "doc 1\nid a.html\ntext l’été & 5\xC2\xA0% 😀&bogus;/\n"},
        {"a.html", "<title>T&#x9bAAAAAAAAAA;</title><meta name=type content='&#x9bAAAAAAAAAA;'>a&#x110000;",
         "doc 1\nid a.html\ntitle T?\ntype ?\ntext a\xEF\xBF\xBD/\n"},
        {"a.html", "<p>a<p>&nbsp;<p> <p>b", "doc 1\nid a.html\ntext a/b/\n"},
        {"a.html", "a&#7;b&#x9b;c",
         "doc 1\nid a.html\ntext a b\xE2\x80\xBA"
         "c/\n"},
        {"a.html", "a<script>x</script>b<style>y</style><!-- c --><template>d</template>e",
         "doc 1\nid a.html\ntext abe/\n"},
        {"a.html", "a<svg><title>s</title><text>t</text></svg>b<math><mi>x</mi></math>",
         "doc 1\nid a.html\ntext ab/\n"},
        {"a.html", "<title>&lt;b&gt; \n x</title>", "doc 1\nid a.html\ntitle <b> x\n"},
        {"a.html", "", "skip empty 1 no title and no text\n"},
        {"a.html", "<script>only</script>", "skip empty 1 no title and no text\n"},
    };
    (void)state;
    expect_pages(pages, sizeof pages / sizeof *pages);
}

static void what_is_no_content(void **state)
{
    static const struct page pages[] = {
        {"a.html", "<header>h</header><nav>n</nav>a<aside>s</aside><footer>f</footer><form><p>x</p></form>",
         "doc 1\nid a.html\ntext a/\n"},
        {"a.html", "<article><header>h</header>a</article>", "doc 1\nid a.html\ntext h/a/\n"},
        {"a.html", "<div role=navigation>n</div><div role=banner>b</div><div role=SEARCH>s</div>a",
         "doc 1\nid a.html\ntext a/\n"},
        {"a.html", "<p hidden>h<p aria-hidden=true>i<p aria-hidden=false>a<button>b</button>",
         "doc 1\nid a.html\ntext a/\n"},
        {"a.html",
         "<div id=cookie-banner>c</div><div class='x Share-buttons'>s</div><ol class=breadcrumb><li>b</ol>"
         "<a class=skip-link>k</a><div class=market-share>m</div>",
         "doc 1\nid a.html\ntext m/\n"},
        {"a.html", "<body class=cookie-consent-open><main id=share>a</main>", "doc 1\nid a.html\ntext a/\n"},
        {"a.html", "<p>a</p><p>Haut de page</p><p><a>click here</a></p>", "doc 1\nid a.html\ntext a/\n"},
        {"a.html", "<p>b <p>Publié le 8 mars 2024", "doc 1\nid a.html\ndate 20240308\ntext b/\n"},
        /* a form around the whole page, as some frameworks make */
        {"a.html", "<form><h1>T</h1><p>a</form>", "doc 1\nid a.html\ntitle T\n# T\ntext T/a/\n"},
        /* the main part, or the body if that part is next to nothing */
        {"a.html", "<p>out<main><p>in, and about as much as is without</main>",
         "doc 1\nid a.html\ntext in, and about as much as is without/\n"},
        {"a.html", "<p>out, and a great deal more of it than in<main>in</main>",
         "doc 1\nid a.html\ntext out, and a great deal more of it than in/in/\n"},
        {"a.html", "<p>out<div role=main><p>in, in, in</div>", "doc 1\nid a.html\ntext in, in, in/\n"},
        {"a.html", "<p>out<article>one, one</article><article>two</article>",
         "doc 1\nid a.html\ntext out/one, one/two/\n"},
    };
    (void)state;
    expect_pages(pages, sizeof pages / sizeof *pages);
}

static void what_a_page_says_of_itself(void **state)
{
    static const struct page pages[] = {
        {"a.html", "<html lang=fr-CA><title>T</title>", "doc 1\nid a.html\ntitle T\nlang fr fr-CA\n"},
        {"a.html", "<html xml:lang=en><title>T</title>", "doc 1\nid a.html\ntitle T\nlang en en\n"},
        {"a.html", "<meta http-equiv=Content-Language content=fr><title>T</title>",
         "doc 1\nid a.html\ntitle T\nlang fr fr\n"},
        {"fr/a.html", "<title>T</title>", "doc 1\nid fr/a.html\ntitle T\nlang fr \npair */a.html\n"},
        {"fr/a.html", "<html lang=en><title>T</title>",
         "doc 1\nid fr/a.html\ntitle T\nlang en en\npair */a.html\n"},
        {"a.html", "<title>T</title><meta name=DATE content=2019-06-25>",
         "doc 1\nid a.html\ntitle T\ndate 20190625\n"},
        {"a.html", "<title>T</title><meta property=article:published_time content=2019-06-25T10:00:00Z>",
         "doc 1\nid a.html\ntitle T\ndate 20190625\n"},
        {"a.html", "<title>T</title><meta name=date content=hier><p>x <time datetime=2020-01-02>y</time>",
         "warn 1 unknown date \"hier\"\ndoc 1\nid a.html\ntitle T\ndate 20200102\n+ date=hier\ntext x y/\n"},
        {"a.html", "<title>T</title><meta name=date content=hier><meta name=dcterms.issued content=2019>",
         "doc 1\nid a.html\ntitle T\ndate 20190000\n"},
        {"a.html", "<title>T</title><meta name=dcterms.modified content=2021-01-01><p>Online 01/02/2020<p>x",
         "doc 1\nid a.html\ntitle T\ndate 20200201\ntext x/\n"},
        {"a.html", "<title>T</title><meta name=dcterms.modified content=2021-01-01>",
         "doc 1\nid a.html\ntitle T\ndate 20210101\n"},
        {"a.html",
         "<title>T</title><meta name=type content=speech><meta name=keywords content='a, b'>"
         "<meta property=article:tag content='c, d'>",
         "doc 1\nid a.html\ntitle T\ntype speech\ntag a\ntag b\ntag c, d\n"},
        {"a.html", "<title>T</title><meta property=og:type content=website>", "doc 1\nid a.html\ntitle T\n"},
        {"a.html", "<title>T</title><meta property=og:type content=article>",
         "doc 1\nid a.html\ntitle T\ntype article\n"},
        {"a.html", "<title>T</title><link rel='x canonical' href=https://e.example/a>",
         "doc 1\nid a.html\nurl https://e.example/a\ntitle T\n"},
    };
    (void)state;
    expect_pages(pages, sizeof pages / sizeof *pages);
}

static void structured_data(void **state)
{
#define LD(json) "<title>T</title><script type=application/ld+json>" json "</script>"
    static const struct page pages[] = {
        {"a.html", LD("{\"@type\":\"NewsArticle\",\"datePublished\":\"2019-06-25T08:00:00+02:00\"}"),
         "doc 1\nid a.html\ntitle T\ndate 20190625\ntype NewsArticle\n"},
        {"a.html",
         LD("{\"@graph\":[{\"@type\":\"WebSite\",\"name\":\"x\"},{\"@type\":[\"Article\",\"Report\"],"
            "\"dateModified\":\"2020-01-02\",\"inLanguage\":\"fr-FR\"}]}"),
         "doc 1\nid a.html\ntitle T\nlang fr fr-FR\ndate 20200102\ntype Article\n"},
        /* what <meta> says counts more */
        {"a.html", "<meta name=date content=2018-01-01>" LD("[{\"datePublished\":\"2019\"}]"),
         "doc 1\nid a.html\ntitle T\ndate 20180101\n"},
        /* broken, of another type, too deep: nothing */
        {"a.html", LD("{\"datePublished\":\"2019\""), "doc 1\nid a.html\ntitle T\n"},
        {"a.html", LD("[[[[{\"datePublished\":\"2019\"}]]]]"), "doc 1\nid a.html\ntitle T\n"},
        {"a.html", LD(""), "doc 1\nid a.html\ntitle T\n"},
        {"a.html", "<title>T</title><script>{\"datePublished\":\"2019\"}</script>",
         "doc 1\nid a.html\ntitle T\n"},
    };
#undef LD
    (void)state;
    expect_pages(pages, sizeof pages / sizeof *pages);
}

static void pages_that_ask_to_be_left_out(void **state)
{
    static const struct page pages[] = {
        {"a.html", "<meta name=robots content=noindex><title>T</title>",
         "skip noindex 1 <meta name=robots> says noindex\n"},
        {"a.html", "<meta name=ROBOTS content='nofollow, NoIndex'><title>T</title>",
         "skip noindex 1 <meta name=robots> says noindex\n"},
        {"a.html", "<meta name=racine content=none><title>T</title>",
         "skip noindex 1 <meta name=robots> says noindex\n"},
        {"a.html", "<meta name=robots content='index, follow, noindexing'><title>T</title>",
         "doc 1\nid a.html\ntitle T\n"},
        {"a.html", "<meta name=description content=noindex><title>T</title>", "doc 1\nid a.html\ntitle T\n"},
    };
    (void)state;
    expect_pages(pages, sizeof pages / sizeof *pages);
}

static void translations(void **state)
{
    static const struct page pages[] = {
        {"h/fr/a.html", "<title>T</title><link rel=alternate hreflang=en href=../en/a.html>",
         "doc 1\nid h/fr/a.html\ntitle T\nlang fr \npair h/*/a.html\nalternate h/en/a.html\n"},
        {"h/a.html",
         "<html lang=en><title>T</title><link rel=alternate hreflang=en href=a.html>"
         "<link rel=alternate hreflang=fr href=b.html>",
         "doc 1\nid h/a.html\ntitle T\nlang en en\nalternate h/b.html\n"},
        {"a.html", "<html lang=fr><title>T</title><a hreflang=en href=https://e.example/en>E</a>",
         "doc 1\nid a.html\ntitle T\nlang fr fr\nalternate https://e.example/en\ntext E/\n"},
        {"a.html", "<html lang=fr><title>T</title><a rel=alternate lang=en href=b.html></a>",
         "doc 1\nid a.html\ntitle T\nlang fr fr\nalternate b.html\n"},
        {"a.html", "<html lang=fr><title>T</title><a rel=alternate href=en/b.html></a>",
         "doc 1\nid a.html\ntitle T\nlang fr fr\nalternate en/b.html\n"},
        /* the surest link */
        {"a.html",
         "<html lang=fr><title>T</title><a hreflang=en href=1></a><a rel=alternate hreflang=en href=2></a>"
         "<link rel=alternate hreflang=en href=3><link rel=alternate hreflang=en href=4>",
         "doc 1\nid a.html\ntitle T\nlang fr fr\nalternate 3\n"},
        /* not a page, not the other language, not known which is the other */
        {"a.html",
         "<html lang=fr><title>T</title><link rel=alternate type=application/rss+xml hreflang=en href=f>",
         "doc 1\nid a.html\ntitle T\nlang fr fr\n"},
        {"a.html", "<html lang=fr><title>T</title><link rel=alternate hreflang=fr href=f>",
         "doc 1\nid a.html\ntitle T\nlang fr fr\n"},
        {"a.html",
         "<title>T</title><link rel=alternate hreflang=fr href=f><link rel=alternate hreflang=en href=e>",
         "doc 1\nid a.html\ntitle T\n"},
        {"a.html", "<title>T</title><link rel=alternate hreflang=fr href=f>",
         "doc 1\nid a.html\ntitle T\nalternate f\n"},
        {"a.html",
         "<title>T</title><link rel=canonical href=https://e.example/x><link rel=alternate hreflang=fr "
         "href=/fr/x>",
         "doc 1\nid a.html\nurl https://e.example/x\ntitle T\nalternate https://e.example/fr/x\n"},
    };
    (void)state;
    expect_pages(pages, sizeof pages / sizeof *pages);
}

static void not_text(void **state)
{
    (void)state;
    expect_reading(&reader_html, "a", STR("<p>\0"), "skip binary 1 a NUL byte at byte 4\n");
    expect_reading(&reader_html, "\xE9", STR("<p>a"), "skip encoding 1 the file's name is not valid UTF-8\n");
}

static void encodings(void **state)
{
    (void)state;
    expect_reading(&reader_html, "a", STR("<meta charset=iso-8859-1><title>\xC9t\xE9 \x80</title>"),
                   "doc 1\nid a\ntitle Été €\n");
    expect_reading(&reader_html, "a",
                   STR("<meta http-equiv=Content-Type content='text/html; charset=ISO-8859-15'>"
                       "<title>c\xBDur</title>"),
                   "doc 1\nid a\ntitle cœur\n");
    expect_reading(
        &reader_html, "a", STR("<title>\xC9t\xE9</title>"),
        "warn 1 not UTF-8 and of no stated encoding: read as windows-1252\ndoc 1\nid a\ntitle Été\n");
    expect_reading(&reader_html, "a", STR("<meta charset=windows-1252><title>Été</title>"),
                   "doc 1\nid a\ntitle Été\n");
}

/* `times` copies of `piece`, and an x. */
static void expect_repeated(const char *piece, int times, const char *told)
{
    struct buf b = {0};
    for (int i = 0; i < times; i++)
        buf_add_str(&b, str_of(piece));
    buf_add_char(&b, 'x');
    expect_reading(&reader_html, "a", buf_str(&b), told);
    buf_fini(&b);
}

static void nesting_is_limited(void **state)
{
    (void)state;
    /* html and body are the first two */
    expect_repeated("<div>", HTML_DEPTH_MAX - 2, "doc 1\nid a\ntext x/\n");
    expect_repeated("<div>", HTML_DEPTH_MAX - 1,
                    "skip malformed 1 more than 512 elements within one another\n");
    expect_repeated("<div>", HTML_OPEN_MAX, "skip malformed 1 more than 512 elements within one another\n");
    expect_repeated("<div>", HTML_OPEN_MAX + 1,
                    "skip malformed 1 more than 4096 tags opened and not closed\n");
    expect_repeated("<div>", 100000, "skip malformed 1 more than 4096 tags opened and not closed\n");
    expect_repeated("<b><div></b>", 100000, "skip malformed 1 more than 4096 tags opened and not closed\n");
    /* many, but not within one another */
    expect_repeated("<p><br><img>", 5000, "doc 1\nid a\ntext x/\n");
    expect_repeated("<svg><path/></svg>", 5000, "doc 1\nid a\ntext x/\n");
    expect_repeated("<!-- c -->x<br>", 1, "doc 1\nid a\ntext x/x/\n");
    expect_repeated("<div></div><!--<div>--><script>'<div>'</script>", 5000, "doc 1\nid a\ntext x/\n");
}

#define TOO_MUCH "skip too-large 1 takes more than 256 MB or 4 seconds to parse\n"

static void memory_is_limited(void **state)
{
    (void)state;
    expect_repeated("<i>x</i>", 2000000, TOO_MUCH);
}

/* Every attribute is looked for among all before it. */
static void time_is_limited(void **state)
{
    struct buf b = {0};
    (void)state;
    buf_add_str(&b, STR("<p "));
    for (int i = 0; i < 500000; i++)
        buf_printf(&b, "a%d ", i);
    buf_add_char(&b, '>');
    expect_reading(&reader_html, "a", buf_str(&b), TOO_MUCH);
    buf_fini(&b);
}

static void the_sink_can_stop_it(void **state)
{
    static const char *const cases[] = {"<title>T</title>", "", "<title>T</title><meta name=date content=x>"};
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        struct buf told = read_bytes(&reader_html, "a", str_of(cases[i]), ERR_INPUT);
        buf_fini(&told);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(running_text),
        cmocka_unit_test(what_is_no_content),
        cmocka_unit_test(what_a_page_says_of_itself),
        cmocka_unit_test(structured_data),
        cmocka_unit_test(pages_that_ask_to_be_left_out),
        cmocka_unit_test(translations),
        cmocka_unit_test(not_text),
        cmocka_unit_test(encodings),
        cmocka_unit_test(nesting_is_limited),
        cmocka_unit_test(memory_is_limited),
        cmocka_unit_test(time_is_limited),
        cmocka_unit_test(the_sink_can_stop_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
