# Compares what the daemon said (first file) with the "<" lines of a transcript (second file). Ends with 1 at
# the first difference.

FNR == NR { said[++count] = $0; next }

/^<\.\.\.$/ { skipping = 1; next }

/^</ {
    expected = substr($0, 3)
    pattern = expected
    gsub(/[][\\.*+?(){}|^$]/, "\\\\&", pattern)
    gsub(/\\{n\\}/, "[0-9][0-9,.]*(e-?[0-9]+)?", pattern)
    gsub(/\\{about\\}/, "(about )?", pattern)
    gsub(/\\{any\\}/, ".*", pattern)
    pattern = "^" pattern "$"
    at++
    while (skipping && at < count && said[at] !~ pattern)
        at++
    skipping = 0
    if (at > count || said[at] !~ pattern) {
        printf "line %d of the transcript:\n  expected: %s\n  said:     %s\n", FNR, expected,
            (at > count ? "(nothing more)" : said[at])
        failed = 1
        exit 1
    }
}

END {
    if (!failed && at < count) {
        printf "said beyond the end of the transcript:\n  %s\n", said[at + 1]
        exit 1
    }
}
