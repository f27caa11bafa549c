#!/usr/bin/env bash
# Builds StageTools and runs all of its tests. Ends with "N passed, N failed, N skipped"; not zero when anything failed.
set -uo pipefail
cd "$(dirname "$0")/.."

results=$(mktemp -d)
servers_of_ours=()
trap clean_up EXIT
trap 'exit 130' HUP INT TERM
passed=0 failed=0 skipped=0

clean_up() {
    local server
    for server in "${servers_of_ours[@]}"; do "tests/servers/stop-$server.sh"; done
    rm -rf "$results"
}

step() { printf '\n== %s\n' "$1"; }

count() { # count PASSED FAILED SKIPPED
    passed=$((passed + $1)) failed=$((failed + $2)) skipped=$((skipped + $3))
}

finish() {
    printf '\n%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
    [ "$failed" -eq 0 ]
    exit
}

install() { # install PURPOSE PACKAGE...
    local purpose=$1
    shift
    [ $# -eq 0 ] && return
    if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
        apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" && return
    fi
    echo "Not installed, so the tests that need them are skipped: $* ($purpose)"
}

# What the tests need beside StageTools itself, where it is not there yet.
install_tools() {
    local missing=()
    command -v python3 >/dev/null || missing+=(python3)
    command -v gzip >/dev/null || missing+=(gzip)
    command -v sqlite3 >/dev/null || missing+=(sqlite3)
    install "to read files with" "${missing[@]}"

    missing=()
    # Debian keeps the server's programs out of PATH.
    command -v initdb /usr/lib/postgresql/*/bin/initdb >/dev/null || missing+=(postgresql)
    install "the PostgreSQL server" "${missing[@]}"

    missing=()
    command -v ceph-mon >/dev/null || missing+=(ceph-mon)
    command -v ceph-osd >/dev/null || missing+=(ceph-osd)
    command -v radosgw >/dev/null || missing+=(radosgw)
    command -v ceph >/dev/null || missing+=(ceph-common)
    # A bucket's own host name, bucket.s3.localhost, is this machine.
    getent hosts bucket.s3.localhost >/dev/null || missing+=(libnss-myhostname)
    command -v openssl >/dev/null || missing+=(openssl)
    command -v curl >/dev/null || missing+=(curl)
    install "the S3 server" "${missing[@]}"

    missing=()
    command -v aws >/dev/null || missing+=(awscli)
    command -v rclone >/dev/null || missing+=(rclone)
    install "other clients of S3" "${missing[@]}"
}

# A server that runs already is used, and left as it is.
start_server() { # start_server NAME VARIABLE FOLDER; the variable is set to the file that says how to reach it
    step "Server: $1"
    local said
    if ! said=$("tests/servers/start-$1.sh" 2>&1); then
        echo "There is none, so the tests that need it are skipped: $said"
        return
    fi
    echo "$said"
    [[ $said == "Already running"* ]] || servers_of_ours+=("$1")
    export "$2=$3/server.env"
}

start_servers() {
    # Clients would trip over a file that is not there, even where they do not need it.
    [ -e "${AWS_CA_BUNDLE:-}" ] || unset AWS_CA_BUNDLE
    start_server s3 STAGETOOLS_S3 "${S3_DIR:-${TMPDIR:-/tmp}/stagetools-s3}"
    start_server postgres STAGETOOLS_POSTGRES "${POSTGRES_DIR:-${TMPDIR:-/tmp}/stagetools-postgres}"
}

engine_tests() {
    local suite
    for suite in StageTools.DuckDb.Tests StageTools.Core.Tests StageSql.Tests; do
        step "Engine (xunit): $suite"
        xunit_tests "$suite"
    done
}

xunit_tests() { # xunit_tests SUITE
    local report=$results/$1.xml
    dotnet tests/"$1"/bin/Release/net*/"$1.dll" -noLogo -xml "$report"
    local attributes
    attributes=$(grep -o '<assembly [^>]*>' "$report" 2>/dev/null | head -n 1)
    if [ -z "$attributes" ]; then
        echo "$1 ended without a report."
        count 0 1 0
        return
    fi
    value() { sed -nE "s/.* $1=\"([0-9]+)\".*/\1/p" <<<"$attributes"; }
    count "$(value passed)" "$(($(value failed) + $(value errors)))" "$(value skipped)"
}

# Without PowerShell nothing is known about the module: its tests count as skipped, each by its name.
skip_suites() {
    echo "$1"
    local names
    names=$(grep -hoE "^ *It +(\"[^\"]+\"|'([^']|'')+')" tests/*.Tests.ps1 | sed -E "s/^ *It +/skipped: /")
    echo "$names"
    count 0 0 "$(grep -c . <<<"$names")"
}

module_tests() {
    step "Module (Pester)"
    if ! command -v pwsh >/dev/null; then
        skip_suites "PowerShell ('pwsh') is not installed."
    elif ! pwsh -NoProfile -c 'exit [int](-not (Get-Module Pester -ListAvailable | Where-Object Version -ge 5.3.0))'; then
        skip_suites "Pester 5.3 or later is not installed (Install-PSResource Pester)."
    else
        local counts=$results/pester.txt
        pwsh -NoProfile -NonInteractive -File tests/Invoke-Suites.ps1 -CountsPath "$counts" </dev/null
        if [ -s "$counts" ]; then
            # shellcheck disable=SC2046
            count $(cat "$counts")
        else
            echo "The Pester suites ended without a result."
            count 0 1 0
        fi
    fi
}

step "Tools"
command -v dotnet >/dev/null || { echo "The .NET SDK (10.0 or later) is needed: https://dotnet.microsoft.com/download"; count 0 1 0; finish; }
install_tools

step "Build"
dotnet build StageTools.sln -c Release -nologo -v minimal || { count 0 1 0; finish; }

step "Format"
if dotnet format StageTools.sln --verify-no-changes --no-restore; then count 1 0 0; else count 0 1 0; fi

start_servers
engine_tests
module_tests
finish
