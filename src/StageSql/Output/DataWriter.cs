using System.Collections;
using System.Numerics;
using StageTools.Formats.Text;

namespace StageTools.Terminal.Output;

/// <summary>Rows for other programs, as exports write them.</summary>
internal sealed class DataWriter : ResultWriter
{
    private readonly RowWriter _writer;

    /// <summary>Makes the writer of one result.</summary>
    public DataWriter(ResultOutput output, IReadOnlyList<QueryColumn> columns, OutputSettings settings)
        : base(output)
    {
        var format = settings.Format switch
        {
            OutputFormat.Csv => RowFormat.Csv,
            OutputFormat.Json => RowFormat.Json,
            OutputFormat.NdJson => RowFormat.NdJson,
            _ => RowFormat.Tsv,
        };
        var hasLines = format is RowFormat.Csv or RowFormat.Tsv;
        _writer = RowWriters.Create(
            new FileFormat { Format = format, Header = hasLines ? settings.HasHeader : null },
            output,
            [.. columns.Select(static column => column.Name)]);
        _writer.Begin();
    }

    /// <inheritdoc/>
    public override void Write(QueryRows rows)
    {
        for (var row = 0; row < rows.Count; row++)
        {
            try
            {
                Write(rows, row, isShown: false);
            }
            catch (StageException e) when (e.Code is StageErrorCode.ValueNotRepresentable)
            {
                // What an export refuses, for a file has no place for it, is shown all the same. The row has left nothing behind.
                Write(rows, row, isShown: true);
            }

            RowCount++;
            Output.FlushWhenFull();
        }
    }

    /// <inheritdoc/>
    public override void End() => _writer.End();

    private void Write(QueryRows rows, int row, bool isShown)
    {
        _writer.BeginRow();
        foreach (var values in rows.Columns)
        {
            if (isShown)
            {
                _writer.AddValue(ShownValue.Of(values.GetValue(row)));
            }
            else
            {
                Add(values, row);
            }
        }

        _writer.EndRow();
    }

    private void Add(Array values, int row)
    {
        switch (values)
        {
            case string?[] texts when texts[row] is { } text:
                _writer.AddText(text);
                break;
            case string?[]:
                _writer.AddNull();
                break;
            case long?[] numbers when numbers[row] is { } number:
                _writer.AddInt64(number);
                break;
            case int?[] numbers when numbers[row] is { } number:
                _writer.AddInt64(number);
                break;
            case double?[] numbers when numbers[row] is { } number:
                _writer.AddDouble(number);
                break;
            case DateTimeOffset?[] moments:
                _writer.AddValue(moments[row]);
                break;
            default:
                _writer.AddValue(values.GetValue(row));
                break;
        }
    }
}

/// <summary>Values that a file could not hold, and that are shown all the same: NaN, infinities and integers without end as text.</summary>
internal static class ShownValue
{
    // JSON's writer goes no deeper.
    private const int MostDepth = 60;

    /// <summary>A value that every format has something for, alone and inside of others.</summary>
    public static object? Of(object? value) => Of(value, depth: 0);

    private static object? Of(object? value, int depth) => value switch
    {
        double number when !double.IsFinite(number) => number.ToString(CultureInfo.InvariantCulture),
        float number when !float.IsFinite(number) => number.ToString(CultureInfo.InvariantCulture),
        BigInteger number => number.ToString(CultureInfo.InvariantCulture),
        string text => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)),
        byte[] => value,
        IEnumerable when depth == MostDepth => "…",
        IEnumerable<KeyValuePair<string, object?>> fields => fields.Select(f => KeyValuePair.Create(f.Key, Of(f.Value, depth + 1))).ToList(),
        IDictionary entries => entries.Keys.Cast<object>().Select(
            key => KeyValuePair.Create(Convert.ToString(key, CultureInfo.InvariantCulture)!, Of(entries[key], depth + 1))).ToList(),
        IList items => items.Cast<object?>().Select(item => Of(item, depth + 1)).ToList(),
        _ => value,
    };
}
