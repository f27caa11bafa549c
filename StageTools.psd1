@{
    RootModule            = 'StageTools.dll'
    # Loaded first: lets the module find its engine in lib/, apart from the session's own assemblies.
    NestedModules         = @('StageTools.Loader.dll')
    ModuleVersion         = '0.2.0'
    GUID                  = '5b6f0f1e-6d0c-4a0e-9a0a-0f2b7f1c9e51'
    Author                = 'The StageTools authors'
    CompanyName           = 'StageTools'
    Copyright             = '(c) The StageTools authors. MIT License.'
    Description           = 'Data stages for the shell: named places where data files live, addressed as @stage/path wherever they really are.'
    PowerShellVersion     = '7.6'
    CompatiblePSEditions  = @('Core')
    FormatsToProcess      = @('StageTools.format.ps1xml', 'StageTools.Sql.format.ps1xml')
    TypesToProcess        = @('StageTools.types.ps1xml')
    CmdletsToExport       = @(
        'New-Stage', 'Get-Stage', 'Set-Stage', 'Rename-Stage', 'Remove-Stage', 'Test-Stage', 'Update-StageKey', 'Mount-Stage', 'Dismount-Stage',
        'Initialize-StageCatalog', 'Copy-StageCatalog', 'Backup-StageCatalog', 'Restore-StageCatalog', 'Grant-StageAccess', 'Revoke-StageAccess', 'Get-StageGrant',
        'Get-StageFile', 'Remove-StageFile', 'Copy-StageFile', 'Get-StageFileUrl', 'Update-StageDirectoryTable', 'Export-StageData', 'Import-StageData', 'Invoke-StageSql',
        'New-StageConnection', 'Get-StageConnection', 'Set-StageConnection', 'Remove-StageConnection',
        'New-StageFileFormat', 'Get-StageFileFormat', 'Set-StageFileFormat', 'Remove-StageFileFormat', 'ConvertTo-StageSql'
    )
    FunctionsToExport     = @()
    AliasesToExport       = @()
    VariablesToExport     = @()
    PrivateData           = @{
        PSData = @{
            Tags         = @('stage', 'data', 'csv', 'json', 'export', 'import', 'provider', 'PSDrive', 'Databend', 'MatrixOne', 'Windows', 'Linux', 'MacOS')
            LicenseUri   = 'https://opensource.org/license/mit'
            ProjectUri   = 'https://github.com/stagetools/StageTools'
            ReleaseNotes = 'CHANGELOG.md, which comes with the module, tells what each version brings.'
        }
    }
}
