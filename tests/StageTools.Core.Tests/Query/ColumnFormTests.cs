using System.Globalization;
using System.Text;
using StageTools.DuckDb;
using StageTools.Formats.Csv;
using StageTools.Formats.Files;
using StageTools.Formats.Options;

namespace StageTools.Core.Tests.Query;

/// <summary>Columns that DuckDB reads with their types, since each value was seen to be one: none that it would read otherwise than the cast, which
/// looks at each of them, and none that the cast refuses.</summary>
public sealed class ColumnFormTests : IDisposable
{
    private static readonly string[] Types = ["BIGINT", "DOUBLE", "DATE", "TIMESTAMP", "BOOLEAN"];

    private static readonly string[] Whole =
        ["0", "-0", "7", "-7", "007", "+7", "12345", "999999999999999", "-999999999999999", "1000000000000000", "9007199254740993", "999999999999999999", "9223372036854775807", "9223372036854775808", "1_000", "1,000"];

    private static readonly string[] Numbers =
    [
        "0.0", "-0.0", "1.5", "-1.5", ".5", "5.", "1.50", "00.5", "0.1", "123456789.123456", "1234567890.12345", "0.1234567890123456", "0.12345678901234567", "1e5", "1E5", "1e+5", "1e-5", "1.5e-300", "1e308", "1e309",
        "1e400", "1e-400", "1e-260", "1e260", "12.5e", "1e5.5", "1e0005", "0e5", "NaN", "nan", "inf", "Infinity", "-NaN", "0x10", "0.000000000000000000000000000000000001", "0.00000000000000000000000000000000000001",
        "123456789012345.5", "100000000000000000000", "9.313225746154785e-10", "0.3333333333333333", "0.33333333333333331", "666666.3333333334", "0.30000000000000004", "0.30000000000000005",
        "-0.30000000000000004", "1234567890123456.7", "12345678901234567.0", "9007199254740993.5", "0.00012345678901234567", "0.000012345678901234567", "5e-324", "1.7976931348623157e308",
    ];

    private static readonly string[] Moments =
    [
        "2024-02-29", "2023-02-29", "2024-2-9", "0001-01-01", "0000-01-01", "9999-12-31", "10000-01-01", "2024-13-01", "2024-00-10", "2024-01-00", "2024/01/01", "2024-01-01 00:00:00", "2024-01-01T23:59:59",
        "2024-01-01 24:00:00", "2024-01-01 23:60:00", "2024-01-01 23:59:60", "2024-01-01 12:34:56.1", "2024-01-01 12:34:56.123456", "2024-01-01 12:34:56.1234567", "2024-01-01 12:34:56.", "2024-01-01 12:34", "2024-01-01 12",
        "2024-01-01T12:34:56Z", "2024-01-01 12:34:56+02", "2023-02-29 12:00:00", "infinity", "epoch", "2024-01-01x12:00:00",
    ];

    private static readonly string[] Others = ["true", "false", "True", "TRUE", "t", "f", "yes", "", " ", " 1", "1 ", "1\t", "text", "ä", "1\"", "'1'", "-", ".", "e5", "NULL", "null"];

    private static readonly string[] Values = [.. Whole, .. Numbers, .. Moments, .. Others];

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_read_with_a_type_is_what_the_cast_makes_of_it()
    {
        using var database = DuckDbDatabase.Open(path: null);
        using var connection = database.Connect();
        var path = _folder.At("v.csv");
        var held = 0;
        foreach (var value in Values)
        {
            File.WriteAllText(path, $"v\n{value}\n");
            foreach (var type in Types.Where(type => Holds(type, value)))
            {
                held++;
                var read = Read(connection, "v", path, type);
                read.ShouldBe(Read(connection, ColumnCast.Expression("v", type, FileOrigin.Of([], [])), path, "VARCHAR"), $"{value} as {type}");
            }
        }

        held.ShouldBeGreaterThan(40);
    }

    [Theory]
    [InlineData("0.3333333333333333", true)]
    [InlineData("666666.3333333334", true)]
    [InlineData("0.30000000000000004", true)]
    [InlineData("0.30000000000000005", false)]
    [InlineData("0.33333333333333331", false)]
    public void Number_of_many_digits_is_read_as_a_double_where_it_is_what_one_is_written_as(string value, bool isHeld) =>
        Holds("DOUBLE", value).ShouldBe(isHeld);

    [Fact]
    public void Number_that_is_told_by_its_digits_is_what_a_double_is_written_as()
    {
        var random = new Random(15);
        var told = 0;
        for (var i = 0; i < 200_000; i++)
        {
            var digits = random.NextInt64(1, 1_000_000_000_000_000_00).ToString(CultureInfo.InvariantCulture);
            var whole = random.Next(0, 15) is var places && places >= digits.Length ? "0" : places == 0 ? "0" : digits[..places];
            var number = i % 2 == 0
                ? (random.Next(1, 10_000_000) / (double)random.Next(3, 1000)).ToString("R", CultureInfo.InvariantCulture)
                : $"{whole}.{(whole == "0" ? "000"[..random.Next(0, 4)] + digits : digits[places..])}";
            var parts = number.Split('.');
            var length = number.Replace(".", "", StringComparison.Ordinal).TrimStart('0').Length;
            if (parts.Length < 2 || length is not (16 or 17) || number.Contains('E', StringComparison.Ordinal))
                continue;

            if (ShortestNumber.IsSurely(Encoding.UTF8.GetBytes(parts[0]), Encoding.UTF8.GetBytes(parts[1]), length))
            {
                told += i % 2 == 0 ? 1 : 0;
                double.Parse(number, CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture).ShouldBe(number);
            }
            else if (i % 2 == 0)
            {
                told--;
            }
        }

        told.ShouldBeGreaterThan(30_000);
    }

    [Fact]
    public void Of_two_values_each_is_held()
    {
        foreach (var type in Types)
        {
            foreach (var first in Values)
            {
                foreach (var second in Values.Where(second => Holds(type, first, second)))
                    (Holds(type, first) && Holds(type, second)).ShouldBeTrue($"{first} and {second} as {type}");
            }
        }
    }

    [Theory]
    [InlineData("a,b,c\n1,x,true\n2,,\n", "Whole Text Truth")]
    [InlineData("a,b,c\n1,1.5,2024-01-01\n\"2\",\"2\",\"2024-01-01 12:00:00\"\n,,\n", "Whole Number Moment")]
    [InlineData("a,b\n1234567890123456,\n1,\n", "Wide None")]
    [InlineData("a,b\n1,\"\"\n2,\"x\"\n", "Whole Text")]
    [InlineData("a,b\n1,\"x\ny\"\n\"2\"\"\",z\n", "Text Text")]
    [InlineData("a,b\n", "")]
    [InlineData("1,2\n3,4", "Whole Whole")]
    [InlineData("a,b,c\n2024-01-01 12:00:00.5,2024-01-01 12:00:00.123456,2024-01-01 12:00:00.1234567\n", "Moment Moment Text")]
    public async Task A_look_through_a_file_tells_how_its_columns_are_written(string text, string forms)
    {
        var layout = DelimitedLayout.From(new FileFormat { Format = RowFormat.Csv });
        var check = await DelimitedCheck.OfAsync(new MemoryStream(Encoding.UTF8.GetBytes(text)), layout, isCopy: false, "a.csv", TestContext.Current.CancellationToken);
        string.Join(' ', check.ShouldBeOfType<DelimitedForms>().Forms).ShouldBe(forms);
    }

    private static bool Holds(string type, params string[] values) => new DelimitedForms(
        IsPlain: true, 0, HasLinesInQuotes: false, [values.Aggregate(ColumnForm.None, static (form, value) => ColumnForms.With(form, Encoding.UTF8.GetBytes(value)))]).Holds(0, type);

    private static object? Read(DuckDbConnection connection, string expression, string path, string type)
    {
        using var result = connection.Query($"SELECT {expression} FROM read_csv('{path}', auto_detect = false, header = true, delim = ',', quote = '\"', escape = '\"', nullstr = '', columns = {{'v': '{type}'}})");
        result.TryReadChunk(out var chunk).ShouldBeTrue();
        return chunk!.Value(0, 0);
    }
}
