#!/usr/bin/env bash
# Builds StageTools and runs all of its tests. Ends with "N passed, N failed, N skipped"; not zero when anything failed.
set -uo pipefail
cd "$(dirname "$0")/.."

results=$(mktemp -d)
server_is_ours=
trap clean_up EXIT
trap 'exit 130' HUP INT TERM
passed=0 failed=0 skipped=0

clean_up() {
    [ -z "$server_is_ours" ] || tests/servers/stop-s3.sh
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
    install "to read files with" "${missing[@]}"

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
start_server() {
    step "S3 server"
    # Clients would trip over a file that is not there, even where they do not need it.
    [ -e "${AWS_CA_BUNDLE:-}" ] || unset AWS_CA_BUNDLE
    local said
    if ! said=$(tests/servers/start-s3.sh 2>&1); then
        echo "There is none, so the tests that need it are skipped: $said"
        return
    fi
    echo "$said"
    [[ $said == "Already running"* ]] || server_is_ours=yes
    export STAGETOOLS_S3=${S3_DIR:-${TMPDIR:-/tmp}/stagetools-s3}/server.env
}

engine_tests() {
    step "Engine (xunit)"
    local report=$results/xunit.xml
    dotnet tests/StageTools.Core.Tests/bin/Release/net8.0/StageTools.Core.Tests.dll -noLogo -xml "$report"
    local attributes
    attributes=$(grep -o '<assembly [^>]*>' "$report" 2>/dev/null | head -n 1)
    if [ -z "$attributes" ]; then
        echo "The engine's tests ended without a report."
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
command -v dotnet >/dev/null || { echo "The .NET SDK (8.0 or later) is needed: https://dotnet.microsoft.com/download"; count 0 1 0; finish; }
install_tools

step "Build"
dotnet build StageTools.sln -c Release -nologo -v minimal || { count 0 1 0; finish; }

step "Format"
if dotnet format StageTools.sln --verify-no-changes --no-restore; then count 1 0 0; else count 0 1 0; fi

start_server
engine_tests
module_tests
finish
