#!/usr/bin/env bash
# Measures whole commands, cold, as a script has them, against what a user would otherwise pick: the sides take turns, five rounds by itself.
# A line a case: the medians of both in wall seconds, their ratio and what is wanted of it, the ratio of CPU seconds, the most memory of a process.
# Compare ratios, and only those of one run. Of a case that is a session the work alone counts, not what starts the PowerShell and makes its data.
#   bench/Measure-Commands.sh [-n ROUNDS] [-s SIZE] [CASE...]
# A CASE is a name in bench/cases, or a wildcard over them ('*small*'); none is all of them. SIZE multiplies the rows and files of each case (4, 16).
# Needs a built tree (dotnet build StageTools.sln -c Release), node and npm, rclone, sqlite3, GNU time, and for S3, PostgreSQL and MariaDB the servers of
# tests/servers, named by STAGETOOLS_S3, STAGETOOLS_POSTGRES and STAGETOOLS_MARIADB: the cases of one that is not named are left out, and say so.
set -euo pipefail
cd "$(dirname "$0")/.."

rounds=5 size=1
while getopts n:s: option; do
    case $option in
        n) rounds=$OPTARG ;;
        s) size=$OPTARG ;;
        *) exit 2 ;;
    esac
done
shift $((OPTIND - 1))
wanted=("${@:-*}")

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export STAGETOOLS_HOME=$work/home POWERSHELL_TELEMETRY_OPTOUT=1 POWERSHELL_UPDATECHECK=Off RCLONE_CONFIG=/dev/null
export stagesql=${STAGESQL:-$PWD/out/stagesql/stagesql} module=$PWD/out/StageTools/StageTools.psd1 work data=$work/data
mkdir -p "$data"
"$stagesql" -c "CREATE STAGE s URL = 'file://$data/'"
rows=$((2000000 * size)) quarter=$((500000 * size)) tenth=$((200000 * size))

# once CASE SIDE COMMAND: a line of what a command took: CPU seconds, wall seconds, memory in KiB. What it said in $work/inner is the wall time.
once() {
    rm -f "$work/inner"
    if ! /usr/bin/time -o "$work/time" -f '%U %S %e %M' bash -ec "$3" >"$work/said" 2>&1; then
        cat "$work/said" >&2
        exit 1
    fi
    awk -v inner="$(cat "$work/inner" 2>/dev/null)" '{ print $1 + $2, inner == "" ? $3 : inner, $4 }' "$work/time" >>"$work/$1.$2"
}

median() { awk -v column="$2" '{ print $column }' "$1" | sort -n | awk '{ line[NR] = $1 } END { print line[int((NR + 1) / 2)] }'; }

chosen() {
    local pattern
    for pattern in "${wanted[@]}"; do
        # shellcheck disable=SC2053
        [[ $1 == $pattern ]] && return
    done
    return 1
}

# measure CASE WANTED PEER'S-NAME OURS PEER [BEFORE]: BEFORE runs before each of the two.
measure() {
    chosen "$1" || return 0
    for _ in $(seq "$rounds"); do
        bash -ec "${6:-true}" >/dev/null
        once "$1" ours "$4"
        bash -ec "${6:-true}" >/dev/null
        once "$1" peer "$5"
    done
    printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$1" "$3" "$2" "$(median "$work/$1.ours" 2)" "$(median "$work/$1.peer" 2)" \
        "$(median "$work/$1.ours" 1)" "$(median "$work/$1.peer" 1)" "$(awk '$3 > most { most = $3 } END { print most }' "$work/$1.ours")" |
        awk -F '\t' '{ printf "| %s | %s | %.2f s | %.2f s | %.2f | %s | %.2f | %.0f MiB |\n", $1, $2, $4, $5, $4 / $5, $3, $6 / $7, $8 / 1024 }'
}

# The command that runs a script in a new PowerShell.
pwsh() {
    local script
    script=$(mktemp "$work/XXXXXX.ps1")
    printf "\$ErrorActionPreference = 'Stop'; \$ProgressPreference = 'SilentlyContinue'\n%s\n" "$1" >"$script"
    echo "dotnet pwsh -NoProfile -NonInteractive -File $script"
}

# The same of a script that has two parts, and the second alone counts.
session() {
    pwsh "$1
\$clock = [Diagnostics.Stopwatch]::StartNew()
$2
[IO.File]::WriteAllText(\"\$env:work/inner\", \$clock.Elapsed.TotalSeconds)"
}

# makes CASE...: whether one of the cases is wanted, so that what they need is made.
makes() {
    local name
    for name; do
        chosen "$name" && return
    done
    return 1
}

tree() { # tree FOLDER FOLDERS FILES
    local folder
    for folder in $(seq "$2"); do
        mkdir -p "$1/d$folder"
        (cd "$1/d$folder" && seq -f 'file-%.0f.csv' "$3" | while read -r name; do printf 'id,city\n%s\n' "$name" >"$name"; done)
    done
}

echo "$(nproc) cores, $(awk -F ': ' '/model name/ { print $2; exit }' /proc/cpuinfo), $(awk '/MemTotal/ { printf "%.0f GiB", $2 / 1048576 }' /proc/meminfo); $rounds rounds; load $(cut -d' ' -f1 /proc/loadavg)"
echo '| case | peer | ours | peer | ratio | wanted | ratio of CPU | memory |'
echo '| --- | --- | --- | --- | --- | --- | --- | --- |'
for cases in bench/cases/*.sh; do
    # shellcheck source=/dev/null
    . "$cases"
done
