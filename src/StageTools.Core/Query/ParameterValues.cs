namespace StageTools.Query;

/// <summary>The values that stand for the parameters of a statement.</summary>
/// <param name="values">The values, by the name.</param>
/// <param name="isSecret">Whether a value is a secret, which goes into no query: whatever a query is given, its rows can show, whole or in
/// pieces.</param>
internal sealed class ParameterValues(IReadOnlyDictionary<string, object?> values, Func<object?, bool>? isSecret)
{
    /// <summary>Gives them to a statement.</summary>
    /// <exception cref="StageException"><c>QueryInvalid</c> where one is missing, or a secret.</exception>
    public void Bind(DuckDbStatement prepared, SqlStatement statement)
    {
        for (var i = 1; i <= prepared.ParameterCount; i++)
            prepared.Bind(i, ValueOf(prepared.ParameterName(i), statement));
    }

    /// <summary>One of them as the text of an option.</summary>
    /// <exception cref="StageException"><c>QueryInvalid</c> where it is missing, NULL, a secret, or neither a text nor a number nor a
    /// truth.</exception>
    public string TextOf(string name, SqlStatement statement) => ValueOf(name, statement) switch
    {
        null => throw Missing(name, statement),
        string text => text,
        var value when value is decimal || value.GetType().IsPrimitive => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        var other => throw StageErrorCode.QueryInvalid.Error(
            $"The value of '${name}' is a {other.GetType().Name}, and an option of a file format is a text, a number or a truth; give one of these.",
            statement.Shown),
    };

    private object? ValueOf(string? name, SqlStatement statement)
    {
        if (name is null)
        {
            throw StageErrorCode.QueryInvalid.Error(
                "The parameters of the statement are not numbered from $1 on; number them so, or give them names. Columns by number are those of "
                    + "staged files alone.",
                statement.Shown);
        }

        if (!values.TryGetValue(name, out var value))
            throw Missing(name, statement);

        return isSecret?.Invoke(value) is true
            ? throw StageErrorCode.QueryInvalid.Error(
                $"The value of '${name}' is a secret, and a query could show it", new Advice(AdviceKind.GiveText), statement.Shown)
            : Plain(value);
    }

    /// <summary>A value as DuckDB has a type for it: an enum's by its name; a moment to the microsecond, which is all that TIMESTAMP WITH TIME ZONE
    /// has.</summary>
    private static object? Plain(object? value) => value switch
    {
        null or string or byte[] => value,
        Enum named => named.ToString(),
        DateTimeOffset or DateTime { Kind: not DateTimeKind.Unspecified } => Times.Floor(value),
        IEnumerable<KeyValuePair<string, object?>> fields => Struct([.. fields]),
        _ when NestedValues.Pairs(value) is { } fields => fields.ToDictionary(static field => field.Key, static field => Plain(field.Value)),
        _ when NestedValues.Items(value) is { } items => Alike([.. items.Cast<object?>().Select(Plain)]),
        _ => value,
    };

    private static DuckDbStruct Struct(IReadOnlyList<KeyValuePair<string, object?>> fields) =>
        new([.. fields.Select(static field => field.Key)], [.. fields.Select(static field => Plain(field.Value))]);

    /// <summary>Beside a moment the other dates of a list are moments too, by the local time.</summary>
    private static object?[] Alike(object?[] items) =>
        !Array.Exists(items, static item => item is DateTimeOffset or DateTime { Kind: not DateTimeKind.Unspecified })
            ? items
            : Array.ConvertAll(items, static item => item switch
            {
                DateTime { Kind: DateTimeKind.Unspecified } time => Times.Floor(DateTime.SpecifyKind(time, DateTimeKind.Local)),
                DateOnly day => day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Local),
                _ => item,
            });

    private static StageException Missing(string name, SqlStatement statement) => StageErrorCode.QueryInvalid.Error(
        $"The statement has a parameter '${name}', and no value was given for it", new Advice(AdviceKind.GiveParameter, name), statement.Shown);
}
