#!/bin/sh
# Every method on every data set, as CSV: benches/consensus_table.sh DATA [METHOD] [BINARY]
#
# DATA holds consensus/NAME/{claims.csv[.gz],truth.csv} and sources/NAME/…; METHOD is all by default.
# Seconds and memory come with it; the tables of docs/consensus*.md are made from what it prints.
set -eu
data=$1
method=${2:-all}
binary=${3:-target/release/corroborate}

header=1
table() { # kind, folder
    for folder in $2; do
        [ -f "$folder/truth.csv" ] || continue
        claims="$folder/claims.csv"
        [ -f "$claims" ] || claims="$claims.gz"
        "$binary" evaluate "$claims" --answers "$folder/truth.csv" --kind "$1" \
            --method "$method" --timings --format csv |
            awk -v name="$(basename "$folder")" -v header="$header" \
                'NR == 1 { if (header) print "data," $0; next } { print name "," $0 }'
        header=0
    done
}

for folder in "$data"/consensus/*; do
    case $(basename "$folder") in
    n_emotion | snow_valence | snow_wordsim | weather) table real "$folder" ;;
    *) table category "$folder" ;;
    esac
done
table yes_no "$data/sources/emergent"
table real "$data/sources/polls538"
