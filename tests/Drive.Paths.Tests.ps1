BeforeAll {
    . "$PSScriptRoot/Setup.ps1"

    function Get-Place([string] $Folder) {
        # Where the files of the two stages lie, with their text.
        foreach ($stage in 'va', 'vb') {
            $root = $folders[$stage]
            [IO.Directory]::GetFiles($root, '*', 'AllDirectories').ForEach{ "@$stage/$($_.Substring($root.TrimEnd('/').Length + 1))=$([IO.File]::ReadAllText($_).Trim())" }
        }
    }
}

Describe 'A path of a drive means the same on every way in' {
    # Each drive, seen from each location, by each way to write a path: d:/k of a drive over @va/sub is @va/sub/k, whoever asks.
    BeforeAll {
        Enter-TestHome
        $script:roots = @{ Stage = '@'; da = '@va'; ds = '@va/sub'; dx = '@va/@va' }
        $script:locations = '/', 'Stage:/vb', 'da:/sub', 'db:/vb', 'StageTools\Stage::@vb'
        $script:folders = @{}
        $script:ways = 'Path', 'LiteralPath', 'Qualified', 'QualifiedLiteral'

        function New-World {
            foreach ($stage in 'va', 'vb') {
                $folder = New-TestFolder
                # What a lost root would be taken for.
                New-TestFile $folder @{ 'k' = "$stage"; 'sub/k' = "$stage sub"; 'vb/k' = "$stage vb"; 'va/k' = "$stage va"; 'sub/sub/k' = "$stage sub sub"; '@va/k' = "$stage @va"; '@vault/k' = "$stage @vault"; 'sub/@va/k' = "$stage sub @va" }
                $null = New-Stage $stage $folder -Force
                $folders[$stage] = $folder
            }
        }

        function Get-Argument([string] $Drive, [string] $Key, [string] $Way) {
            # A path below a drive as one way writes it, and the stage path that it must be.
            $full = $roots[$Drive] -eq '@' ? "@$Key" : "$($roots[$Drive])/$Key"
            $parameter = $Way -like '*Literal*' ? 'LiteralPath' : 'Path'
            @{ Parameter = @{ $parameter = $Way -like 'Qualified*' ? "StageTools\Stage::$full" : "${Drive}:/$Key" }; Full = $full }
        }

        function Invoke-Everywhere([string[]] $Key, [scriptblock] $Script) {
            # Runs a script for every drive, key, way and location; what it says is wrong.
            $count = 0
            foreach ($drive in $roots.Keys) {
                foreach ($one in $Key) {
                    $name = $drive -eq 'Stage' ? "va/$one" : $one
                    foreach ($way in $ways) {
                        foreach ($location in $locations) {
                            $count++
                            $argument = Get-Argument $drive $name $way
                            $parameter = $argument.Parameter
                            Push-Location $location
                            try { $wrong = & $Script $parameter $argument.Full } catch { $wrong = "$_" } finally { Pop-Location }
                            if ($wrong) { "$($parameter.Values) by $($parameter.Keys) from $location`: $wrong" }
                        }
                    }
                }
            }
            $count | Should -BeGreaterThan 79
        }

        New-World
        foreach ($drive in 'da', 'ds', 'dx') { $null = New-PSDrive $drive -PSProvider Stage -Root $roots[$drive] -Scope Global }
        $null = New-PSDrive db -PSProvider Stage -Root '@vb' -Scope Global
    }
    AfterAll { Exit-TestHome }

    It 'reading one that is there' {
        Invoke-Everywhere k, sub/k {
            param($Parameter, $Full)
            if (-not [IO.File]::Exists($folders.va + $Full.Substring(3))) { return }
            $text = $Full -replace '^@' -replace '/k$' -replace '/', ' '
            $read = Get-Content @Parameter -ErrorAction Stop
            if ($read -ne $text) { "read '$read'" }
            $item = Get-Item @Parameter -ErrorAction Stop
            if ($item.FullName -ne "Stage:/$($Full.Substring(1))") { "got $($item.FullName)" }
            if (-not (Test-Path @Parameter)) { 'is not there' }
            if ((Get-Content (Resolve-Path @Parameter -ErrorAction Stop).Path) -ne $text) { 'resolved wrongly' }
            # What a user qualifies himself, Convert-Path gives back as he wrote it.
            if ("$($Parameter.Values)" -notlike '*::*' -and (Get-Content (Convert-Path @Parameter -ErrorAction Stop)) -ne $text) { 'converted wrongly' }
            if ((Get-ChildItem @Parameter -ErrorAction Stop).FullName -ne $item.FullName) { 'listed wrongly' }
            if ((Get-ItemProperty @Parameter -ErrorAction Stop).FullName -ne $item.FullName) { 'has other properties' }
        } | Select-Object -First 20 | Should -BeNullOrEmpty
    }
    It 'making and changing a new one: <Name>' -ForEach @(
        @{ Name = 'Set-Content'; Line = { param($p) Set-Content @p new -ErrorAction Stop } }
        @{ Name = 'Add-Content'; Line = { param($p) Add-Content @p new -ErrorAction Stop } }
        @{ Name = 'New-Item'; Line = { param($p) $null = New-Item -Path "$($p.Values)" -Value new -ErrorAction Stop } }
        @{ Name = 'Copy-Item'; Line = { param($p) Copy-Item 'StageTools\Stage::@vb/src' "$($p.Values)" -ErrorAction Stop } }
        @{ Name = 'Move-Item'; Line = { param($p) Set-Content Stage:/vb/moving new; Move-Item Stage:/vb/moving "$($p.Values)" -ErrorAction Stop } }
        @{ Name = 'Copy-StageFile'; Line = { param($p) if ("$($p.Values)" -notlike '*::*') { $null = Copy-StageFile '@vb/src' "$($p.Values)" -ErrorAction Stop } else { Set-Content @p new -ErrorAction Stop } } }
    ) {
        Set-Content Stage:/vb/src new
        $before = Get-Place
        Invoke-Everywhere vb/new, '@va/new' {
            param($Parameter, $Full)
            & $Line $Parameter
            $stage, $key = $Full.Substring(1) -split '/', 2
            $now = Get-Place
            $made = $now | Where-Object { $_ -notin $before }
            if ("$made" -ne "$Full=new") { "made '$made'"; $before | Where-Object { $_ -notin $now } | ForEach-Object { "lost $_" } }
            Remove-Item -LiteralPath "Stage:/$($Full.Substring(1))"
            if (Compare-Object $before (Get-Place)) { 'removed another' }
        } | Select-Object -First 20 | Should -BeNullOrEmpty
    }
    It 'changing one that is there: <Name>' -ForEach @(
        @{ Name = 'Set-Content'; After = '=new'; Line = { param($p) Set-Content @p new -ErrorAction Stop } }
        @{ Name = 'Add-Content'; After = '=oldnew'; Line = { param($p) Add-Content @p new -ErrorAction Stop } }
        @{ Name = 'Clear-Content'; After = '='; Line = { param($p) Clear-Content @p -ErrorAction Stop } }
        @{ Name = 'Remove-Item'; After = ''; Line = { param($p) Remove-Item @p -ErrorAction Stop } }
        @{ Name = 'Rename-Item'; After = 'named=old'; Line = { param($p) if ($p.Keys -contains 'LiteralPath') { Rename-Item @p thisnamed -ErrorAction Stop } else { Rename-Item "$($p.Values)" thisnamed -ErrorAction Stop } } }
        @{ Name = 'Move-Item'; After = 'named=old'; Line = { param($p) $to = "$($p.Values)named"; Move-Item @p $to -ErrorAction Stop } }
    ) {
        $before = Get-Place
        Invoke-Everywhere this {
            param($Parameter, $Full)
            Set-Content -LiteralPath "Stage:/$($Full.Substring(1))" old -NoNewline
            & $Line $Parameter
            $left = Get-Place | Where-Object { $_ -notin $before }
            if ("$left" -ne ($After ? "$Full$After" : '')) { "left '$left'" }
            if ($left) { Remove-Item -LiteralPath "Stage:/$(($left -split '=')[0].Substring(1))" }
            if (Compare-Object $before (Get-Place)) { 'changed another' }
        } | Select-Object -First 20 | Should -BeNullOrEmpty
    }
    It 'a drive shows its root as it was written, and lists what lies there' { (Get-PSDrive ds).Root | Should -Be '@va/sub'; (Get-ChildItem ds:/ -File).Name | Should -Be k; Push-Location ds:/@va; try { (Get-ChildItem).Name | Should -Be k } finally { Pop-Location } }
    It 'a folder whose name begins as the root does is a folder like any other' { Push-Location da:/@vault; try { Get-Content k | Should -Be 'va @vault'; Get-Content ./k | Should -Be 'va @vault'; Set-Content -LiteralPath n new; Test-Path 'Stage:/va/@vault/n' | Should -BeTrue; Remove-Item n } finally { Pop-Location } }
}
