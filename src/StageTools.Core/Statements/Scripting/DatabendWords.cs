namespace StageTools.Statements.Scripting;

/// <summary>All that there is of a stage, in Databend's words and those that are ours.</summary>
internal class OwnWords : SystemWords
{
    public override IEnumerable<string> Of(Stage stage, StageScript script)
    {
        var notes = new List<string>();
        var settings = new ValueList<ConnectionSetting>(Settings(stage, script, notes));
        if (stage.ConnectionName is { } connection && script.IsNew(NamedKind.Connection, connection))
        {
            var made = new CreateConnectionStatement(StageName.Parse(connection)) { StorageType = stage.StorageType, Settings = settings };
            yield return Noted(notes, $"{Written(made)};");
            notes.Clear();
        }

        var format = Format(stage.FileFormat, notes);
        if (stage.FileFormatName is { } name && format is not null && script.IsNew(NamedKind.FileFormat, name))
        {
            yield return Noted(notes, $"{Written(new CreateFileFormatStatement(StageName.Parse(name)) { FileFormat = format })};");
            notes.Clear();
        }

        var statement = new CreateStageStatement(StageName.Parse(stage.Name))
        {
            Temporary = stage.Temporary,
            Url = stage.Url is { } url ? Address(url) : null,
            Connection = stage.ConnectionName is { } one ? new([new ConnectionSetting(StageConnection.NameKey, one)])
                : settings.Count > 0 ? settings
                : null,
            FileFormat = stage.FileFormatName is { } named && format is not null ? new FileFormat { Name = named } : format,
            Comment = stage.Comment,
        };
        foreach (var written in Stage(statement, stage, notes))
            yield return written;
    }

    /// <summary>A URL as the system writes it.</summary>
    protected virtual string Address(string url) => url;

    /// <summary>The settings that the system has.</summary>
    protected virtual List<ConnectionSetting> Settings(Stage stage, StageScript script, List<string> notes) => script.SettingsOf(stage, notes);

    /// <summary>The options of a file format that the system has; null for none.</summary>
    protected virtual FileFormat? Format(FileFormat? format, List<string> notes) => format;

    /// <summary>The statement, and what of the stage it cannot say.</summary>
    protected virtual IEnumerable<string> Stage(CreateStageStatement statement, Stage stage, List<string> notes)
    {
        yield return Noted(notes, $"{Written(statement)};");

        // TRUE gives it a directory table, and takes files again.
        if (stage.DirectoryTable)
            yield return $"{Altered(statement.Name, isEnabled: true)};";

        if (!stage.Enabled)
            yield return $"{Altered(statement.Name, isEnabled: false)};";
    }

    private static AlterStageStatement Altered(StageName name, bool isEnabled) =>
        new(name) { Dialect = Dialect.MatrixOne, Set = new CreateStageStatement(name) { Dialect = Dialect.MatrixOne, Enable = isEnabled } };
}

/// <summary>What Databend knows of a stage.</summary>
internal sealed class DatabendWords : OwnWords
{
    private const string System = "Databend";

    private static readonly IReadOnlyDictionary<string, string> S3 = Names(
        "endpoint_url", "region", "access_key_id", "secret_access_key", "session_token", "role_arn", "external_id", "enable_virtual_host_style");

    private static readonly IReadOnlyDictionary<string, string> Oss = Names(
        "endpoint_url",
        "access_key_id",
        "secret_access_key=access_key_secret",
        "server_side_encryption",
        "kms_key_id=server_side_encryption_aws_kms_key_id");

    private static readonly IReadOnlyDictionary<string, string> Gcs = Names("endpoint_url");

    // Names of our own, which Databend's FILE_FORMAT does not have.
    private static readonly HashSet<string> Ours =
        new(["dialect", "double_quote", "force_quote", "force_quote_columns", "lines_starting_by"], StringComparer.Ordinal);

    /// <summary>A stage's URL as Databend has it: a folder is <c>fs:///folder/</c>.</summary>
    public static string UrlOf(string url) =>
        StageUrl.FromCatalog(url) is { Scheme: StageUrl.FileScheme } folder ? $"{folder with { Scheme = "fs" }}" : url;

    protected override string Address(string url) => UrlOf(url);

    protected override List<ConnectionSetting> Settings(Stage stage, StageScript script, List<string> notes)
    {
        var settings = script.SettingsOf(stage, notes).ConvertAll(static s => s is { Key: "path_style", Value: var isPath }
            ? new ConnectionSetting("enable_virtual_host_style", isPath is "true" ? "false" : "true")
            : s);
        if (stage is { StorageType: "gcs", HasCredentials: true })
            notes.Add("Its credentials are an HMAC key; Databend wants a service account: CREDENTIAL = '…'.");

        return stage.StorageType switch
        {
            "gcs" => Known(settings.Where(static s => !s.IsSecret), Gcs, notes, System),
            "oss" => Known(settings, Oss, notes, System),
            _ => Known(settings, S3, notes, System),
        };
    }

    protected override FileFormat? Format(FileFormat? format, List<string> notes)
    {
        if (format is null)
            return null;

        if (format.Format is RowFormat.Json)
        {
            notes.Add("Databend has no JSON files of one array; write NDJSON.");
            return null;
        }

        var options = format.ToDictionary();
        notes.AddRange(options.Where(static o => Ours.Contains(o.Key)).Select(static o => $"Databend's FILE_FORMAT has no option {o.Key}."));
        return FileFormat.Parse(options.Where(static o => !Ours.Contains(o.Key)));
    }

    protected override IEnumerable<string> Stage(CreateStageStatement statement, Stage stage, List<string> notes)
    {
        if (stage.Temporary)
            notes.Add("It ends with its session; Databend keeps it until it is dropped.");

        NoteState(stage, notes, System);
        return [Noted(notes, $"{Written(statement with { Temporary = false })};")];
    }

    protected override string Written(Statement statement) => statement.Print(reveals: false, quote: '"');
}

/// <summary>What MatrixOne knows of a stage.</summary>
internal sealed class MatrixOneWords : SystemWords
{
    private const string System = "MatrixOne";

    private static readonly IReadOnlyDictionary<string, string> Own = Names(
        "endpoint_url=ENDPOINT",
        "region=AWS_REGION",
        "access_key_id=AWS_KEY_ID",
        "secret_access_key=AWS_SECRET_KEY",
        "session_token=AWS_TOKEN",
        "role_arn=AWS_ROLE",
        "provider=PROVIDER",
        "compression=COMPRESSION");

    public override IEnumerable<string> Of(Stage stage, StageScript script)
    {
        if (stage.Url is not { } url)
            return [Unsaid(stage, "MatrixOne has no internal stages")];

        if (stage.StorageType is "gcs")
            return [Unsaid(stage, "MatrixOne has no stages in Google Cloud Storage")];

        var notes = new List<string>();
        var settings = Known(script.SettingsOf(stage, notes), Own, notes, System);
        if (stage.StorageType is "oss")
        {
            // MatrixOne writes s3:// for every bucket, and whose it is beside it.
            url = $"{StageUrl.FromCatalog(url) with { Scheme = "s3" }}";
            settings = [.. settings.Where(static s => s.Key is not "PROVIDER"), new ConnectionSetting("PROVIDER", "oss")];
        }

        if (stage.FileFormat is { } format)
            notes.Add($"Its file format is {format}; MatrixOne says that with each export and load.");

        if (stage.ConnectionName is { } connection)
            notes.Add($"It refers to the connection '{connection}'; MatrixOne has its settings in each stage.");

        if (stage.Temporary)
            notes.Add("It ends with its session; MatrixOne keeps it until it is dropped.");

        NoteState(stage, notes, System, saysDisabled: true, saysTable: stage.Enabled);
        var statement = new CreateStageStatement(StageName.Parse(stage.Name))
        {
            Dialect = Dialect.MatrixOne,
            Url = url,
            Connection = settings.Count > 0 ? new ValueList<ConnectionSetting>(settings) : null,
            Enable = stage.Enabled,
            Comment = stage.Comment,
        };
        return [Noted(notes, $"{Written(statement)};")];
    }

    protected override string Written(Statement statement) => statement.Print(reveals: false, quote: '`');
}
