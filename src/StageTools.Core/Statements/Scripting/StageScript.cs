namespace StageTools.Statements.Scripting;

/// <summary>Stages as statements that make the same ones, with the connections and file formats they refer to, in the words of a system. What the
/// system cannot say is a comment before the statement.</summary>
/// <param name="system">The system.</param>
/// <param name="withoutSecrets">Whether secrets are left out; else each is a parameter, <c>$sales_secret_access_key</c>.</param>
public sealed class StageScript(StageSystem system, bool withoutSecrets)
{
    private static readonly Dictionary<StageSystem, SystemWords> Systems = new()
    {
        [StageSystem.StageTools] = new OwnWords(),
        [StageSystem.Databend] = new DatabendWords(),
        [StageSystem.MatrixOne] = new MatrixOneWords(),
        [StageSystem.Snowflake] = new SnowflakeWords(),
        [StageSystem.DuckDB] = new DuckDbWords(),
    };

    private readonly HashSet<(NamedKind Kind, StageName Name)> _said = [];
    private readonly Dictionary<(bool IsConnection, string Owner, string Key), string> _parameters = [];

    /// <summary>The statements of one stage, each with its comments and its semicolon. What it refers to comes first, with the first stage that
    /// does.</summary>
    public IEnumerable<string> Of(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        return stage.Type is StageKind.User
            ? ["-- @~, the user stage, is there for every user and never made."]
            : Systems[system].Of(stage, this);
    }

    /// <summary>Whether what a stage refers to is still to be said.</summary>
    internal bool IsNew(NamedKind kind, string name) => _said.Add((kind, StageName.Parse(name)));

    /// <summary>The settings that a stage is reached with; of a secret its parameter.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="notes">Takes that secrets were left out.</param>
    internal List<ConnectionSetting> SettingsOf(Stage stage, List<string> notes)
    {
        var settings = new List<ConnectionSetting>();
        foreach (var (key, value) in stage.Connection ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            if (!KnownStores.All.Keys.IsSecret(key))
                settings.Add(new ConnectionSetting(key, value));
            else if (!withoutSecrets)
                settings.Add(new ConnectionSetting(key, string.Empty) { Parameter = ParameterOf(stage.ConnectionName, stage.Name, key) });
        }

        if (withoutSecrets && stage.HasCredentials)
            notes.Add("The credentials are left out.");
        else if (stage.HasWriteCredentials)
            notes.Add("The second credential, for who may write, is left out.");

        return settings;
    }

    /// <summary>The parameter in the place of a secret; that of each is another.</summary>
    private string ParameterOf(string? connection, string stage, string key)
    {
        var owner = connection ?? stage;
        var place = (connection is not null, StageName.Parse(owner).Folded, key);
        if (_parameters.TryGetValue(place, out var known))
            return known;

        var plain = string.Concat($"{owner}_{key}".Select(static c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '_'));
        var name = plain;
        for (var i = 2; _parameters.ContainsValue(name); i++)
            name = string.Create(CultureInfo.InvariantCulture, $"{plain}_{i}");

        return _parameters[place] = name;
    }
}

/// <summary>The system whose words stages are said in.</summary>
public enum StageSystem
{
    /// <summary>This one: all that there is of a stage.</summary>
    StageTools,

    /// <summary>Databend.</summary>
    Databend,

    /// <summary>MatrixOne.</summary>
    MatrixOne,

    /// <summary>Snowflake.</summary>
    Snowflake,

    /// <summary>DuckDB, which has no stages: a secret for the bucket, and table macros that read the files.</summary>
    DuckDB,
}

/// <summary>How a system says a stage.</summary>
internal abstract class SystemWords
{
    /// <summary>The statements of a stage.</summary>
    public abstract IEnumerable<string> Of(Stage stage, StageScript script);

    /// <summary>A statement as the system reads it.</summary>
    protected virtual string Written(Statement statement) => statement.ToString();

    /// <summary>A statement with comments before it, a line each.</summary>
    protected static string Noted(IEnumerable<string> notes, string statement) =>
        string.Concat(notes.Select(static note => $"-- {note.ReplaceLineEndings(" ")}\n")) + statement;

    /// <summary>A stage that the system cannot have.</summary>
    protected static string Unsaid(Stage stage, string why) =>
        Noted([$"The stage '{stage.Name}'{(stage.Url is null ? string.Empty : $" ({stage.Url})")} cannot be made: {why}."], string.Empty).TrimEnd();

    /// <summary>What is true of a stage and no system but this has.</summary>
    protected static void NoteState(Stage stage, List<string> notes, string system, bool saysDisabled = false, bool saysTable = false)
    {
        if (!stage.Enabled && !saysDisabled)
            notes.Add($"It is disabled and takes no files; {system} has no such thing.");

        if (stage.DirectoryTable && !saysTable)
            notes.Add($"It has a directory table; {system} has none.");
    }

    /// <summary>What a system calls settings of connections: <c>ours=its</c>, or one word where it says the same.</summary>
    protected static IReadOnlyDictionary<string, string> Names(params string[] names) => names.Select(static name => name.Split('=')).ToDictionary(
        static pair => pair[0], static pair => pair[^1], StringComparer.Ordinal);

    /// <summary>Takes the settings that a system has, under its names, and notes the others.</summary>
    /// <param name="settings">The settings by our keys.</param>
    /// <param name="names">The system's names of those it has.</param>
    /// <param name="notes">Takes the others.</param>
    /// <param name="system">What the system is called.</param>
    protected static List<ConnectionSetting> Known(
        IEnumerable<ConnectionSetting> settings, IReadOnlyDictionary<string, string> names, List<string> notes, string system)
    {
        var known = new List<ConnectionSetting>();
        foreach (var setting in settings)
        {
            if (names.TryGetValue(setting.Key, out var name))
                known.Add(setting with { Key = name });
            else
                notes.Add($"{system} has no setting {setting.Key}{(setting.IsSecret ? string.Empty : $" (here {setting.Value})")}.");
        }

        return known;
    }
}
