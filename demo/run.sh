#!/usr/bin/env bash
# Builds StageTools and shows its main job: make stages, export, list, mount, read back.
# With PowerShell the module does it; without, the engine below it does the same, and this says how to get PowerShell.
set -euo pipefail
cd "$(dirname "$0")/.."

if ! command -v dotnet >/dev/null; then
    echo "The .NET SDK (8.0 or later) is needed and 'dotnet' is not on the PATH: see https://dotnet.microsoft.com/download" >&2
    exit 1
fi

echo "Building …"
dotnet build StageTools.sln -c Release -nologo -v quiet
echo "The module is in out/StageTools."
echo

if command -v pwsh >/dev/null; then
    exec pwsh -NoProfile -File demo/Demo.ps1
fi

cat <<'TEXT'
PowerShell is not installed here ('pwsh' is not on the PATH), so the module was built but cannot be imported.
Get PowerShell 7.4 or later from https://learn.microsoft.com/powershell/scripting/install/installing-powershell,
then run this again, or:  pwsh -c 'Import-Module ./out/StageTools; Get-Command -Module StageTools'

Until then, the same job by the engine alone:
TEXT
dotnet tests/StageTools.Core.Tests/bin/Release/net8.0/StageTools.Core.Tests.dll -noLogo -noColor -showLiveOutput -class StageTools.Core.Tests.MainJobTests |
    sed -nE 's/^.*\[OUTPUT\] /  /p; s/^ *StageTools.Core.Tests +(Total.*)/\n\1/p'
