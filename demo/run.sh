#!/usr/bin/env bash
# Builds StageTools and shows its main job, in PowerShell: make stages, export, list, mount, read back, ask in SQL.
# Needs the .NET SDK 10 alone: PowerShell and the packages come with the project. Windows: demo\run.cmd.
set -euo pipefail
cd "$(dirname "$0")/.."

echo "StageTools: restoring PowerShell and the packages, building the module. The first time that takes a minute or two …"
if ! command -v dotnet >/dev/null; then
    echo "The .NET SDK 10 is needed and 'dotnet' is not on the PATH: see https://dotnet.microsoft.com/download" >&2
    exit 1
fi

dotnet tool restore --verbosity quiet
dotnet build src/StageTools -c Release -nologo -v minimal
echo "The module is in out/StageTools. Now PowerShell:"
echo
exec dotnet pwsh -NoProfile -File demo/Demo.ps1
