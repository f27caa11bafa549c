# Shows the main job of StageTools with a catalog of its own, which is gone afterwards. Each command is printed before it runs.
$ErrorActionPreference = 'Stop'
$before = $env:STAGETOOLS_HOME
$work = Join-Path ([IO.Path]::GetTempPath()) "stagetools-demo-$PID"
$env:STAGETOOLS_HOME = Join-Path $work 'home'
$folder = (New-Item -ItemType Directory (Join-Path $work 'sales') -Force).FullName
Import-Module (Join-Path $PSScriptRoot '../out/StageTools/StageTools.psd1') -Force

function Show([scriptblock] $Command) {
    Write-Host "PS> $($Command.ToString().Trim())" -ForegroundColor Cyan
    & $Command | Out-String -Width 120 | ForEach-Object { $_.Trim("`r", "`n") } | Where-Object { $_ } | Write-Host
    Write-Host
}

try {
    Show { New-Stage inbox -Comment 'internal: its files lie with the catalog' }
    Show { New-Stage sales $folder -Comment 'external: a folder' }
    Show { Get-Stage }
    Show { Get-Process | Select-Object Name, Id, WorkingSet, StartTime | Export-StageData '@~/processes.csv' }
    Show { 1..5 | ForEach-Object { [pscustomobject]@{ Id = $_; City = @('Zürich', 'Oslo')[$_ % 2]; Amount = 12.5 * $_ } } | Export-StageData '@sales/2026/q1.ndjson.gz' }
    Show { Copy-StageFile '@sales' '@inbox/backup/' -Recurse -PassThru }
    Show { Get-StageFile '@inbox' }
    Show { Mount-Stage '@sales/2026' y26 }
    Show { Get-ChildItem y26:/ }
    Show { Import-StageData y26:/q1.ndjson.gz | Group-Object City | Select-Object Name, Count, @{ n = 'Amount'; e = { ($_.Group | Measure-Object Amount -Sum).Sum } } }
    Show { Invoke-StageSql "SELECT City, count(*) AS orders, sum(Amount) AS total FROM '@inbox/backup/2026/q1.ndjson.gz' GROUP BY City ORDER BY City" }
    Show { 'a note' | Set-Content y26:/note.txt; Get-Content y26:/note.txt }
    Show { Get-StageFile '@sales' -Pattern '.*\.txt' | Remove-StageFile -PassThru }
    Show { try { 'x' | Export-StageData (Join-Path $HOME 'x.csv') } catch { "refused: $_" } }
    Show { Dismount-Stage y26; Remove-Stage inbox -Force; Get-Stage }
}
finally {
    $env:STAGETOOLS_HOME = $before
    # Windows keeps a file that is open; the catalog closes its own when nobody has used it for two seconds.
    if ($IsWindows) { Start-Sleep 3 }
    Remove-Item $work -Recurse -Force
}
