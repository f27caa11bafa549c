using Npgsql;
using Npgsql.PostgresTypes;
using NpgsqlTypes;

namespace StageTools.Databases.Postgres;

/// <summary>How each type of PostgreSQL's is read exactly.</summary>
/// <remarks>Where the client's value is not all of the server's (an inet without its mask, a range in the words of a culture), the server's own text
/// is read, which it gives where that is asked for before the query is run.</remarks>
internal static class PostgresForms
{
    // Those that a value of .NET is all of. Both names of a type: the client has the one in SQL, and its own.
    private static readonly FrozenSet<string> Exact = new[]
    {
        "boolean", "bool", "smallint", "int2", "integer", "int4", "bigint", "int8", "real", "float4", "double precision", "float8",
        "numeric", "money", "text", "character varying", "varchar", "character", "bpchar", "name", "citext", "xml", "json", "jsonb",
        "bytea", "uuid", "oid", "xid", "cid", "hstore", "date", "time without time zone", "time", "timestamp without time zone",
        "timestamp", "timestamp with time zone", "timestamptz", "interval",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Has the server give text in the columns whose values are not exact; false where there is more than one statement.</summary>
    public static async Task<bool> TryAskAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        // A command is cut into statements by the client; that of a batch is the server's to take for one.
        var batch = new NpgsqlBatch(command.Connection, command.Transaction) { Timeout = 0 };
        batch.BatchCommands.Add(new NpgsqlBatchCommand(command.CommandText));
        await using (batch.ConfigureAwait(false))
        {
            try
            {
                var reader = await batch.ExecuteReaderAsync(CommandBehavior.SchemaOnly, cancellationToken).ConfigureAwait(false);
                await using (reader.ConfigureAwait(false))
                    command.UnknownResultTypeList = [.. Enumerable.Range(0, reader.FieldCount).Select(i => !IsExact(reader.GetPostgresType(i)))];

                return true;
            }
            catch (PostgresException e) when (e is { SqlState: PostgresErrorCodes.SyntaxError, Routine: "exec_parse_message" })
            {
                return false;
            }
        }
    }

    /// <summary>How each column is read; null where all are read as they come.</summary>
    public static IReadOnlyList<ExactForm>? Of(NpgsqlDataReader reader)
    {
        var types = Enumerable.Range(0, reader.FieldCount).Select(reader.GetPostgresType).ToList();
        return types.TrueForAll(static type => IsExact(type) && type is not PostgresArrayType && !IsInterval(type))
            ? null
            : [.. types.Select((type, i) => FormOf(reader, type, i))];
    }

    private static ExactForm FormOf(NpgsqlDataReader reader, PostgresType type, int column) => type switch
    {
        _ when !IsExact(type) => new(typeof(string), i => reader.GetString(i)),
        _ when IsInterval(type) => new(typeof(TimeSpan), i => SpanOf(reader.GetFieldValue<NpgsqlInterval>(i))),
        PostgresArrayType { Element: var item } when IsInterval(item) =>
            new(typeof(TimeSpan?[]), i => Array.ConvertAll(reader.GetFieldValue<NpgsqlInterval?[]>(i), SpanOf)),
        PostgresArrayType => new(reader.GetFieldType(column), i => OfOneDimension(reader.GetValue(i))),
        _ => new(reader.GetFieldType(column), i => reader.GetValue(i)),
    };

    private static object OfOneDimension(object array) => array is Array { Rank: > 1 } several
        ? throw new FormatException($"the array has {several.Rank} dimensions")
        : array;

    private static bool IsInterval(PostgresType type) => type is PostgresDomainType domain ? IsInterval(domain.BaseType) : type.Name == "interval";

    private static TimeSpan? SpanOf(NpgsqlInterval? span) => span is { } one ? SpanOf(one) : null;

    // The client's own TimeSpan leaves out months that are below zero.
    private static TimeSpan SpanOf(NpgsqlInterval span) => span.Months == 0
        ? TimeSpan.FromDays(span.Days, microseconds: span.Time)
        : throw new FormatException("the interval has months, which are of no fixed length");

    private static bool IsExact(PostgresType type) => type switch
    {
        PostgresArrayType array => IsExact(array.Element),
        PostgresDomainType domain => IsExact(domain.BaseType),
        PostgresEnumType => true,
        _ => Exact.Contains(type.Name),
    };
}
