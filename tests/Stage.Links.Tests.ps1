BeforeAll { . "$PSScriptRoot/Setup.ps1" }

# K leads out of the stage, and M leads through K and back by '..': as a text, K/.. is the stage; as the file system reads it, it is outside.
Describe 'Links that lead out of a stage by way of others' -Skip:$IsWindows {
    BeforeAll {
        Enter-TestHome
        $script:folder = New-FolderStage s @{ 'a.csv' = "n`n1"; 'real/b.csv' = "n`n2" }
        $script:outside = Join-Path (Split-Path $folder) "outside-$(New-Guid)"
        New-TestFile $outside @{ 'secret.csv' = "n`n9"; 'deep/x.csv' = "n`n9" }
        ln -s $outside/deep $folder/K
        ln -s K/.. $folder/M
        ln -s $folder/real $folder/inside
        $script:local = New-TestFolder
        New-TestFile $local @{ 'new.csv' = "n`n3" }
        function Get-Outside { Get-ChildItem $outside -Recurse -File | Sort-Object FullName | ForEach-Object { "$($_.FullName) $($_.LastWriteTimeUtc.Ticks) $(Get-Content -Raw $_)" } }
        $script:untouched = Get-Outside
    }
    AfterAll { Exit-TestHome; Remove-Item $outside -Recurse }
    AfterEach { Get-Outside | Should -Be $untouched }

    It 'are refused by <_>' -ForEach @(
        'Invoke-StageSql "SELECT * FROM ''@s/M/secret.csv''"'
        'Invoke-StageSql "SELECT * FROM ''@s/M/*.csv''"'
        'Invoke-StageSql "LIST @s/M/"'
        'Invoke-StageSql "REMOVE @s/M/"'
        'Invoke-StageSql "PUT file://$local/new.csv @s/M/"'
        'Invoke-StageSql "GET @s/M/ file://$local/got"'
        'Invoke-StageSql "COPY INTO @s/M/ FROM (SELECT 1 AS n)"'
        'Get-StageFile "@s/M/"'
        'Copy-StageFile "@s/M/secret.csv" "$local/"'
        'Copy-StageFile "$local/new.csv" "@s/M/secret.csv" -Force'
        'Remove-StageFile "@s/M/secret.csv"'
        'Import-StageData "@s/M/secret.csv"'
        '[pscustomobject]@{ N = 1 } | Export-StageData "@s/M/out.csv"'
        'Get-ChildItem Stage:/s/M'
        'Get-Content Stage:/s/M/secret.csv'
        'Set-Content Stage:/s/M/secret.csv x'
        'Remove-Item Stage:/s/M/secret.csv'
        'Remove-Item Stage:/s/M/deep -Recurse'
        'New-Item Stage:/s/M/new -ItemType Directory'
        'Move-Item Stage:/s/a.csv Stage:/s/M/a.csv'
        'Copy-Item Stage:/s/M/secret.csv Stage:/s/copy.csv'
    ) {
        (Get-FirstError ([scriptblock]::Create($_))).FullyQualifiedErrorId | Should -BeLike 'PathOutsideStage,*'
    }
    It 'are left out of the listing of the stage' { (Get-StageFile '@s' -ErrorAction Stop).Name | Should -Be a.csv, real/b.csv }
    It 'are what one that ends inside is not: it is read, written and queried' {
        Set-Content Stage:/s/inside/c.csv "n`n4" -NoNewline
        Get-Content "$folder/real/c.csv" -Raw | Should -Be "n`n4"
        (Invoke-StageSql "SELECT sum(n) AS n FROM '@s/inside/*.csv'").n | Should -Be 6
        Remove-StageFile '@s/inside/c.csv'
        "$folder/real/c.csv" | Should -Not -Exist
    }
}
