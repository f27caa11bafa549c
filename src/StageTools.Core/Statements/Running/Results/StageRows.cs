using System.Text.Encodings.Web;
using System.Text.Json;
using StageTools.Query;
using StageTools.Stages;
using StageTools.Storage;

namespace StageTools.Statements.Running.Results;

/// <summary>Stages as rows, in the columns that the two systems give them. Secrets are masked.</summary>
internal static class StageRows
{
    private const string Text = "VARCHAR";
    private const string Json = "JSON";
    private const string Boolean = "BOOLEAN";

    /// <summary>Databend's columns of SHOW STAGES and DESC STAGE.</summary>
    public static IReadOnlyList<QueryColumn> Columns { get; } =
    [
        ListedRows.Column<string>("name", Text),
        ListedRows.Column<string>("stage_type", Text),
        ListedRows.Column<string>("storage_type", Text),
        ListedRows.Column<string>("url", Text),
        ListedRows.Column<string>("endpoint", Text),
        ListedRows.Column<bool>("has_credentials", Boolean),
        ListedRows.Column<bool>("has_encryption_key", Boolean),
        ListedRows.Column<string>("storage_params", Json),
        ListedRows.Column<string>("file_format_options", Json),
        ListedRows.Column<string>("creator", Text),
        ListedRows.Column<DateTimeOffset>("created_on", "TIMESTAMP WITH TIME ZONE"),
        ListedRows.Column<string>("comment", Text),
        ListedRows.Column<string>("owner", Text),
    ];

    /// <summary>MatrixOne's columns of SHOW STAGES.</summary>
    public static IReadOnlyList<QueryColumn> MatrixOneColumns { get; } =
    [
        ListedRows.Column<string>("STAGE_NAME", Text),
        ListedRows.Column<string>("URL", Text),
        ListedRows.Column<string>("STATUS", Text),
        ListedRows.Column<string>("COMMENT", Text),
    ];

    /// <summary>A stage in <see cref="Columns"/>.</summary>
    public static object?[] Row(Stage stage) =>
    [
        stage.Name,
        stage.Type.ToString(),
        stage.StorageType,
        stage.Url,
        stage.Endpoint,
        stage.HasCredentials,
        stage.Connection?.ContainsKey(StageConnection.KmsKeyIdKey) is true,
        stage.Connection is null ? null : ToJson(stage.Connection),
        stage.FileFormat is null ? null : ToJson(stage.FileFormat.ToDictionary()),
        stage.Creator,
        stage.CreatedOn,
        stage.Comment,
        stage.Owner,
    ];

    /// <summary>A stage in <see cref="MatrixOneColumns"/>.</summary>
    public static object?[] MatrixOneRow(Stage stage) => [stage.Name, stage.Url, stage.Enabled ? "ENABLED" : "DISABLED", stage.Comment];

    /// <summary>Settings as a JSON object in one line, letters and quotes of all kinds as they are.</summary>
    public static string ToJson<T>(IReadOnlyDictionary<string, T> settings) => JsonSerializer.Serialize(settings, PlainJson.Options);

    // Apart, for the sake of those who have no such settings: the serializer takes longer to begin than a catalog to be read.
    private static class PlainJson
    {
        public static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    }
}
