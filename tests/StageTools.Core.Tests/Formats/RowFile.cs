using System.Buffers;
using System.Text;
using StageTools.Formats;
using StageTools.Formats.Options;
using StageTools.Formats.Text;

namespace StageTools.Core.Tests.Formats;

/// <summary>Files in memory: written by the writers, read by the readers.</summary>
internal static class RowFile
{
    public const string Name = "data/rows.csv";

    public static readonly FileFormat Csv = new() { Format = RowFormat.Csv };
    public static readonly FileFormat Tsv = new() { Format = RowFormat.Tsv };
    public static readonly FileFormat NdJson = new() { Format = RowFormat.NdJson };
    public static readonly FileFormat Json = new() { Format = RowFormat.Json };

    public static byte[] Write(FileFormat format, string[] columns, IEnumerable<object?[]> rows)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = RowWriters.Create(format, output, columns);
        writer.Begin();
        foreach (var row in rows)
            writer.Write(row);
        writer.End();
        return output.WrittenSpan.ToArray();
    }

    /// <summary>What one value becomes, without the header and the line end.</summary>
    public static string WriteOne(FileFormat format, object? value) =>
        Encoding.UTF8.GetString(Write(format with { Header = false }, ["a"], [[value]])).TrimEnd('\n');

    public static async Task<List<Row>> ReadAsync(
        FileFormat format, Stream stream, RowReadOptions? options = null, int longestRecord = RowReaders.LongestRecord)
    {
        var rows = new List<Row>();
        await foreach (var row in RowReaders.ReadAsync(stream, format, options ?? new(), Name, longestRecord, TestContext.Current.CancellationToken))
            rows.Add(row);
        return rows;
    }

    public static List<Row> Read(FileFormat format, byte[] bytes, RowReadOptions? options = null)
    {
        // A stream in memory is never waited for.
        var reading = ReadAsync(format, new MemoryStream(bytes), options);
        reading.IsCompleted.ShouldBeTrue();
        return reading.GetAwaiter().GetResult();
    }

    public static List<Row> Read(FileFormat format, string text, RowReadOptions? options = null) =>
        Read(format, Encoding.UTF8.GetBytes(text), options);

    public static object? ReadOne(FileFormat format, string text, RowReadOptions? options = null) =>
        Read(format with { Header = false }, text, options).ShouldHaveSingleItem().Values.ShouldHaveSingleItem();

    public static StageException ReadFails(FileFormat format, string text) => ReadFails(format, Encoding.UTF8.GetBytes(text));

    public static StageException ReadFails(FileFormat format, byte[] bytes)
    {
        var error = Should.Throw<StageException>(() => Read(format, bytes));
        error.Code.ShouldBe(StageErrorCode.DataInvalid);
        error.Message.ShouldContain(Name);
        return error;
    }

    public static StageException WriteFails(FileFormat format, object? value)
    {
        var error = Should.Throw<StageException>(() => Write(format, ["first", "second"], [[1, 1], [2, value]]));
        error.Code.ShouldBe(StageErrorCode.ValueNotRepresentable);
        error.Message.ShouldStartWith("Column 'second', row 2: ");
        return error;
    }

    /// <summary>Writes one value beside two neighbours and reads it back: what stands around it must survive too.</summary>
    public static object? Return(FileFormat format, object? value, RowReadOptions? options = null)
    {
        var row = Read(format, Write(format, ["before", "value", "after"], [["<", value, ">"]]), options).ShouldHaveSingleItem();
        row.Columns.ShouldBe(["before", "value", "after"]);
        row.Values[0].ShouldBe("<");
        row.Values[2].ShouldBe(">");
        return row.Values[1];
    }
}
