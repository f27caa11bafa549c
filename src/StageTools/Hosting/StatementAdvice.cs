namespace StageTools.Hosting;

/// <summary>What to do about an error, in the words of the statements; the same in Invoke-StageSql and in the terminal client, which has this file
/// too.</summary>
internal static class StatementAdvice
{
    private const string Key = "access_key_id = '…', secret_access_key = '…'";

    /// <summary>The words, without a full stop.</summary>
    public static string Of(Advice advice) => advice.Kind switch
    {
        AdviceKind.ListStages => "SHOW STAGES lists those there are",
        AdviceKind.ListConnections => "SHOW CONNECTIONS lists those there are",
        AdviceKind.ListFileFormats => "SHOW FILE FORMATS lists those there are",
        AdviceKind.PassOverMissingStage => "IF EXISTS passes over it",
        AdviceKind.KeepOrReplaceStage => "write IF NOT EXISTS to keep it or OR REPLACE to replace it, or choose another name",
        AdviceKind.EnableStage => $"enable it with: ALTER STAGE {advice[0]} SET ENABLE = TRUE",
        AdviceKind.MakeDirectoryTable => $"give it one with: ALTER STAGE {advice[0]} SET ENABLE = TRUE, then ALTER STAGE {advice[0]} REFRESH",
        AdviceKind.FillDirectoryTable => $"fill it with: ALTER STAGE {advice[0]} REFRESH",
        AdviceKind.MakeExternalStage => "make an external stage with CREATE STAGE … URL = '…'",
        AdviceKind.NameOtherFolder => "make it, bring it back (a disk not mounted?), or name another with ALTER STAGE … SET URL = '…'",
        AdviceKind.GiveCredentialsAgain =>
            $"bring the catalog's key along, or give the credentials again with ALTER STAGE {advice[0] ?? "…"} SET CONNECTION = (…)",
        AdviceKind.GiveConnectionAgain =>
            $"bring the catalog's key along, or give the credentials again with CREATE OR REPLACE CONNECTION {advice[0]} …",
        AdviceKind.InitializeCatalog => "have its administrator run the cmdlet Initialize-StageCatalog",
        AdviceKind.ReplaceInCatalog => "use -Force to replace what has the same name there",
        AdviceKind.MakeRolesOrCopyPrivately => "make them with CREATE ROLE, or use -Private to grant the stages to nobody yet",
        AdviceKind.LeaveOutInternal => "give it a bucket with Initialize-StageCatalog -Url, or use -ExternalOnly to leave them out",
        AdviceKind.GivePassphrase => "bring the catalog's key along, or give the passphrase of the one in the file with -KeyPassphrase",
        AdviceKind.GiveUrl => "say where its files lie with URL, such as 's3://bucket/folder/'",
        AdviceKind.GiveNewKey => "give the new key with -NewKey, and set the variable to it afterwards",
        AdviceKind.ReplaceFile => "choose another name, remove it first, or say OVERWRITE = TRUE where the statement takes that",
        AdviceKind.AddOrReplaceFiles => "COPY INTO adds files beside them",
        AdviceKind.RemoveBelow => "remove what is in it first",
        AdviceKind.DropOrRemove => "DROP STAGE drops it, REMOVE removes its files",
        AdviceKind.EndExport => "the next export to this folder ends that, or Test-Stage -Repair",
        AdviceKind.CopyBelow => $"name files in it, such as with '{advice[0]}/*'",
        AdviceKind.TakeByStagePath => "Take it by that stage path: LIST lists it, COPY FILES copies it, REMOVE removes it",
        AdviceKind.WriteLiterally => "write `[ for the character itself",
        AdviceKind.ListFiles => $"LIST @{advice[1]} lists what there is, upper and lower case count",
        AdviceKind.LeaveOutStorageClass => "leave it out",
        AdviceKind.LeaveOutPathStyle => "leave out enable_virtual_host_style",
        AdviceKind.GiveKey => Setting(advice[0], Key),
        AdviceKind.GiveToken => Setting(advice[0], $"{Key}, session_token = '…'"),
        AdviceKind.GiveKeyOrProfile => $"give a key or a profile in CONNECTION = ({Key}) or (profile_name = '…'), {advice[0]}",
        AdviceKind.GiveHmacKey =>
            $"give its access id and secret in CONNECTION = ({Key}), or allow_anonymous = 'true' there for a bucket that everybody may read",
        AdviceKind.GiveCredentials => $"give CONNECTION = (…) behind the URL, or make a stage of the {advice[0]}",
        AdviceKind.MakeProfile => Setting($"make it with 'aws configure --profile {advice[0]}', or name another", "profile_name = '…'"),
        AdviceKind.NameProfile => "name another in CONNECTION = (profile_name = '…') or create it with 'aws configure --profile'",
        AdviceKind.GiveRegion => "give it in CONNECTION = (region = '…')",
        AdviceKind.GiveRegionOfBucket => "give the bucket's in CONNECTION = (region = '…'), for example cn-hangzhou",
        AdviceKind.SetRegion =>
            $"set it with ALTER STAGE … SET CONNECTION = (region = '{advice[0]}', …), and the endpoint of that region if the stage names one",
        AdviceKind.SetEndpointOrRegion => Setting("set the bucket's own", "endpoint_url = '…', region = '…', …"),
        AdviceKind.GiveEndpointOrRegion => $"give endpoint_url ({advice[0]}) or region (cn-hangzhou) in CONNECTION",
        AdviceKind.GiveEndpoint => $"give it in CONNECTION = ({advice[0]} = '…') or CREDENTIALS, such as oss-cn-hangzhou.aliyuncs.com",
        AdviceKind.CheckEndpoint => "check the endpoint, the region and a session token",
        AdviceKind.CheckStage => "check the stage's settings with DESC STAGE",
        AdviceKind.AskLess => $"try '{advice[0]}' again later, with a smaller PARALLEL",
        AdviceKind.GiveFormat => $"give FILE_FORMAT = (TYPE = {advice[1]})",
        AdviceKind.GiveFormatOrSuffix => "end it with .csv, .tsv, .ndjson, .json or .parquet, or give FILE_FORMAT = (TYPE = …) or FORMAT '…'",
        AdviceKind.GiveOneType => "cast the column to VARCHAR, or export NDJSON",
        AdviceKind.PartitionByOther => "choose another column for PARTITION BY",
        AdviceKind.SampleMore => $"no table was made, its types come from the first {advice[0]} rows of each file, so make the table first",
        AdviceKind.GiveConnection => "name a file; databases of a server are the PowerShell module's, by Export- and Import-StageData -Connection",
        AdviceKind.NameDatabaseFile => "A SQLite or DuckDB file goes to --database (in PowerShell -Database)",
        AdviceKind.NameDuckDbFile => "name a DuckDB file",
        AdviceKind.NameDatabase => "name a DuckDB file with --database (in PowerShell -Database)",
        AdviceKind.GiveParameter => $"give one with Invoke-StageSql -Parameter @{{ {advice[0]} = … }} or stagesql --parameter {advice[0]}=…",
        AdviceKind.GiveText => "give it as a text (--parameter) if it is none; secrets go into the statements of stages",
        AdviceKind.MakeStageOfPlace => "make a stage of the place with CREATE STAGE (New-Stage), and name the file by it",
        AdviceKind.MakeStageOfAddress => "make a stage of the place (New-Stage, CREATE STAGE), and name the file by it",
        AdviceKind.MakeStageOfFolder => "make a stage of its folder with CREATE STAGE, or let the folder be read with --allow-path (-AllowPath)",
        _ => throw new ArgumentOutOfRangeException(nameof(advice), advice.Kind, message: null),
    };

    /// <summary>How a stage is given other credentials or settings.</summary>
    private static string Setting(object? what, string settings) => $"{what} with ALTER STAGE … SET CONNECTION = ({settings})";
}
