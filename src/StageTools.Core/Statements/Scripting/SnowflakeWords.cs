namespace StageTools.Statements.Scripting;

/// <summary>What Snowflake knows of a stage (docs.snowflake.com: CREATE STAGE, CREATE FILE FORMAT).</summary>
internal sealed class SnowflakeWords : SystemWords
{
    private const string System = "Snowflake";
    private const string EncryptionKey = "server_side_encryption";

    private static readonly IReadOnlyDictionary<string, string> Own =
        Names("access_key_id=AWS_KEY_ID", "secret_access_key=AWS_SECRET_KEY", "session_token=AWS_TOKEN");

    private static readonly Dictionary<string, Func<object, string>> Options = new(StringComparer.Ordinal)
    {
        ["type"] = static v => v switch
        {
            "tsv" or "text" => "TYPE = CSV",
            "ndjson" => "TYPE = JSON",
            "json" => "TYPE = JSON STRIP_OUTER_ARRAY = TRUE",
            _ => $"TYPE = {Upper(v)}",
        },
        ["compression"] = static v => $"COMPRESSION = {(v is "zlib" ? "DEFLATE" : Upper(v))}",
        ["field_delimiter"] = static v => $"FIELD_DELIMITER = {Literal(v)}",
        ["record_delimiter"] = static v => $"RECORD_DELIMITER = {Literal(v)}",
        ["quote"] = static v => $"FIELD_OPTIONALLY_ENCLOSED_BY = {Literal(v)}",
        ["escape"] = static v => $"ESCAPE = {Literal(v)}",
        ["null_display"] = static v => $"NULL_IF = ({Literal(v)})",
        ["empty_field_as"] = static v => $"EMPTY_FIELD_AS_NULL = {(v is "string" ? "FALSE" : "TRUE")}",
        ["binary_format"] = static v => $"BINARY_FORMAT = {Upper(v)}",
        ["skip_header"] = static v => $"SKIP_HEADER = {v}",
        ["error_on_column_count_mismatch"] = static v => $"ERROR_ON_COLUMN_COUNT_MISMATCH = {Upper(v)}",
    };

    public override IEnumerable<string> Of(Stage stage, StageScript script)
    {
        if (stage is { Url: not null, StorageType: "file" })
            return [Unsaid(stage, "Snowflake reads no folder of a machine; make an internal stage there, and PUT the files")];

        if (stage.StorageType is "oss")
            return [Unsaid(stage, "Snowflake has no stages in Aliyun OSS")];

        var notes = new List<string>();
        var statements = new List<string>();
        var settings = script.SettingsOf(stage, notes);
        var format = Format(stage.FileFormat, notes);
        if (stage.FileFormatName is { } name && script.IsNew(NamedKind.FileFormat, name))
            statements.Add($"CREATE FILE FORMAT {Name(name)} {format};");

        if (stage.ConnectionName is { } connection)
            notes.Add($"It refers to the connection '{connection}'; Snowflake has its settings in each stage, or a storage integration.");

        NoteState(stage, notes, System, saysTable: true);
        var clauses = new List<string> { $"CREATE {(stage.Temporary ? "TEMPORARY " : string.Empty)}STAGE {Name(stage.Name)}" };
        clauses.AddRange(Address(stage, settings, notes));
        if (format is not null)
            clauses.Add($"FILE_FORMAT = ({(stage.FileFormatName is { } named ? $"FORMAT_NAME = {Literal(Name(named))}" : format)})");

        if (stage.DirectoryTable)
            clauses.Add("DIRECTORY = (ENABLE = TRUE)");

        if (stage.Comment is { } comment)
            clauses.Add($"COMMENT = {Literal(comment)}");

        return [.. statements, Noted(notes, $"{string.Join(' ', clauses)};")];
    }

    private static IEnumerable<string> Address(Stage stage, List<ConnectionSetting> settings, List<string> notes)
    {
        if (stage.Url is not { } url)
            yield break;

        var endpoint = settings.Find(static s => s.Key == StageConnection.EndpointKey);
        var isAmazons = endpoint is null || new Uri(endpoint.Value).Host.EndsWith(".amazonaws.com", StringComparison.OrdinalIgnoreCase);
        yield return $"URL = {Literal(isAmazons ? url : $"{StageUrl.FromCatalog(url) with { Scheme = "s3compat" }}")}";
        if (!isAmazons)
            yield return $"ENDPOINT = {Literal(new Uri(endpoint!.Value).Authority)}";

        if (stage.StorageType is "gcs")
        {
            notes.Add("A bucket of Google's wants STORAGE_INTEGRATION = …, which an administrator makes.");
            yield break;
        }

        var encryption = settings.Find(static s => s.Key == EncryptionKey);
        var key = settings.Find(static s => s.Key == StageConnection.KmsKeyIdKey);
        settings.RemoveAll(s => s == endpoint || s == encryption || s == key || s.Key is "region" or "path_style");
        var known = Known(settings, Own, notes, System);
        if (known.Count > 0)
            yield return $"CREDENTIALS = ({string.Join(' ', known.Select(static s => $"{s.Key} = ${s.Parameter}"))})";

        if (key is not null || encryption is { Value: "aws:kms" })
            yield return $"ENCRYPTION = (TYPE = 'AWS_SSE_KMS'{(key is null ? string.Empty : $" KMS_KEY_ID = {Literal(key.Value)}")})";
        else if (encryption is not null)
            yield return "ENCRYPTION = (TYPE = 'AWS_SSE_S3')";
    }

    /// <summary>The options in Snowflake's words; those it has not are noted.</summary>
    private static string? Format(FileFormat? format, List<string> notes)
    {
        if (format is null)
            return null;

        var written = new List<string>();
        foreach (var (key, value) in format.ToDictionary())
        {
            if (Options.TryGetValue(key, out var write) && !(format.Format is RowFormat.Parquet && key is "compression"))
                written.Add(write(value!));
            else
                notes.Add($"Snowflake's file formats have no option {key} (here {value}).");
        }

        if (format is { Format: RowFormat.Tsv, Delimiter: null })
            written.Add(@"FIELD_DELIMITER = '\t'");

        return string.Join(' ', written);
    }

    private static string Upper(object value) => $"{value}".ToUpperInvariant();

    /// <summary>A text in Snowflake's quotes, where a backslash escapes.</summary>
    private static string Literal(object text) => StatementText.Write($"{text}");

    /// <summary>A name bare where it may be, so that it is compared without case.</summary>
    private static string Name(string name) => StatementWriter.IsPlain(name) ? name : $"\"{name}\"";
}
