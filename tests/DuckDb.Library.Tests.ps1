BeforeAll { . "$PSScriptRoot/Setup.ps1" }

Describe "DuckDB's library" {
    It 'is not loaded by importing the module, nor is its binding' {
        $command = "Import-Module '$ModulePath'; [AppDomain]::CurrentDomain.GetAssemblies().GetName().Name -match 'DuckDb'; (Get-Process -Id `$PID).Modules.ModuleName -match 'duckdb'; 'done'"
        (Invoke-Child $command -NoModule).Output | Should -Be 'done'
    }
}
