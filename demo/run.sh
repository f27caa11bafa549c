#!/usr/bin/env bash
# Builds StageTools and shows its main job: make stages, export, list, mount, read back.
# With PowerShell the module does it; without, the terminal client stagesql does the same, and this says how to get PowerShell.
set -euo pipefail
cd "$(dirname "$0")/.."

if ! command -v dotnet >/dev/null; then
    echo "The .NET SDK (10.0 or later) is needed and 'dotnet' is not on the PATH: see https://dotnet.microsoft.com/download" >&2
    exit 1
fi

echo "Building …"
dotnet build StageTools.sln -c Release -nologo -v quiet
echo "The module is in out/StageTools, the terminal client is out/stagesql/stagesql."
echo

if command -v pwsh >/dev/null; then
    exec pwsh -NoProfile -File demo/Demo.ps1
fi

cat <<'TEXT'
PowerShell is not installed here ('pwsh' is not on the PATH), so the module was built but cannot be imported. Get PowerShell 7.4 or later from
https://learn.microsoft.com/powershell/scripting/install/installing-powershell, and run this again. The same stages by the terminal client:

$ stagesql --format table demo/first.sql
TEXT
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
STAGETOOLS_HOME=$home out/stagesql/stagesql --format table demo/first.sql
