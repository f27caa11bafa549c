using System.Text;
using FsCheck.Fluent;
using StageTools.Formats.Codecs;
using StageTools.Formats.Options;
using StageTools.Formats.Text;

namespace StageTools.Core.Tests.Formats;

/// <summary>Our files as Python reads them, Python's files as we read them.</summary>
public sealed class PythonTests
{
    private const string ReadCsv =
        "import csv,io,json,sys\n"
        + "rows=csv.reader(io.TextIOWrapper(sys.stdin.buffer,encoding='utf-8',newline=''),strict=True)\n"
        + "json.dump([r for r in rows],sys.stdout)";

    private const string WriteCsv =
        "import csv,io,json,sys\n"
        + "out=io.TextIOWrapper(sys.stdout.buffer,encoding='utf-8',newline='')\n"
        + "csv.writer(out).writerows([list(r.values()) for r in json.load(sys.stdin)])";

    private const string ReadNdJson =
        "import json,sys\n"
        + "json.dump([json.loads(l) for l in sys.stdin.buffer.read().decode('utf-8').split('\\n') if l],sys.stdout)";

    // NUL is the one character that Python's csv refuses in some versions; U+FEFF first in a file is its mark for us and none for Python.
    private static List<string> Texts { get; } =
        [.. Nasty.TextGen.Sample(100, 400).Where(static t => !t.Contains('\0') && !t.StartsWith('\uFEFF')).Append("last")];

    [Fact]
    public void Python_reads_our_CSV()
    {
        Python.SkipUnlessThere();
        var file = RowFile.Write(RowFile.Csv, ["n", "t"], Texts.Select(static (t, n) => new object?[] { n, t }));
        var seen = RowFile.Read(RowFile.Json, Wrapped(Python.Run(ReadCsv, file)))[0].Values[0].ShouldBeOfType<object?[]>();
        seen.Skip(1).Select(static r => ((object?[])r!)[1]).ShouldBe(Texts);
    }

    [Theory]
    [InlineData(Dialect.Databend, null, "")]
    [InlineData(Dialect.MatrixOne, null, ",escapechar='\\\\'")]
    [InlineData(Dialect.Standard, '\\', ",escapechar='\\\\',doublequote=False")]
    [InlineData(Dialect.Standard, '^', ",escapechar='^',doublequote=False")]
    public void Python_reads_our_CSV_of_every_dialect_and_escape(Dialect dialect, char? escape, string settings)
    {
        Python.SkipUnlessThere();
        var format = RowFile.Csv with { Dialect = dialect, Escape = escape };
        var file = RowFile.Write(format, ["n", "t"], Texts.Select(static (t, n) => new object?[] { n, t }));
        var program = ReadCsv.Replace(",strict=True", settings + ",strict=True", StringComparison.Ordinal);
        var seen = RowFile.Read(RowFile.Json, Wrapped(Python.Run(program, file)))[0].Values[0].ShouldBeOfType<object?[]>();
        seen.Skip(dialect is Dialect.Databend ? 0 : 1).Select(static r => ((object?[])r!)[1]).ShouldBe(Texts);
    }

    [Fact]
    public void We_read_the_CSV_of_Python()
    {
        Python.SkipUnlessThere();
        var json = RowFile.Write(RowFile.Json, ["n", "t"], Texts.Select(static (t, n) => new object?[] { n, t }));
        var rows = RowFile.Read(RowFile.Csv with { Header = false }, Python.Run(WriteCsv, json), new RowReadOptions(AsText: true));
        rows.Select(static r => r.Values[1] ?? "").ShouldBe(Texts);
    }

    [Fact]
    public void Python_reads_our_JSON_and_we_read_it_back()
    {
        Python.SkipUnlessThere();
        var values = Nasty.ValueGen.Sample(100, 400).ToList();
        var file = RowFile.Write(RowFile.Json, ["n", "v"], values.Select(static (v, n) => new object?[] { n, v }));
        var back = RowFile.Read(RowFile.Json, Python.Run("import json,sys\njson.dump(json.load(sys.stdin),sys.stdout)", file));
        back.Select(static r => Numeric(r.Values[1])).ShouldBe(values.Select(Numeric));
    }

    [Fact]
    public void Python_reads_our_NDJSON()
    {
        Python.SkipUnlessThere();
        var file = RowFile.Write(RowFile.NdJson, ["t"], Texts.Select(static t => new object?[] { t }));
        RowFile.Read(RowFile.Json, Python.Run(ReadNdJson, file)).Select(static r => r.Values[0]).ShouldBe(Texts);
    }

    [Fact]
    public void Python_expands_our_gzip_the_empty_one_as_well()
    {
        Python.SkipUnlessThere();
        foreach (var text in (string[])["", "a\n1\n"])
        {
            var file = new MemoryStream();
            using (var writing = CompressionStreams.ForWriting(file, Compression.Gzip))
                writing.Write(Encoding.UTF8.GetBytes(text));
            Python.Run("import gzip,sys\nsys.stdout.buffer.write(gzip.decompress(sys.stdin.buffer.read()))", file.ToArray())
                .ShouldBe(Encoding.UTF8.GetBytes(text));
        }
    }

    [Theory]
    [InlineData(Compression.Gzip, "gzip.decompress(b)")]
    [InlineData(Compression.Zlib, "zlib.decompress(b)")]
    [InlineData(Compression.Deflate, "zlib.decompress(b,-15)")]
    public void Python_expands_what_was_compressed_in_blocks(Compression compression, string expand)
    {
        Python.SkipUnlessThere();
        var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 300_000).Select(static n => $"{n},row {n % 1000}\n")));
        var file = new MemoryStream();
        using (var writing = CompressionStreams.ForWriting(file, compression))
            writing.Write(text);
        Python.Run($"import gzip,zlib,sys\nb=sys.stdin.buffer.read()\nsys.stdout.buffer.write({expand})", file.ToArray()).ShouldBe(text);
    }

    [Theory]
    [InlineData("gzip.compress(b)", Compression.Gzip)]
    [InlineData("zlib.compress(b)", Compression.Zlib)]
    [InlineData("zlib.compressobj(9,zlib.DEFLATED,-15)", Compression.Deflate)]
    public void We_expand_what_Python_compressed(string how, Compression compression)
    {
        Python.SkipUnlessThere();
        var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 20_000).Select(static n => $"{n},row {n % 1000}\n")));
        var program = how.Contains("obj", StringComparison.Ordinal) ? $"c={how}\nr=c.compress(b)+c.flush()" : $"r={how}";
        var file = Python.Run($"import gzip,zlib,sys\nb=sys.stdin.buffer.read()\n{program}\nsys.stdout.buffer.write(r)", text);
        var back = new MemoryStream();
        using (var reading = CompressionStreams.ForReading(new MemoryStream(file), compression, RowFile.Name))
            reading.CopyTo(back);
        back.ToArray().ShouldBe(text);
    }

    private static byte[] Wrapped(byte[] json) => [.. "{\"rows\":"u8, .. json, .. "}"u8];

    // Python makes every fraction a double, and writes 1.0 for 1.
    private static object? Numeric(object? value) => value is long or double or decimal or System.Numerics.BigInteger
        ? double.Parse(ValueRoundTripTests.Printed(value), System.Globalization.CultureInfo.InvariantCulture)
        : value;
}
