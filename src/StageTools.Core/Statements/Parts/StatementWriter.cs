namespace StageTools.Statements.Parts;

/// <summary>Puts a statement together, word by word.</summary>
/// <param name="reveals">Whether secrets are written as they are; else masked.</param>
/// <param name="quote">What stands around names that are not plain; null to write them as they are read here.</param>
internal sealed class StatementWriter(bool reveals, char? quote = null)
{
    // Of the words that systems keep for themselves, those that somebody may name a stage by.
    private static readonly HashSet<string> Kept = new(
        [
            "all", "and", "as", "by", "case", "check", "column", "constraint", "create", "cross", "current", "database", "default",
            "delete", "desc", "drop", "end", "exists", "false", "from", "full", "grant", "group", "having", "in", "index", "insert", "into",
            "is", "join", "key", "left", "like", "limit", "not", "null", "on", "or", "order", "primary", "right", "row", "rows", "schema",
            "select", "set", "some", "start", "table", "then", "to", "true", "union", "unique", "update", "using", "values", "view", "when",
            "where", "with",
        ],
        StringComparer.OrdinalIgnoreCase);

    private static readonly HashSet<string> FormatWordsOnly =
        new(["type", "compression", "dialect", "empty_field_as", "binary_format", "quote_style"], StringComparer.Ordinal);

    private readonly StringBuilder _sql = new();

    /// <summary>Whether a secret was among what was written; one that a parameter has in its stead is none.</summary>
    public bool HasSecrets { get; private set; }

    /// <summary>Adds a piece; a blank goes before it, but not before a comma.</summary>
    public StatementWriter Add(string sql)
    {
        _sql.Append(_sql.Length == 0 || sql is "," ? string.Empty : " ").Append(sql);
        return this;
    }

    /// <summary>Adds a piece that is not always there.</summary>
    public StatementWriter AddIf(bool isSaid, string sql) => isSaid ? Add(sql) : this;

    /// <summary>Adds a stage's name.</summary>
    public StatementWriter Name(StageName name) =>
        Add(name.IsUser ? "~"
            : (quote is null ? IsBare(name.Value) : IsPlain(name.Value)) ? name.Value
            : $"{quote ?? '"'}{name.Value}{quote ?? '"'}");

    /// <summary>Whether a name is one bare in every system.</summary>
    public static bool IsPlain(string name) => !char.IsAsciiDigit(name[0])
        && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_')
        && !Kept.Contains(name);

    /// <summary>Adds a role of the database.</summary>
    public StatementWriter Role(string role) => Add(IsBare(role) && !role.Contains('-', StringComparison.Ordinal) ? role : DuckDbText.Name(role));

    /// <summary>Adds a stage path.</summary>
    public StatementWriter Location(StageLocation location)
    {
        var path = location.ToString();
        return Add(path.Any(SqlTokenizer.IsPathEnd) ? StatementText.Write(path) : path);
    }

    /// <summary>Adds <c>name = 'text'</c>.</summary>
    public StatementWriter Text(string name, string? text) => Word(name, text is null ? null : StatementText.Write(text));

    /// <summary>Adds <c>URL = '…'</c>.</summary>
    public StatementWriter Url(string? url, string name = "URL") => Text(name, url is null ? null : Masked(url, StageUrl.WithoutSecrets(url)));

    /// <summary>Adds a place in quotes.</summary>
    public StatementWriter Place(string place) => Add(StatementText.Write(Masked(place, StageUrl.WithoutSecrets(place))));

    /// <summary>The text of a query that is DuckDB's.</summary>
    public string TextOf(SqlTokens query) => Masked(query.Sql, SecretTexts.Masked(query));

    /// <summary>Adds <c>name = TRUE</c>.</summary>
    public StatementWriter Boolean(string name, bool? value) => Word(name, value switch { null => null, true => "TRUE", _ => "FALSE" });

    /// <summary>Adds <c>name = 1</c>.</summary>
    public StatementWriter Number(string name, long? value) => Word(name, value?.ToString(CultureInfo.InvariantCulture));

    /// <summary>Adds <c>name = word</c>.</summary>
    public StatementWriter Word(string name, string? word) => word is null ? this : Add(name).Add("=").Add(word);

    /// <summary>Adds <c>name word</c>, as MatrixOne writes options of a query.</summary>
    public StatementWriter Plain(string name, string? word) => word is null ? this : Add(name).Add(word);

    /// <summary>Adds <c>name 'text'</c>.</summary>
    public StatementWriter Quoted(string name, string? text) => Plain(name, text is null ? null : StatementText.Write(text));

    /// <summary>Adds <c>name = ('a', 'b')</c>.</summary>
    public StatementWriter Texts(string name, ValueList<string>? texts) => Word(name, texts is null ? null : List(texts.Select(StatementText.Write)));

    /// <summary>Adds <c>("a", "b")</c>.</summary>
    public StatementWriter Names(ValueList<string>? names) => names is null ? this : Add(List(names.Select(DuckDbText.Name)));

    /// <summary>Adds CONNECTION, or MatrixOne's CREDENTIALS.</summary>
    public StatementWriter Connection(ValueList<ConnectionSetting>? settings, Dialect dialect)
    {
        if (settings is null)
            return this;

        var isMatrixOne = dialect is Dialect.MatrixOne;
        var list = string.Join(", ", settings.Select(s => $"{(isMatrixOne ? $"\"{s.Key}\"" : s.Key)} = {ValueOf(s)}"));
        return isMatrixOne ? Word("CREDENTIALS", $"{{{list}}}") : Word("CONNECTION", $"({list})");
    }

    /// <summary>Adds the settings of a connection, as CREATE CONNECTION has them.</summary>
    public StatementWriter Settings(ValueList<ConnectionSetting> settings) =>
        settings.Aggregate(this, static (writer, s) => writer.Word(s.Key, writer.ValueOf(s)));

    /// <summary>Adds FILE_FORMAT.</summary>
    public StatementWriter Format(FileFormat? format) => Word("FILE_FORMAT", format is null ? null : List(OptionsOf(format)));

    /// <summary>Adds the options of a file format, as CREATE FILE FORMAT has them.</summary>
    public StatementWriter FormatOptions(FileFormat format) => OptionsOf(format).Aggregate(this, static (writer, option) => writer.Add(option));

    /// <summary>The statement.</summary>
    public override string ToString() => _sql.ToString();

    private string ValueOf(ConnectionSetting setting)
    {
        HasSecrets |= setting.Parameter is null && (setting.IsSecret || !setting.Shown.Equals(setting.Value, StringComparison.Ordinal));
        return reveals ? StatementText.Write(setting.Value)
            : setting is { IsSecret: true, Parameter: { } parameter } ? $"${parameter}"
            : StatementText.Write(setting.Shown);
    }

    private static IEnumerable<string> OptionsOf(FileFormat format) =>
        format.ToDictionary().Select(static o => $"{o.Key.ToUpperInvariant()} = {Value(o.Key, o.Value!)}");

    private string Masked(string text, string shown)
    {
        HasSecrets |= !text.Equals(shown, StringComparison.Ordinal);
        return reveals ? text : shown;
    }

    private static string List(IEnumerable<string> items) => $"({string.Join(", ", items)})";

    private static string Value(string name, object value) => value switch
    {
        string word when FormatWordsOnly.Contains(name) => word.ToUpperInvariant(),
        string text => StatementText.Write(text),
        IEnumerable<string> texts => List(texts.Select(StatementText.Write)),
        bool isTrue => isTrue ? "TRUE" : "FALSE",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    /// <summary>Whether a name can stand without quotes; <c>IF</c> cannot: IF EXISTS stands there.</summary>
    private static bool IsBare(string name) =>
        name.Length > 0
        && !name.Equals("IF", StringComparison.OrdinalIgnoreCase)
        && !name.Equals("ROLE", StringComparison.OrdinalIgnoreCase)
        && (char.IsAsciiLetter(name[0]) || name[0] == '_')
        && name[^1] != '-'
        && !name.Contains("--", StringComparison.Ordinal)
        && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '$' or '-');
}
