@echo off
rem Builds StageTools and shows its main job, in PowerShell: make stages, export, list, mount, read back, ask in SQL.
rem Needs the .NET SDK 10 alone: PowerShell and the packages come with the project. Linux and macOS: demo/run.sh.
setlocal
cd /d "%~dp0.."

echo StageTools: restoring PowerShell and the packages, building the module. The first time that takes a minute or two ...
where dotnet >nul 2>nul
if errorlevel 1 (
    echo The .NET SDK 10 is needed and 'dotnet' is not on the PATH: see https://dotnet.microsoft.com/download 1>&2
    exit /b 1
)

dotnet tool restore --verbosity quiet || exit /b 1
dotnet build src\StageTools -c Release -nologo -v minimal || exit /b 1
echo The module is in out\StageTools. Now PowerShell:
echo.
dotnet pwsh -NoProfile -File demo\Demo.ps1
