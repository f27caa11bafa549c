using System.Globalization;
using System.Text;
using FsCheck.Fluent;
using StageTools.Databases.Columns;
using StageTools.Databases.Postgres;
using StageTools.Formats.Options;
using StageTools.Import;
using StageTools.Rows;

namespace StageTools.Core.Tests.Import;

/// <summary>Text that goes into a table as it stands, against the same by way of its value.</summary>
public sealed class PlainCellTests : IDisposable
{
    private static readonly string[] Known =
    [
        "", "0", "-0", "1", "-1", "007", "+5", "1e5", "42", "999999999999999999", "9223372036854775807", "9223372036854775808", "9007199254740993", "16777217", "0.5", "-0.5", "-0.0", "0.0", ".2",
        "5.", "1.50", "1.00", "12.345", "123456789012345", "1234567890123456", "0.00001", "0.1234567890123456", "0.123456789012345", "-1.23456789012345", "true", "false", "True", "NaN", "Infinity", "-", "1-2",
        "2026-03-01", "2026-02-29", "2024-02-29", "0000-01-01", "2026-13-01", "2026-03-01T10:59:59", "2026-03-01 10:59:59", "2026-03-01T24:00:00", "2026-03-01T10:60:00",
        "2026-03-01T10:59:59.5", "a\tb\\c\nd", "Zoë 🎭", " 1", "1 ", "1,5", "NULL", "\0", "\uFEFF1",
    ];

    private static readonly ColumnType[] Types =
    [
        new(ColumnKind.BigInt), new(ColumnKind.DoublePrecision), new(ColumnKind.Numeric), new(ColumnKind.Numeric, 5, 2), new(ColumnKind.Numeric, 2, 2),
        new(ColumnKind.Boolean), new(ColumnKind.Date), new(ColumnKind.Timestamp), new(ColumnKind.Varchar), new(ColumnKind.Any), new(ColumnKind.Time), new(ColumnKind.Json),
        ColumnType.Real,
    ];

    private readonly LoadFolder _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Both_ways_lead_to_the_same()
    {
        var digits = Gen.Elements("0123456789.-T:e ".ToCharArray()).ArrayOf().Select(static c => new string(c));
        var text = Gen.OneOf(Gen.Elements(Known), digits, ArbMap.Default.GeneratorFor<string>().Select(static s => s ?? ""));
        var cases = text.SelectMany(t => Gen.Elements(Types).SelectMany(type => Gen.Elements(true, false).Select(bare => (Text: t, Type: type, IsBare: bare))));
        Property.Check(cases, static one => Same(one.Text, one.Type, one.IsBare), 20_000);
    }

    [Fact]
    public void Common_text_needs_no_value()
    {
        (string Text, ColumnType Type)[] common =
        [
            ("42", Types[0]), ("-1.25", Types[1]), ("12.50", Types[3]), ("0.55", Types[4]), ("false", Types[5]), ("2024-02-29", Types[6]), ("2026-03-01T10:59:59", Types[7]),
            ("Zoë", Types[8]),
        ];
        foreach (var (text, type) in common)
            PlainCell.TryTake(Encoding.UTF8.GetBytes(text), isBare: true, type, new RowBatch().Ahead(0, 1), 0, decimalsAsText: true).ShouldBeTrue(text);
    }

    // What was taken of a record that is refused then must not be found in the next one, where that has nothing.
    [Fact]
    public async Task Refused_records_leave_nothing_behind()
    {
        await File.WriteAllBytesAsync(
            _files.Folder.At("a.csv"),
            [.. "id,name,city\n1,Ada,Rome\n2,Bob\n3,,Oslo\nx,Cid,Bonn\n4,,\n5,Dan,G"u8, 0xFC, .. "\n6,,Kiel\n"u8],
            TestContext.Current.CancellationToken);
        Directory.CreateDirectory(_files.Folder.At("db"));
        await _files.SqliteAsync("CREATE TABLE t (id BIGINT, name TEXT, city TEXT)");
        var loads = await _files.LoadAsync(new LoadOptions("t") { OnError = OnLoadError.Continue }, "a.csv");
        loads[0].ErrorsSeen.ShouldBe(3);
        (await _files.SqliteAsync("SELECT * FROM t")).ShouldBe("1|Ada|Rome\n3||Oslo\n4||\n6||Kiel");
    }

    // Otherwise many refused records in a row would be held until there is no more room for them.
    [Fact]
    public void Text_of_a_refused_record_gives_its_room_back()
    {
        var batch = new RowBatch();
        batch.Ahead(0, 2).SetText(0, "kept"u8);
        batch.Add([null, 1L]);
        var length = batch.Length;
        for (var i = 0; i < 3_000; i++)
        {
            batch.Ahead(0, 2).SetText(1, new byte[1 << 20]);
            batch.ForgetAhead();
            batch.Length.ShouldBe(length);
        }

        batch.Ahead(0, 2).SetText(1, "next"u8);
        batch.Add([null, 2L]);
        batch.Values(0, 2).ShouldBe(["kept", 1L]);
        batch.Values(1, 2).ShouldBe(["next", 2L]);
    }

    private static void Same(string text, ColumnType type, bool isBare)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        if (isBare && utf8.Length == 0)
            return;

        foreach (var asText in new[] { true, false })
        {
            var taken = new RowBatch();
            if (!PlainCell.TryTake(utf8, isBare, type, taken.Ahead(0, 1), 0, asText))
                continue;

            taken.Add([null]);
            var value = ColumnValue.Convert((isBare ? CanonicalText.Infer(utf8, moments: true) : null) ?? Encoding.UTF8.GetString(utf8), type);
            if (asText)
            {
                var made = new RowBatch();
                made.Add([value]);
                if (type.Kind == ColumnKind.DoublePrecision)
                    double.Parse(Written(taken), CultureInfo.InvariantCulture).ShouldBe((double)value);
                else
                    Written(taken).ShouldBe(Written(made));
            }
            else
            {
                var stored = SqliteColumns.Accept(value, new TableColumn("c", type, "X"));
                taken[0].Value(0).ShouldBe(taken[0].KindOf(0) == CellKind.Text ? stored as string ?? ValueText.Of(stored) : stored);
            }
        }
    }

    private static string Written(RowBatch batch)
    {
        var text = new PostgresText();
        var column = 0;
        text.Write(batch, 0, ref column, 1);
        return Encoding.UTF8.GetString(text.Written.Span);
    }
}
