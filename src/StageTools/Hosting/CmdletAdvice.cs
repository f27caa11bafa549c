namespace StageTools.Hosting;

/// <summary>What to do about an error, in the words of the cmdlets.</summary>
internal static class CmdletAdvice
{
    /// <summary>The words, without a full stop.</summary>
    public static string Of(Advice advice) => advice.Kind switch
    {
        AdviceKind.ListStages => "Get-Stage lists those there are",
        AdviceKind.ListConnections => "Get-StageConnection lists those there are",
        AdviceKind.ListFileFormats => "Get-StageFileFormat lists those there are",
        AdviceKind.PassOverMissingStage => "-IfExists passes over it",
        AdviceKind.KeepOrReplaceStage => "use -IfNotExists to keep it or -Force to replace it, or choose another name",
        AdviceKind.EnableStage => $"enable it with: Set-Stage {advice[0]} -Enabled",
        AdviceKind.MakeDirectoryTable => $"give it one with: Set-Stage {advice[0]} -DirectoryTable, then Update-StageDirectoryTable {advice[0]}",
        AdviceKind.FillDirectoryTable => $"fill it with: Update-StageDirectoryTable {advice[0]}",
        AdviceKind.MakeExternalStage => "make an external stage with New-Stage -Url",
        AdviceKind.NameOtherFolder => "make it, bring it back (a disk not mounted?), or name another with Set-Stage -Url",
        AdviceKind.GiveCredentialsAgain =>
            $"bring the catalog's key along, or give the credentials again with Set-Stage{(advice[0] is { } name ? $" {name}" : "")} -Credential",
        AdviceKind.GiveConnectionAgain =>
            $"bring the catalog's key along, or give the credentials again with Set-StageConnection {advice[0]} -Credential",
        AdviceKind.InitializeCatalog => "have its administrator run Initialize-StageCatalog",
        AdviceKind.GiveUrl => "say where its files lie with -Url, such as s3://bucket/folder/",
        AdviceKind.GiveNewKey => "give the new key with -NewKey, and set the variable to it afterwards",
        AdviceKind.ReplaceFile => "use -Force to replace it",
        AdviceKind.AddOrReplaceFiles => "-Append adds files beside them, -Force replaces them",
        AdviceKind.RemoveBelow => "use -Recurse to remove what is in it too",
        AdviceKind.DropOrRemove => "Remove-Stage drops it, Remove-StageFile removes its files",
        AdviceKind.EndExport => "the next export to this folder ends that, or Test-Stage -Repair",
        AdviceKind.CopyBelow => "use -Recurse to copy what is in it, or name files",
        AdviceKind.TakeByStagePath =>
            "Take it by that stage path: Get-StageFile lists it, Copy-StageFile copies it to another name, Remove-StageFile removes it",
        AdviceKind.WriteLiterally => "write `[ for the character itself, or use -LiteralPath",
        AdviceKind.ListFiles => $"Get-StageFile '{advice[0]}' lists what there is, upper and lower case count",
        AdviceKind.LeaveOutStorageClass => "leave out -StorageClass",
        AdviceKind.LeaveOutPathStyle => "leave out -PathStyle",
        AdviceKind.GiveKey => $"{advice[0]} with Set-Stage -Credential",
        AdviceKind.GiveToken => $"{advice[0]} with Set-Stage -Credential -SessionToken",
        AdviceKind.GiveKeyOrProfile => $"give a key with -Credential, a profile with -ProfileName, {advice[0]}",
        AdviceKind.GiveHmacKey =>
            "give its access id and secret with -Credential, or allow_anonymous = 'true' in -Connection for a bucket that everybody may read",
        AdviceKind.GiveCredentials => $"give -Credential, or make a stage of the {advice[0]}",
        AdviceKind.MakeProfile => $"make it with 'aws configure --profile {advice[0]}', or name another with Set-Stage -ProfileName",
        AdviceKind.NameProfile => "name another with -ProfileName or create it with 'aws configure --profile'",
        AdviceKind.GiveRegion => "give it with -Region",
        AdviceKind.GiveRegionOfBucket => "give the bucket's with -Region, for example cn-hangzhou",
        AdviceKind.SetRegion => $"set it with Set-Stage -Region {advice[0]}, and the endpoint of that region if the stage names one",
        AdviceKind.SetEndpointOrRegion => "set the bucket's own with Set-Stage -Endpoint or -Region",
        AdviceKind.GiveEndpointOrRegion => $"give -Endpoint ({advice[0]}) or -Region (cn-hangzhou)",
        AdviceKind.GiveEndpoint => $"give it with -Endpoint ({advice[0]}), such as oss-cn-hangzhou.aliyuncs.com",
        AdviceKind.CheckEndpoint => "check the endpoint, the region and a session token, and try Test-Stage",
        AdviceKind.CheckStage => "check the stage's settings with Test-Stage",
        AdviceKind.AskLess => $"try '{advice[0]}' again later, with a smaller -ThrottleLimit",
        AdviceKind.GiveFormat => $"give -Format {advice[0]}",
        AdviceKind.GiveFormatOrSuffix => "end it with .csv, .tsv, .ndjson, .json or .parquet, or give -Format",
        AdviceKind.GiveOneType => "convert the value, read files with Import-StageData -AsText, or export NDJSON",
        AdviceKind.PartitionByOther => "choose another column for -PartitionBy",
        AdviceKind.SampleMore => $"no table was made, its types come from the first {advice[0]} rows of each file, -SampleSize 0 looks at all",
        AdviceKind.GiveConnection => "give a connection with -Connection",
        AdviceKind.NameDatabaseFile => "A SQLite or DuckDB file goes to -Database",
        AdviceKind.NameDuckDbFile => "name a DuckDB file, or read its tables with Export-StageData -Database",
        AdviceKind.NameDatabase => "name a DuckDB file with -Database, and get another one's tables with Export-StageData -Database",
        AdviceKind.GiveParameter => $"give one with -Parameter @{{ {advice[0]} = … }}",
        AdviceKind.GiveText => "give it as a text if it is none; secrets go into the statements of stages",
        AdviceKind.MakeStageOfPlace => "make a stage of the place with New-Stage, and name the file by it",
        AdviceKind.MakeStageOfAddress => "make a stage of the place (New-Stage, CREATE STAGE), and name the file by it",
        AdviceKind.MakeStageOfFolder => "make a stage of its folder with New-Stage, or let the folder be read with -AllowPath",
        _ => throw new ArgumentOutOfRangeException(nameof(advice), advice.Kind, message: null),
    };
}
