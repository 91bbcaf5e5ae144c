/*
 * The peer: what one gets from Xapian by following its guide, without Racine. TermGenerator with the
 * stemmer of each document's language, title and text with positions, BM25 with default parameters, and
 * a loop that asks for the first ten docids. No snippet, no title, no protocol, no socket.
 *
 *   bare-loop build COLLECTION DB
 *   bare-loop run [-s] [-c] [-t THREADS] DB QUERIES any|all|phrase
 *
 * QUERIES holds a query a line, followed by TAB and its language if known (else it is stemmed in both).
 * Its terms are made beforehand by the same TermGenerator; only the search itself is timed. -s leaves the
 * stop words of Racine out of any and all (unless a query has nothing else), to tell what that is worth. -c
 * tells the processor time of each query, as `engine` does, rather than the time that passed.
 */
#include "collection.h"
#include "figures.h"

extern "C" {
#include "text/analyze.h"
}

#include <getopt.h>
#include <sys/resource.h>
#include <xapian.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

namespace
{

enum { TOP = 10 };

std::string string_of(struct str s)
{
    return s.len ? std::string(s.ptr, s.len) : std::string();
}

Xapian::Stem stemmer_of(const std::string &lang)
{
    if (lang == "fr")
        return Xapian::Stem("french");
    if (lang == "en")
        return Xapian::Stem("english");
    return Xapian::Stem();
}

void build(const char *collection, const std::string &path)
{
    std::string growing = path + ".growing";
    uint64_t begun = now_ns(), bytes = 0, documents = 0;
    {
        Xapian::WritableDatabase db(growing, Xapian::DB_CREATE_OR_OVERWRITE);
        Xapian::TermGenerator generator;
        struct collection *source = collection_open(collection);
        struct collection_document in;
        while (collection_next(source, &in)) {
            Xapian::Document document;
            generator.set_document(document);
            generator.set_termpos(0);
            generator.set_stemmer(stemmer_of(string_of(in.lang)));
            generator.index_text(string_of(in.title));
            generator.increase_termpos();
            generator.index_text(string_of(in.text));
            db.add_document(document);
            bytes += in.title.len + in.text.len;
            documents++;
        }
        collection_close(source);
        db.commit();
    }
    uint64_t indexed = now_ns();
    Xapian::Database(growing).compact(path);
    std::filesystem::remove_all(growing);
    uint64_t ended = now_ns(), stored = 0;
    for (const auto &file : std::filesystem::directory_iterator(path))
        stored += file.file_size();
    std::printf("documents\t%zu\ntext_bytes\t%zu\n", (size_t)documents, (size_t)bytes);
    std::printf("index_seconds\t%.1f\n", (double)(indexed - begun) / 1e9);
    std::printf("compact_seconds\t%.1f\n", (double)(ended - indexed) / 1e9);
    std::printf("mb_per_s\t%.2f\n", (double)bytes * 1e3 / (double)(ended - begun));
    std::printf("index_bytes\t%zu\nindex_to_text\t%.3f\n", (size_t)stored,
                bytes ? (double)stored / (double)bytes : 0);
}

/* The words of a query as TermGenerator cuts and stems them. */
struct words {
    std::vector<std::string> plain;   /* in order */
    std::vector<std::string> stemmed; /* each once */
};

words words_of(const std::string &text, const std::string &lang)
{
    Xapian::Document document;
    Xapian::TermGenerator generator;
    generator.set_stemmer(stemmer_of(lang));
    generator.set_document(document);
    generator.index_text(text);
    std::map<Xapian::termpos, std::string> places;
    words w;
    for (auto term = document.termlist_begin(); term != document.termlist_end(); ++term) {
        if ((*term)[0] == 'Z')
            w.stemmed.push_back(*term);
        for (auto at = term.positionlist_begin(); at != term.positionlist_end(); ++at)
            places[*at] = *term;
    }
    for (const auto &place : places)
        w.plain.push_back(place.second);
    return w;
}

Xapian::Query query_in(const std::string &text, const std::string &lang, const std::string &match)
{
    words w = words_of(text, lang);
    if (match == "phrase")
        return Xapian::Query(Xapian::Query::OP_PHRASE, w.plain.begin(), w.plain.end(),
                             (Xapian::termcount)w.plain.size());
    Xapian::Query::op op = match == "all" ? Xapian::Query::OP_AND : Xapian::Query::OP_OR;
    return Xapian::Query(op, w.stemmed.begin(), w.stemmed.end());
}

Xapian::Query query_of(const std::string &line, const std::string &match)
{
    size_t tab = line.find('\t');
    std::string text = line.substr(0, tab);
    if (tab != std::string::npos || match == "phrase")
        return query_in(text, tab == std::string::npos ? "" : line.substr(tab + 1), match);
    return query_in(text, "fr", match) | query_in(text, "en", match);
}

/* The query without stop words of its language (of both if that is unknown). */
std::string without_stop_words(const struct lists *lists, const std::string &line)
{
    size_t tab = line.find('\t');
    std::string lang = tab == std::string::npos ? "" : line.substr(tab + 1);
    std::istringstream text(line.substr(0, tab));
    std::string kept;
    for (std::string word; text >> word;) {
        struct str form = {word.data(), word.size()};
        bool fr = analyze_is_stop(lists, LANG_FR, form), en = analyze_is_stop(lists, LANG_EN, form);
        if (lang == "fr" ? fr : lang == "en" ? en : fr || en)
            continue;
        kept += (kept.empty() ? "" : " ") + word;
    }
    return kept.empty() ? line : kept + (tab == std::string::npos ? "" : line.substr(tab));
}

std::vector<std::string> lines_of(const char *path, bool stop)
{
    std::ifstream file(path);
    if (!file)
        throw std::runtime_error(std::string(path) + ": cannot be read");
    struct lists *lists;
    struct err e;
    if (lists_builtin(&lists, &e))
        throw std::runtime_error(e.text);
    std::vector<std::string> lines;
    for (std::string line; std::getline(file, line);)
        if (!line.empty())
            lines.push_back(stop ? without_stop_words(lists, line) : line);
    lists_free(lists);
    return lines;
}

struct run {
    const std::string path, match;
    const std::vector<std::string> lines;
    std::atomic<size_t> next{0}, hits{0}, empty{0};
    std::vector<uint64_t> took{};
    std::atomic<unsigned> ready{0};
    std::atomic<bool> go{false};
    std::exception_ptr failure{};
    bool cpu = false;
};

uint64_t thread_ns()
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

void search(run &r, Xapian::Enquire &enquire, const Xapian::Query &query, size_t i)
{
    uint64_t (*const clock)() = r.cpu ? thread_ns : now_ns;
    uint64_t begun = clock();
    enquire.set_query(query);
    Xapian::MSet found = enquire.get_mset(0, TOP);
    size_t docids = 0;
    for (auto hit = found.begin(); hit != found.end(); ++hit)
        docids += *hit != 0;
    r.took[i] = clock() - begun;
    r.hits += docids;
    r.empty += docids == 0;
}

/* Queries belong to a thread: Xapian's are not to be shared. */
void worker(run &r)
{
    try {
        Xapian::Database db(r.path);
        Xapian::Enquire enquire(db);
        std::vector<Xapian::Query> queries;
        for (const std::string &line : r.lines)
            queries.push_back(query_of(line, r.match));
        r.ready++;
        while (!r.go)
            std::this_thread::yield();
        for (size_t i; (i = r.next++) < queries.size();)
            search(r, enquire, queries[i], i);
    } catch (...) {
        r.failure = std::current_exception();
        r.ready++;
    }
}

struct options {
    bool stop = false;
    bool cpu = false;
    unsigned threads = 1;
};

uint64_t cpu_us()
{
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    return (uint64_t)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1000000 +
           (uint64_t)(used.ru_utime.tv_usec + used.ru_stime.tv_usec);
}

void run_queries(const options &o, const char *db, const char *queries, const std::string &match)
{
    run r{db, match, lines_of(queries, o.stop && match != "phrase")};
    r.took.resize(r.lines.size());
    r.cpu = o.cpu;
    std::vector<std::thread> threads;
    for (unsigned i = 0; i < o.threads; i++)
        threads.emplace_back(worker, std::ref(r));
    while (r.ready < o.threads)
        std::this_thread::yield();
    uint64_t begun = now_ns(), cpu_begun = cpu_us();
    r.go = true;
    for (std::thread &thread : threads)
        thread.join();
    uint64_t wall = now_ns() - begun, cpu = cpu_us() - cpu_begun;
    if (r.failure)
        std::rethrow_exception(r.failure);
    std::printf("queries\t%zu\nhits\t%zu\nwithout_hits\t%zu\n", r.took.size(), (size_t)r.hits,
                (size_t)r.empty);
    std::printf("cpu_us_per_query\t%.1f\n", (double)cpu / (double)r.took.size());
    figures_print(r.took.data(), r.took.size(), wall);
}

int usage()
{
    std::fputs("usage: bare-loop build COLLECTION DB\n"
               "       bare-loop run [-s] [-c] [-t THREADS] DB QUERIES any|all|phrase\n",
               stderr);
    return 2;
}

int command(int argc, char **argv)
{
    options o;
    std::string name = argc > 1 ? argv[1] : "";
    optind = 2;
    for (int option; argc > 2 && (option = getopt(argc, argv, "sct:")) != -1;) {
        if (option == 's')
            o.stop = true;
        else if (option == 'c')
            o.cpu = true;
        else if (option == 't')
            o.threads = (unsigned)std::atoi(optarg);
        else
            return usage();
    }
    char **rest = argv + optind;
    int left = argc - optind;
    if (name == "build" && left == 2) {
        build(rest[0], rest[1]);
        return 0;
    }
    std::string match = name == "run" && left == 3 ? rest[2] : "";
    if ((match != "any" && match != "all" && match != "phrase") || o.threads == 0)
        return usage();
    run_queries(o, rest[0], rest[1], match);
    return 0;
}

} // namespace

int main(int argc, char **argv)
{
    try {
        return command(argc, argv);
    } catch (const Xapian::Error &error) {
        std::fprintf(stderr, "bare-loop: %s\n", error.get_description().c_str());
    } catch (const std::exception &error) {
        std::fprintf(stderr, "bare-loop: %s\n", error.what());
    }
    return 1;
}
