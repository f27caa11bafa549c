BeforeAll { . "$PSScriptRoot/Setup.ps1" }

Describe 'Get-ChildItem lists a stage drive as it lists the file system' {
    BeforeAll {
        Enter-TestHome
        $script:folder = New-FolderStage s @{
            'a.txt' = 'a'; 'b.csv' = 'b'; 'd/c.txt' = 'c'; 'd/x.csv' = 'x'; 'd/e/f.txt' = 'f'; 'd/e/g.csv' = 'g'; 'd/e/h/i.txt' = 'i'; 't.txt/j.txt' = 'j'; 't.txt/k.csv' = 'k'; 'o/c.txt' = 'o'
        }
        $null = New-Item -ItemType Directory "$folder/z"
        $null = New-PSDrive disk FileSystem $folder -Scope Global
        $null = New-PSDrive mine -PSProvider Stage -Root '@s' -Scope Global

        function Get-Case([string] $Parameter, [string[]] $Path) {
            # Each path with each combination of the switches.
            foreach ($item in $Path) {
                foreach ($walk in @{}, @{ Recurse = $true }, @{ Depth = 0 }, @{ Depth = 1 }) {
                    foreach ($filter in @{}, @{ Filter = '*.txt' }) {
                        foreach ($include in @{}, @{ Include = '*.txt', 'd' }) {
                            foreach ($exclude in @{}, @{ Exclude = 'c*', 'e' }) {
                                foreach ($kind in @{}, @{ File = $true }, @{ Directory = $true }) {
                                    # PowerShell asks for its own provider by name here, and takes a last star off the path for it alone.
                                    if ($item.EndsWith('*') -and $walk.Count -and $kind.Count -and $include.Count) { continue }
                                    foreach ($name in @{}, @{ Name = $true }) { @{ $Parameter = $item } + $walk + $filter + $include + $exclude + $kind + $name }
                                }
                            }
                        }
                    }
                }
            }
        }

        function Get-Listed([string] $Drive, [hashtable] $Case) {
            # The paths that a command finds below its drive, or an error, in one text.
            $case = $Case.Clone()
            foreach ($key in 'Path', 'LiteralPath') { if ($case.ContainsKey($key)) { $case[$key] = $case[$key].Replace('DRIVE:', "${Drive}:") } }
            $found = try { Get-ChildItem @case 2>&1 } catch { $_ }
            $lines = foreach ($item in $found) {
                if ($item -is [string]) { $item }
                elseif ($item -is [System.Management.Automation.ErrorRecord]) { 'error' }
                elseif ($Drive -eq 'disk') { $item.FullName.Substring($folder.Length + 1) }
                else { $item.FullName.Substring('Stage:/s/'.Length) }
            }
            (@($lines) | Sort-Object -CaseSensitive -Culture '') -join ' '
        }

        function Compare-Listing([hashtable[]] $Case) {
            # What the two drives answer differently.
            $Case.Count | Should -BeGreaterThan 90
            $answers = @{}
            foreach ($drive in 'disk', 'mine') {
                Push-Location "${drive}:/"
                try { $answers[$drive] = foreach ($one in $Case) { Get-Listed $drive $one } } finally { Pop-Location }
            }
            for ($i = 0; $i -lt $Case.Count; $i++) {
                if ($answers.disk[$i] -cne $answers.mine[$i]) {
                    $line = ($Case[$i].GetEnumerator() | Sort-Object Name | ForEach-Object { "-$($_.Name) $($_.Value -join ',')" }) -join ' '
                    "$line`: [$($answers.disk[$i])], but on the stage [$($answers.mine[$i])]"
                }
            }
        }
    }
    AfterAll { Remove-PSDrive disk -Scope Global; Exit-TestHome }

    It '-Path <_>' -ForEach 'DRIVE:/', 'DRIVE:/d', 'DRIVE:/*', 'DRIVE:/*/*', 'DRIVE:/*.txt', 'DRIVE:/a.txt', 'DRIVE:/nosuch', 'd/*' { Compare-Listing (Get-Case Path $_) | Select-Object -First 20 | Should -BeNullOrEmpty }
    It '-LiteralPath <_>' -ForEach 'DRIVE:/', 'DRIVE:/d/e', 'DRIVE:/a.txt' { Compare-Listing (Get-Case LiteralPath $_) | Select-Object -First 20 | Should -BeNullOrEmpty }
}
