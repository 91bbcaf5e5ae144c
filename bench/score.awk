# Scores a ranking against judgements:  awk -f score.awk QRELS.tsv RUN.trec
#
# QRELS holds qid TAB docid TAB grade, RUN holds qid Q0 docid rank score tag. A document is relevant from
# grade 1 on. Prints, averaged over all queries of QRELS (one that the run lacks scores 0):
#
#   ndcg10   gain = grade, discount 1 / log2(rank + 1), over the ideal order of the judged documents
#            (Järvelin and Kekäläinen 2002), first ten
#   recall100  share of the relevant documents that are among the first hundred
#   mrr10    1 / rank of the first relevant document, 0 past the tenth
#   map100   precision at each relevant document among the first hundred, averaged over all relevant ones
#
# The run's own rank column counts; a document that comes twice counts where it comes first.

function discount(rank) { return log(2) / log(rank + 1) }

# The best DCG@10 that the grades of query q allow.
function ideal(q,    grade, rank, left, sum) {
    rank = 0
    for (grade = highest; grade >= 1 && rank < 10; grade--)
        for (left = graded[q, grade]; left > 0 && rank < 10; left--)
            sum += grade * discount(++rank)
    return sum
}

BEGIN { FS = "\t" }

FNR == 1 && NR > 1 { FS = "[ \t]+"; $0 = $0; in_run = 1 }

!in_run && NF >= 3 {
    if (!($1 in known)) {
        known[$1] = 1
        queries++
    }
    grade[$1, $2] = $3 + 0
    if ($3 >= 1) {
        relevant[$1]++
        graded[$1, $3 + 0]++
        if ($3 + 0 > highest)
            highest = $3 + 0
    }
    next
}

in_run && NF >= 4 {
    if (($1, $3) in met)
        next
    met[$1, $3] = 1
    rank = $4 + 0
    if (rank > 100 || grade[$1, $3] < 1)
        next
    at[$1, ++found[$1]] = rank
    gain[$1, rank] = grade[$1, $3]
}

END {
    for (q in known) {
        if (!relevant[q])
            continue
        dcg = 0; first = 0; precision = 0; hits = 0
        for (rank = 1; rank <= 100; rank++) {
            if (!((q, rank) in gain))
                continue
            hits++
            precision += hits / rank
            if (rank <= 10)
                dcg += gain[q, rank] * discount(rank)
            if (!first)
                first = rank
        }
        ndcg += dcg / ideal(q)
        recall += hits / relevant[q]
        map += precision / relevant[q]
        if (first && first <= 10)
            mrr += 1 / first
    }
    if (!queries) {
        print "score.awk: no judgements" > "/dev/stderr"
        exit 1
    }
    printf "queries\t%d\nndcg10\t%.4f\nrecall100\t%.4f\nmrr10\t%.4f\nmap100\t%.4f\n", queries,
        ndcg / queries, recall / queries, mrr / queries, map / queries
}
