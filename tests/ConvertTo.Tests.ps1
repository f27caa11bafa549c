# Stages as statements of this and of other systems.

BeforeAll { . "$PSScriptRoot/Setup.ps1" }

Describe 'ConvertTo-StageSql' {
    BeforeAll {
        Enter-TestHome
        $null = New-StageFileFormat semi @{ type = 'csv'; field_delimiter = ';' }
        $null = New-StageConnection lake s3 -Region eu-central-1 -Credential (New-Credential AKIAEXAMPLE topsecretvalue)
        $null = New-Stage a s3://bucket/a/ -ConnectionName lake -FileFormat semi -DirectoryTable
        $null = New-Stage b s3://bucket/b/ -ConnectionName lake -Disabled -Comment "it's"
    }
    AfterAll { Exit-TestHome }

    It 'makes the same stages in another catalog' {
        $script = Get-Stage | ConvertTo-StageSql
        $before = Get-Stage | Select-Object * -ExcludeProperty CreatedOn | ConvertTo-Json -Depth 5
        $script -join "`n" | Should -Not -Match 'topsecretvalue|AKIAEXAMPLE'
        Get-Stage | Remove-Stage
        Remove-StageConnection lake
        Remove-StageFileFormat semi
        $script -join "`n" | Invoke-StageSql -Parameter @{ lake_access_key_id = 'AKIAEXAMPLE'; lake_secret_access_key = (ConvertTo-SecureString topsecretvalue -AsPlainText) }
        Get-Stage | Select-Object * -ExcludeProperty CreatedOn | ConvertTo-Json -Depth 5 | Should -Be $before
    }

    It 'says something of each stage in <_>' -ForEach Databend, MatrixOne, Snowflake, DuckDB {
        $script = (ConvertTo-StageSql -Dialect $_) -join "`n"
        $script | Should -Match 'bucket/a/'
        $script | Should -Match 'bucket/b/'
        $script | Should -Not -Match 'topsecretvalue|AKIAEXAMPLE'
        (ConvertTo-StageSql -Dialect $_ -NoSecret) -join "`n" | Should -Not -Match '\$lake'
    }

    It 'goes on behind a stage that is not there' {
        $said = ConvertTo-StageSql nono, b -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors[0].FullyQualifiedErrorId | Should -Match '^StageNotFound,'
        $said[-1] | Should -Match '^ALTER STAGE b'
    }
}
