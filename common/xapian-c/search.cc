/*
 * Searching: from a query tree of ours to one of Xapian's, and what its matcher brought to a result.
 *
 * The score of a term is a weight times its wdf, and nothing else is looked up: see ImpactWeight. The
 * matcher has no way to stop it but an exception, so the clock is watched by what it calls for every
 * candidate: the weights, and where none are, a posting source that lets all documents through.
 */
#include "xapian-c/clock.hpp"
#include "xapian-c/docs.hpp"
#include "xapian-c/handle.hpp"
#include "xapian-c/query.hpp"

#include <algorithm>
#include <cmath>

namespace
{
/* factor × wdf. Xapian multiplies the factors of OP_SCALE_WEIGHT above a term and passes them to init(). It
 * asks for no document length, whose lookup would cost more than all the rest, and its bound is tight. */
class ImpactWeight : public Xapian::Weight
{
  public:
    explicit ImpactWeight(search_clock &clock_) : clock(clock_)
    {
        need_stat(WDF);
        need_stat(WDF_MAX);
    }

    double get_sumpart(Xapian::termcount wdf, Xapian::termcount, Xapian::termcount) const override
    {
        clock.step(search_clock::STEP_WEIGH);
        return factor * wdf;
    }

    double get_maxpart() const override
    {
        return factor * get_wdf_upper_bound();
    }

    double get_sumextra(Xapian::termcount, Xapian::termcount) const override
    {
        return 0;
    }

    double get_maxextra() const override
    {
        return 0;
    }

  private:
    search_clock &clock;
    double factor = 0;

    ImpactWeight *clone() const override
    {
        return new ImpactWeight(clock);
    }

    void init(double factor_) override
    {
        factor = factor_;
    }
};

/*
 * All documents, each accepted or not by a subclass. An AND begins with the condition that it believes to be
 * rarest and asks the others in order, so a source that claims more documents than there are is asked last
 * and only about candidates: `rank` says how late among such sources.
 */
class CandidateSource : public Xapian::PostingSource
{
  public:
    explicit CandidateSource(unsigned rank_) : rank(rank_)
    {
    }

    void init(const Xapian::Database &database) override
    {
        documents = database.get_doccount();
        last = database.get_lastdocid();
        current = asked = 0;
        answer = ended = false;
    }

    Xapian::doccount get_termfreq_min() const override
    {
        return 0;
    }

    Xapian::doccount get_termfreq_est() const override
    {
        return documents + rank;
    }

    Xapian::doccount get_termfreq_max() const override
    {
        return documents;
    }

    void next(double) override
    {
        do {
            if (current == last)
                ended = true;
            else
                current++;
        } while (!ended && !ask(current));
    }

    void skip_to(Xapian::docid docid, double) override
    {
        if (docid > last)
            ended = true;
        else if (docid > current || current == 0) {
            current = docid;
            if (!ask(current))
                next(0);
        }
    }

    bool check(Xapian::docid docid, double) override
    {
        if (docid > last) { /* EndSource */
            ended = true;
            return true;
        }
        current = docid;
        return ask(docid) || ended;
    }

    bool at_end() const override
    {
        return ended;
    }

    Xapian::docid get_docid() const override
    {
        return current;
    }

  protected:
    Xapian::doccount documents = 0;

    void end()
    {
        ended = true;
    }

  private:
    unsigned rank;
    Xapian::docid last = 0, current = 0, asked = 0;
    bool answer = false, ended = false;

    virtual bool accept(Xapian::docid docid) = 0;

    /* The matcher may come back to a document. */
    bool ask(Xapian::docid docid)
    {
        if (docid != asked) {
            answer = accept(docid);
            asked = docid;
        }
        return answer;
    }
};

/*
 * One document after the last. Xapian 1.4.22 crashes when all parts of a MAX end in the step in which an OR
 * above gives way to one of its sides: it asks the MAX, which has no part left, for its weight. With this
 * part a MAX does not end; the sources above end the match when they are asked about such a document.
 */
class EndSource : public Xapian::PostingSource
{
  public:
    void init(const Xapian::Database &database) override
    {
        document = database.get_lastdocid() + 1;
        started = ended = false;
        set_maxweight(0);
    }

    Xapian::doccount get_termfreq_min() const override
    {
        return 0;
    }

    Xapian::doccount get_termfreq_est() const override
    {
        return 0;
    }

    Xapian::doccount get_termfreq_max() const override
    {
        return 1;
    }

    void next(double) override
    {
        ended = started;
        started = true;
    }

    void skip_to(Xapian::docid docid, double) override
    {
        started = true;
        ended |= docid > document;
    }

    bool at_end() const override
    {
        return ended;
    }

    Xapian::docid get_docid() const override
    {
        return document;
    }

  private:
    Xapian::docid document = 0;
    bool started = false, ended = false;
};

/* Lets all through and watches the clock. */
class WatchSource : public CandidateSource
{
  public:
    WatchSource(search_clock &clock_, int cost_) : CandidateSource(1), clock(clock_), cost(cost_)
    {
    }

    Xapian::doccount get_termfreq_min() const override
    {
        return documents;
    }

  private:
    search_clock &clock;
    int cost;

    bool accept(Xapian::docid) override
    {
        clock.step(cost);
        return true;
    }
};

/* xap_query_keep */
class KeepSource : public CandidateSource
{
  public:
    KeepSource(search_clock &clock_, xap_keep_fn keep_, void *context_)
        : CandidateSource(2), clock(clock_), keep(keep_), context(context_)
    {
    }

  private:
    search_clock &clock;
    xap_keep_fn keep;
    void *context;

    bool accept(Xapian::docid docid) override
    {
        clock.step(search_clock::STEP_CALL);
        return keep(context, docid);
    }
};

/* xap_each: hands on what passed all conditions and refuses it, so that the innermost loop of the matcher
 * runs on and nothing is collected. */
class EachSource : public CandidateSource
{
  public:
    EachSource(search_clock &clock_, xap_keep_fn each_, void *context_)
        : CandidateSource(3), clock(clock_), each(each_), context(context_)
    {
    }

  private:
    search_clock &clock;
    xap_keep_fn each;
    void *context;

    bool accept(Xapian::docid docid) override
    {
        clock.step(search_clock::STEP_CANDIDATE);
        if (!each(context, docid))
            end();
        return false;
    }
};

/* Whether every match is weighed or asked about, so that the clock needs no further watching. */
bool watched(const xap_query &query)
{
    const auto &children = query.children;
    auto is_watched = [](const std::unique_ptr<xap_query> &child) { return watched(*child); };

    if (query.kind != QUERY_JOIN)
        return query.kind == QUERY_KEEP || query.kind == QUERY_DOCS ||
               (query.kind == QUERY_TERM && query.weight > 0);
    if (query.op == XAP_AND)
        return std::any_of(children.begin(), children.end(), is_watched);
    if (query.op == XAP_OR || query.op == XAP_MAX)
        return std::all_of(children.begin(), children.end(), is_watched);
    return is_watched(children[0]);
}

/* Builds Xapian's query for one search and keeps alive what that only points to. */
class Translation
{
  public:
    explicit Translation(search_clock &clock_) : clock(clock_)
    {
    }

    /* What is to be searched for. It has to be asked about every match, by a source that ends the match, if
     * there is a MAX in it; see EndSource. */
    Xapian::Query whole(const xap_query &query)
    {
        Xapian::Query translated = translate(query);

        return endless || !watched(query) ? watch(translated) : translated;
    }

    Xapian::Query translate(const xap_query &query)
    {
        switch (query.kind) {
        case QUERY_TERM:
            return Xapian::Query(query.weight, Xapian::Query(query.term));
        case QUERY_DOCS:
            return hold(std::make_unique<DocsSource>(clock, query.docs, query.weight));
        case QUERY_ALL:
            return Xapian::Query(std::string()); /* not Query::MatchAll, which threads may not share */
        case QUERY_KEEP:
            return filter(translate(*query.children[0]),
                          std::make_unique<KeepSource>(clock, query.keep, query.context));
        case QUERY_JOIN:
            return join(query);
        }
        throw Xapian::InternalError("unknown kind of query");
    }

    /* The scale keeps `query` in one piece: Xapian would move the source into it, before its AND_NOT. */
    Xapian::Query filter(const Xapian::Query &query, std::unique_ptr<Xapian::PostingSource> source)
    {
        return Xapian::Query(Xapian::Query::OP_FILTER, Xapian::Query(1.0, query), hold(std::move(source)));
    }

    /* `cost` of a candidate, in steps of the clock. */
    Xapian::Query watch(const Xapian::Query &query, size_t cost = search_clock::STEP_CANDIDATE)
    {
        int steps = static_cast<int>(std::min<size_t>(cost, search_clock::STEPS_A_LOOK));

        return filter(query, std::make_unique<WatchSource>(clock, steps));
    }

  private:
    /* From so many alternatives on, their own cost hides that of watching. */
    enum { WATCHED_ALTERNATIVES = 16 };

    search_clock &clock;
    std::vector<std::unique_ptr<Xapian::PostingSource>> sources;
    bool endless = false;

    Xapian::Query hold(std::unique_ptr<Xapian::PostingSource> source)
    {
        sources.push_back(std::move(source));
        return Xapian::Query(sources.back().get());
    }

    Xapian::Query join(const xap_query &query)
    {
        std::vector<Xapian::Query> children;

        for (const auto &child : query.children)
            children.push_back(translate(*child));

        if (query.op == XAP_MAX) {
            children.push_back(hold(std::make_unique<EndSource>()));
            endless = true;
        }

        Xapian::Query joined(xapian_op(query.op), children.begin(), children.end());

        /* An AND can step through a wide OR for long without a match, and weighs only matches. The scale
         * keeps the source with it rather than with the AND. */
        if ((query.op == XAP_OR || query.op == XAP_MAX) && children.size() >= WATCHED_ALTERNATIVES)
            return Xapian::Query(1.0, watch(joined, children.size()));
        return joined;
    }

    static Xapian::Query::op xapian_op(enum xap_op op)
    {
        switch (op) {
        case XAP_AND:
            return Xapian::Query::OP_AND;
        case XAP_OR:
            return Xapian::Query::OP_OR;
        case XAP_MAX:
            return Xapian::Query::OP_MAX;
        case XAP_AND_NOT:
            return Xapian::Query::OP_AND_NOT;
        case XAP_FILTER:
            return Xapian::Query::OP_FILTER;
        case XAP_AND_MAYBE:
            return Xapian::Query::OP_AND_MAYBE;
        }
        throw Xapian::InternalError("unknown operator in a query");
    }
};
} // namespace

/* The share of Xapian's estimate that the callbacks above all alternatives are likely to keep: it was made as
 * if they kept everything, since they claim to. */
static double kept_share(const xap_query &query)
{
    double share = query.kind == QUERY_KEEP ? query.likely : 1;
    bool all = query.op == XAP_AND || query.op == XAP_FILTER;

    if (query.kind == QUERY_JOIN && (query.op == XAP_OR || query.op == XAP_MAX))
        return 1;
    for (size_t i = 0; i < query.children.size() && (i == 0 || all); i++)
        share *= kept_share(*query.children[i]);
    return share;
}

static int copy_result(const Xapian::MSet &found, const xap_query &query, struct arena *arena,
                       struct xap_result *out, struct err *e)
{
    double estimate = found.get_matches_estimated() * kept_share(query);
    uint32_t i = 0;

    out->hits = static_cast<xap_hit *>(arena_array(arena, found.size(), sizeof *out->hits));
    if (!out->hits)
        return err_memory(e);
    for (Xapian::MSetIterator hit = found.begin(); hit != found.end(); ++hit, i++)
        out->hits[i] = {*hit, hit.get_weight()};
    out->count = found.size();
    out->total_lower = found.get_matches_lower_bound();
    out->total_upper = found.get_matches_upper_bound();
    out->total_estimate =
        std::min(std::max(static_cast<uint32_t>(std::lround(estimate)), out->total_lower), out->total_upper);
    return 0;
}

int xap_search(struct xap_reader *r, const struct xap_search *search, struct arena *arena,
               struct xap_result *out, struct err *e)
{
    *out = {};
    return guard(r->path.c_str(), e, [&] {
        search_clock clock(search->deadline_ns);
        Translation translation(clock);
        Xapian::Query query = translation.whole(*search->query);
        Xapian::Enquire enquire(r->database);

        enquire.set_query(query);
        enquire.set_weighting_scheme(ImpactWeight(clock));
        if (search->sort != XAP_BY_SCORE)
            enquire.set_sort_by_value(search->sort_slot, search->sort == XAP_BY_VALUE_REVERSE);
        return copy_result(enquire.get_mset(search->first, search->count, search->check_at_least),
                           *search->query, arena, out, e);
    });
}

int xap_each(struct xap_reader *r, const struct xap_query *query, uint64_t deadline_ns, xap_keep_fn each,
             void *context, struct err *e)
{
    return guard(r->path.c_str(), e, [&] {
        search_clock clock(deadline_ns);
        Translation translation(clock);
        Xapian::Enquire enquire(r->database);

        enquire.set_query(translation.filter(translation.translate(*query),
                                             std::make_unique<EachSource>(clock, each, context)));
        enquire.set_weighting_scheme(Xapian::BoolWeight());
        enquire.get_mset(0, 1);
        return 0;
    });
}
