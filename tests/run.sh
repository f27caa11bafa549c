#!/usr/bin/env bash
# Builds StageTools and runs all of its tests. Ends with "N passed, N failed, N skipped"; not zero when anything failed.
# Needs the .NET SDK 10 alone: PowerShell, Pester and the packages come with the project. As root on Debian or Ubuntu it installs the servers and clients
# that the tests talk to; anybody else is told what to install, and what was skipped without it.
set -uo pipefail
cd "$(dirname "$0")/.." || exit

results=$(mktemp -d)
servers_of_ours=() running=""
trap clean_up EXIT
trap 'exit 130' HUP INT TERM
passed=0 failed=0 skipped=0

clean_up() {
    local server job
    for job in $running $(cat "$results"/*.pid 2>/dev/null); do
        kill "$job" 2>/dev/null
        wait "$job"
    done
    for server in ${servers_of_ours[@]+"${servers_of_ours[@]}"}; do "tests/servers/stop-$server.sh"; done
    rm -rf "$results"
}

step() { printf '\n== %s\n' "$1"; }

count() { # count PASSED FAILED SKIPPED
    passed=$((passed + $1)) failed=$((failed + $2)) skipped=$((skipped + $3))
}

finish() {
    # Said once more: who reads the end alone is to know which.
    [ ! -s "$results/failures" ] || { step "Failed"; cat "$results/failures"; }
    printf '\n%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
    [ "$failed" -eq 0 ]
    exit
}

install() { # install PURPOSE PACKAGE...
    local purpose=$1
    shift
    [ $# -eq 0 ] && return
    if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
        [ -n "${apt_is_fresh:-}" ] || apt-get update -qq && apt_is_fresh=yes
        # One by one: a distribution may lack one of them.
        local package missing=()
        for package in "$@"; do
            DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$package" || missing+=("$package")
        done
        set -- ${missing[@]+"${missing[@]}"}
        [ $# -eq 0 ] && return
    fi
    echo "Not installed, so the tests that need $purpose are skipped, each by its name. As root, on Debian or Ubuntu: apt-get install $*"
}

# What the tests need beside StageTools itself, where it is not there yet.
install_tools() {
    local missing=()
    command -v python3 >/dev/null || missing+=(python3)
    command -v gzip >/dev/null || missing+=(gzip)
    command -v sqlite3 >/dev/null || missing+=(sqlite3)
    install "other readers of files" ${missing[@]+"${missing[@]}"}

    missing=()
    command -v gcc >/dev/null || command -v clang >/dev/null || missing+=(gcc)
    [ -e /usr/include/features.h ] || missing+=(libc6-dev)
    install "a native stagesql" ${missing[@]+"${missing[@]}"}

    missing=()
    # Debian keeps the server's programs out of PATH.
    command -v initdb /usr/lib/postgresql/*/bin/initdb >/dev/null || missing+=(postgresql)
    install "a PostgreSQL server" ${missing[@]+"${missing[@]}"}

    missing=()
    # Debian keeps the server where only root looks.
    command -v mariadbd /usr/sbin/mariadbd >/dev/null || missing+=(mariadb-server)
    install "a MariaDB server" ${missing[@]+"${missing[@]}"}

    missing=()
    command -v ceph-mon >/dev/null || missing+=(ceph-mon)
    command -v ceph-osd >/dev/null || missing+=(ceph-osd)
    command -v radosgw >/dev/null || missing+=(radosgw)
    command -v ceph >/dev/null || missing+=(ceph-common)
    # A bucket's own host name, bucket.s3.localhost, is this machine.
    getent hosts bucket.s3.localhost >/dev/null || missing+=(libnss-myhostname)
    command -v openssl >/dev/null || missing+=(openssl)
    command -v curl >/dev/null || missing+=(curl)
    install "an S3 server" ${missing[@]+"${missing[@]}"}

    missing=()
    # Its nodes run as root.
    if [ "$(id -u)" -eq 0 ]; then
        command -v slurmctld >/dev/null || missing+=(slurmctld)
        command -v slurmd >/dev/null || missing+=(slurmd)
        command -v sbatch >/dev/null || missing+=(slurm-client)
        command -v munged >/dev/null || missing+=(munge)
    fi
    install "a scheduler" ${missing[@]+"${missing[@]}"}

    missing=()
    command -v aws >/dev/null || missing+=(awscli)
    command -v rclone >/dev/null || missing+=(rclone)
    install "other clients of S3" ${missing[@]+"${missing[@]}"}
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
    start_server mariadb STAGETOOLS_MARIADB "${MARIADB_DIR:-${TMPDIR:-/tmp}/stagetools-mariadb}"
    start_server slurm STAGETOOLS_SLURM "${SLURM_DIR:-${TMPDIR:-/tmp}/stagetools-slurm}"
}

# A suite that hangs is ended, children and all; what it printed stands above. macOS has no timeout.
limit=(env)
if command -v timeout >/dev/null; then limit=(timeout --kill-after=10 2400); fi

# What runs beside the steps that follow; its output is shown where it ends.
begin() { # begin NAME COMMAND...
    local name=$1
    shift
    "$@" </dev/null >"$results/$name.log" 2>&1 &
    echo $! >"$results/$name.pid"
}

end() { # end NAME TITLE; the exit code is the command's
    local code
    step "$2"
    wait "$(cat "$results/$1.pid")"
    code=$?
    rm "$results/$1.pid"
    cat "$results/$1.log"
    told_if_ended "$1" $code
    return $code
}

# In the background, so that Ctrl+C is heard at once.
in_time() { # in_time NAME COMMAND...
    local name=$1 code
    shift
    "${limit[@]}" "$@" </dev/null > >(tee "$results/$name.log") 2>&1 &
    running=$!
    wait "$running"
    code=$?
    running=
    told_if_ended "$name" $code
}

# Who hangs is among those that ran for long when it was ended.
told_if_ended() { # told_if_ended NAME EXIT-CODE
    case $2 in 124 | 137) ;; *) return ;; esac
    {
        echo "$1 was ended (124: after 40 minutes; 137: killed; here $2), in one of these, if any is told:"
        grep -i 'long running' "$results/$1.log" | tail -n 12
    } | tee -a "$results/failures"
}

engine_tests() {
    local suite
    for suite in StageTools.DuckDb.Tests StageTools.Core.Tests; do
        step "Engine (xunit): $suite"
        # More at once than there are processors: many wait, for servers and for what is to come after a while.
        xunit "tests/$suite" "$suite" -maxThreads 1.5x
        in_time "$suite" "${xunit[@]}"
        count_xunit "$suite"
    done
}

xunit() { # xunit FOLDER SUITE OPTION...; the command is in the variable of this name
    local folder=$1 suite=$2
    shift 2
    xunit=(dotnet "$folder/bin/Release/net10.0/$suite.dll" -noLogo -noColor -longRunning 120 -xml "$results/$suite.xml" "$@")
}

count_xunit() { # count_xunit SUITE
    local report=$results/$1.xml attributes
    attributes=$(grep -o '<assembly [^>]*>' "$report" 2>/dev/null | head -n 1)
    if [ -z "$attributes" ]; then
        echo "$1 ended without a report." | tee -a "$results/failures"
        count 0 1 0
        return
    fi
    perl -0777 -ne 'while (/<test [^>]*? name="([^"]*)"[^>]* result="Fail".*?<message>(?:<!\[CDATA\[)?(.{0,400})/sg) {
        my ($name, $said) = ($1, $2); $said =~ s/(\]\]>)?<\/message>.*//s; print "$name\n    ", $said =~ s/\n/\n    /gr, "\n" }' "$report" >>"$results/failures"
    grep -o '<test [^>]* result="Skip"' "$report" | sed -nE 's/.* name="([^"]*)".*/skipped: \1/p'
    value() { sed -nE "s/.* $1=\"([0-9]+)\".*/\1/p" <<<"$attributes"; }
    count "$(value passed)" "$(($(value failed) + $(value errors)))" "$(value skipped)"
}

pester() { # pester NAME OPTION...; the command is in the variable of this name
    local name=$1
    shift
    pester=(dotnet pwsh -NoProfile -NonInteractive -File tests/Invoke-Suites.ps1 -CountsPath "$results/$name.txt" "$@")
}

count_pester() { # count_pester NAME
    if [ -s "$results/$1.txt" ]; then
        # shellcheck disable=SC2046
        count $(head -n 1 "$results/$1.txt")
        tail -n +2 "$results/$1.txt" >>"$results/failures"
    else
        echo "The Pester suites ($1) ended without a result." | tee -a "$results/failures"
        count 0 1 0
    fi
}

step "Tools"
command -v dotnet >/dev/null || { echo "The .NET SDK 10 is needed: https://dotnet.microsoft.com/download"; count 0 1 0; finish; }
install_tools

step "Build"
if ! { dotnet tool restore && dotnet build StageTools.sln -c Release -nologo -v minimal -p:LockedRestore=true; }; then
    count 0 1 0
    finish
fi

# What works and what waits run side by side: the engine's tests wait for servers, and the README's build a copy of the tree.
begin format "${limit[@]}" dotnet format StageTools.sln --verify-no-changes --no-restore
pester readme Readme
begin readme "${limit[@]}" "${pester[@]}"
start_servers
# Most of it is waiting for the scheduler to take a node for dead.
pester slurm Slurm
begin slurm "${limit[@]}" "${pester[@]}"
# Most of it is waiting for what a terminal shows.
xunit tests/StageSql.Tests StageSql.Tests
begin client "${limit[@]}" "${xunit[@]}"
engine_tests
end client "Terminal client (xunit)"
count_xunit StageSql.Tests
if end format "Format"; then count 1 0 0; else count 0 1 0; echo "Format" >>"$results/failures"; fi
end readme "README (Pester, in PowerShell)"
count_pester readme

# A short share of the stress tests; STAGETOOLS_STRESS says how many times as much is wanted, and the seed is told.
xunit tests/stress StageTools.Stress -showLiveOutput
begin stress "${limit[@]}" "${xunit[@]}"
# Two halves, which take about as long.
half=('Drive.*' Docs Completion Confirmation 'InvokeStageSql*' Module)
pester half "${half[@]}"
begin half "${limit[@]}" "${pester[@]}"
step "Module (Pester, in PowerShell)"
pester module -Except "$(IFS=, && echo "Readme,Slurm,${half[*]}")"
in_time module "${pester[@]}"
count_pester module
end half "Module: drives, help and more (Pester, in PowerShell)"
count_pester half
end slurm "Module: an array on a scheduler (Pester, in PowerShell)"
count_pester slurm
end stress "Stress (xunit): kills, faults, races, interrupts"
count_xunit StageTools.Stress
finish
