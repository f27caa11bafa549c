#!/usr/bin/env bash
# Measures how long stagesql takes to start, against a bare .NET program that says hello, both in one run; prints the ratio.
# Needs hyperfine and a built tree (dotnet build StageTools.sln -c Release). Compare ratios, and only those of one run on a machine that does nothing else.
#   bench/Measure-Statements.sh [RUNS]
set -euo pipefail
cd "$(dirname "$0")/.."

runs=${1:-30}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export STAGETOOLS_HOME=$work/home

mkdir "$work/hello"
cat >"$work/hello/hello.csproj" <<'PROJECT'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
  </PropertyGroup>
</Project>
PROJECT
echo 'System.Console.WriteLine("hello");' >"$work/hello/Program.cs"
dotnet build "$work/hello" -c Release -v quiet -nologo

client=$PWD/out/stagesql/stagesql
"$client" -c 'CREATE STAGE one; CREATE STAGE two'
hyperfine --shell=none --warmup 3 --runs "$runs" --export-csv "$work/times.csv" \
    --command-name "dotnet hello.dll" "dotnet $work/hello/bin/Release/net10.0/hello.dll" \
    --command-name "stagesql -c 'SHOW STAGES'" "$client -c 'SHOW STAGES'" \
    --command-name "stagesql --version" "$client --version" \
    --command-name "stagesql -c 'SELECT 1'" "$client -c 'SELECT 1'"
awk -F, 'NR == 2 { base = $4 } NR > 2 { printf "%-26s %6.1f ms median, %.2f times the bare program (SHOW STAGES: at most 2)\n", $1, $4 * 1000, $4 / base }' "$work/times.csv"
