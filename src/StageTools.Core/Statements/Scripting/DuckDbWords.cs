namespace StageTools.Statements.Scripting;

/// <summary>A stage in DuckDB: a secret by which its bucket is reached, and a table macro of its name that reads files of it by their path,
/// <c>FROM sales('2026/*.csv')</c>.</summary>
internal sealed class DuckDbWords : SystemWords
{
    private const string System = "DuckDB";

    private static readonly IReadOnlyDictionary<string, string> Own = Names(
        "access_key_id=KEY_ID", "secret_access_key=SECRET", "session_token=SESSION_TOKEN", "region=REGION", "kms_key_id=KMS_KEY_ID");

    private static readonly Dictionary<string, Func<object, string>> Arguments = new(StringComparer.Ordinal)
    {
        ["compression"] = static v => $"compression = {Literal(v)}",
        ["field_delimiter"] = static v => $"delim = {Literal(v)}",
        ["quote"] = static v => $"quote = {Literal(v)}",
        ["escape"] = static v => $"escape = {Literal(v)}",
        ["null_display"] = static v => $"nullstr = {Literal(v)}",
        ["output_header"] = static v => $"header = {(v is true ? "true" : "false")}",
        ["skip_header"] = static v => $"skip = {v}",
        ["error_on_column_count_mismatch"] = static v => $"null_padding = {(v is true ? "false" : "true")}",
    };

    public override IEnumerable<string> Of(Stage stage, StageScript script)
    {
        if (stage.Url is not { } url)
            return [Unsaid(stage, "its files lie in the storage of this catalog; export them to a place that DuckDB reaches")];

        var notes = new List<string>();
        var settings = script.SettingsOf(stage, notes);
        if (stage.StorageType is StageUrl.FileScheme)
            return Macros(stage, Uri.UnescapeDataString($"{StageUrl.FromCatalog(url).Location}/"), notes);

        // OSS speaks S3's language, and DuckDB knows it by that alone.
        var place = stage.StorageType is "oss" ? $"{StageUrl.FromCatalog(url) with { Scheme = "s3" }}" : url;
        return [Secret(stage, place, settings, notes), .. Macros(stage, place, [])];
    }

    private static string Secret(Stage stage, string place, List<ConnectionSetting> settings, List<string> notes)
    {
        var parts = new List<string> { $"TYPE {(stage.StorageType is "gcs" ? "gcs" : "s3")}" };
        var profile = settings.Find(static s => s.Key is "profile_name");
        if (!stage.HasCredentials)
            parts.Add($"PROVIDER credential_chain{(profile is null ? string.Empty : $", PROFILE {Literal(profile.Value)}")}");

        if (settings.Find(static s => s.Key == StageConnection.EndpointKey) is { } endpoint)
        {
            var server = new Uri(endpoint.Value);
            parts.Add($"ENDPOINT {Literal(server.Authority)}");
            if (server.Scheme == Uri.UriSchemeHttp)
                parts.Add("USE_SSL false");

            if (stage.StorageType is "s3" && settings.TrueForAll(static s => s is not { Key: "path_style", Value: "false" }))
                parts.Add("URL_STYLE 'path'");
        }

        settings.RemoveAll(s => s == profile || s.Key is StageConnection.EndpointKey or "path_style");
        parts.AddRange(Known(settings, Own, notes, System).Select(
            static s => $"{s.Key} {(s.Parameter is { } parameter ? "$" + parameter : Literal(s.Value))}"));
        return Noted(notes, $"CREATE SECRET {DuckDbText.Name(stage.Name)} ({string.Join(", ", parts)}, SCOPE {Literal(place)});");
    }

    private static IEnumerable<string> Macros(Stage stage, string place, List<string> notes)
    {
        if (stage.Comment is { } comment)
            notes.Add(comment);

        NoteState(stage, notes, System);
        if (stage.Temporary)
            notes.Add("It ends with its session; the macro stays until it is dropped.");

        var arguments = stage.FileFormat is { } format ? Options(format, notes) : string.Empty;
        return stage.FileFormat?.Format switch
        {
            RowFormat.Csv or RowFormat.Tsv => [Macro(stage.Name, "read_csv", place, arguments, notes)],
            RowFormat.NdJson => [Macro(stage.Name, "read_ndjson", place, string.Empty, notes)],
            RowFormat.Json => [Macro(stage.Name, "read_json", place, ", format = 'array'", notes)],
            RowFormat.Parquet => [Macro(stage.Name, "read_parquet", place, string.Empty, notes)],
            _ =>
            [
                Macro($"{stage.Name}_csv", "read_csv", place, arguments, [.. notes, "It tells no format: a macro for each."]),
                Macro($"{stage.Name}_json", "read_json", place, string.Empty, []),
                Macro($"{stage.Name}_parquet", "read_parquet", place, string.Empty, []),
            ],
        };
    }

    private static string Macro(string name, string reader, string place, string arguments, List<string> notes) => Noted(
        notes,
        $"CREATE MACRO {DuckDbText.Name(name)}(path) AS TABLE SELECT * FROM {reader}({Literal(place)} || path{arguments});");

    private static string Options(FileFormat format, List<string> notes)
    {
        var written = new StringBuilder();
        if (format is { Format: RowFormat.Tsv, Delimiter: null })
            written.Append(", delim = '\t'");

        foreach (var (key, value) in format.ToDictionary().Where(static o => o.Key is not "type"))
        {
            if (Arguments.TryGetValue(key, out var write))
                written.Append(", ").Append(write(value!));
            else
                notes.Add($"DuckDB's read_csv has no argument for {key} (here {value}).");
        }

        return written.ToString();
    }

    private static string Literal(object text) => DuckDbText.Literal($"{text}");
}
