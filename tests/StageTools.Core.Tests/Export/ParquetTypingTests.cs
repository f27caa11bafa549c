using System.Data.SqlTypes;
using System.Globalization;
using System.Numerics;
using StageTools.Formats.Parquet;
using StageTools.Rows;

namespace StageTools.Core.Tests.Export;

/// <summary>Which type a Parquet column has for the values that were seen, and what it widens to.</summary>
public sealed class ParquetTypingTests
{
    private static readonly DateTime Plain = new(2026, 2, 3, 4, 5, 6, DateTimeKind.Unspecified);
    private static readonly BigInteger Huge = BigInteger.Pow(10, 27);

    /// <summary>The type, and values that have it.</summary>
    public static TheoryData<string, object?[]> Columns => new()
    {
        { "BOOLEAN", [true, null] },
        { "BIGINT", [1L, -1] },
        { "BIGINT", [(sbyte)1, (byte)1, (ushort)1, (nint)1] },
        { "UBIGINT", [ulong.MaxValue, 1L] },
        { "DECIMAL(28,0)", [ulong.MaxValue, -1L] },
        { "DECIMAL(28,0)", [Huge, -1L] },
        { "DECIMAL(38,0)", [Huge * 10] },
        { "DECIMAL(38,0)", [BigInteger.Pow(10, 37)] },
        { "VARCHAR", [BigInteger.Pow(10, 38)] },
        { "DECIMAL(38,0)", [long.MinValue, Huge * 10] },
        { "FLOAT", [1f, (Half)1] },
        { "DOUBLE", [1f, 1.0] },
        { "DOUBLE", [0.5, 9007199254740992L] },
        { "VARCHAR", [0.5, 9007199254740993L] },
        { "VARCHAR", [0.5, -9007199254740993L] },
        { "DOUBLE", [0.5, 9007199254740992ul] },
        { "VARCHAR", [0.5, 9007199254740993ul] },
        { "VARCHAR", [0.5, Huge] },
        { "DOUBLE", [0.5, 0.25m] },
        { "VARCHAR", [0.5, 9007199254740992m] },
        { "VARCHAR", [0.5, 0.12345678901234567m] },
        { "VARCHAR", [0.5, SqlDecimal.Parse("0.5")] },
        { "DECIMAL(28,2)", [1.25m, 10m] },
        { "DECIMAL(28,2)", [1.25m, 12345678901234567890123456m] },
        { "DECIMAL(38,2)", [1.25m, 123456789012345678901234567m] },
        { "UBIGINT", [(nuint)1, ulong.MaxValue] },
        { "DECIMAL(38,28)", [decimal.Parse("0.1234567890123456789012345678", CultureInfo.InvariantCulture), 1234567890m] },
        { "VARCHAR", [decimal.Parse("0.1234567890123456789012345678", CultureInfo.InvariantCulture), 12345678901m] },
        { "DECIMAL(28,3)", [SqlDecimal.Parse("12.125")] },
        { "VARCHAR", ["x", 'y', TimeSpan.Zero, DayOfWeek.Friday] },
        { "VARCHAR", ["x", 1L] },
        { "BLOB", [new byte[] { 1 }, new ReadOnlyMemory<byte>([1])] },
        { "DATE", [new DateOnly(2026, 2, 3)] },
        { "TIME", [new TimeOnly(4, 5)] },
        { "VARCHAR", [new TimeOnly(4, 5).Add(TimeSpan.FromTicks(1))] },
        { "TIMESTAMP", [Plain, Plain.AddTicks(10)] },
        { "TIMESTAMP_NS", [Plain.AddTicks(1)] },
        { "TIMESTAMP_NS", [Plain.AddTicks(1), Plain.AddYears(1678 - 2026), Plain.AddYears(2261 - 2026)] },
        { "VARCHAR", [Plain.AddTicks(1), Plain.AddYears(1677 - 2026)] },
        { "VARCHAR", [Plain.AddTicks(1), Plain.AddYears(2262 - 2026)] },
        { "TIMESTAMP WITH TIME ZONE", [new DateTimeOffset(Plain, TimeSpan.Zero), DateTime.SpecifyKind(Plain, DateTimeKind.Utc)] },
        { "VARCHAR", [new DateTimeOffset(Plain, TimeSpan.FromHours(1))] },
        { "VARCHAR", [new DateTimeOffset(Plain, TimeSpan.Zero).AddTicks(1)] },
        { "VARCHAR", [Plain, new DateTimeOffset(Plain, TimeSpan.Zero)] },
        { "UUID", [Guid.AllBitsSet] },
        { "BIGINT[]", [new object?[] { 1L, null }, Array.Empty<object>()] },
        { "JSON", [new object?[] { 1L, true }] },
        { "JSON", [new object?[] { 1L }, 2L] },
        { "DECIMAL(28,1)[]", [new object?[] { 1L, 0.5m }] },
    };

    [Theory]
    [MemberData(nameof(Columns), DisableDiscoveryEnumeration = true)]
    public void A_column_has_the_narrowest_type_that_holds_all_its_values(string type, object?[] values)
    {
        Type(typeof(object), values).Type.ToString().ShouldBe(type);

        // Whatever comes first.
        Type(typeof(object), [.. values.Reverse()]).Type.ToString().ShouldBe(type);
    }

    [Theory]
    [InlineData(typeof(sbyte), "TINYINT")]
    [InlineData(typeof(byte), "UTINYINT")]
    [InlineData(typeof(short), "SMALLINT")]
    [InlineData(typeof(ushort), "USMALLINT")]
    [InlineData(typeof(int), "INTEGER")]
    [InlineData(typeof(uint), "UINTEGER")]
    [InlineData(typeof(long), "BIGINT")]
    [InlineData(typeof(float), "FLOAT")]
    [InlineData(typeof(double), "DOUBLE")]
    [InlineData(typeof(bool), "BOOLEAN")]
    [InlineData(typeof(decimal), "DECIMAL(28,6)")]
    [InlineData(typeof(byte[]), "BLOB")]
    [InlineData(typeof(DateOnly), "DATE")]
    [InlineData(typeof(DateTime), "TIMESTAMP")]
    [InlineData(typeof(Guid), "UUID")]
    [InlineData(typeof(string), "VARCHAR")]
    [InlineData(typeof(object), "VARCHAR")]
    public void A_column_of_NULLs_is_of_the_type_it_was_said_to_be(Type declared, string type) => Type(declared, [null]).Type.ToString().ShouldBe(type);

    [Theory]
    [InlineData(10, 2, "1.5", "DECIMAL(10,2)")]
    [InlineData(10, 2, "12345678.5", "DECIMAL(10,2)")]
    [InlineData(10, 2, "123456789.5", "DECIMAL(28,1)")]
    [InlineData(10, 2, "1.125", "DECIMAL(28,3)")]
    [InlineData(38, 38, "0.5", "DECIMAL(28,1)")]
    [InlineData(38, 0, "5", "DECIMAL(38,0)")]
    [InlineData(39, 0, "5", "DECIMAL(28,0)")]
    [InlineData(2, 3, "0.5", "DECIMAL(28,1)")]
    public void A_decimal_column_keeps_what_was_said_where_its_values_fit(byte precision, byte scale, string value, string type) =>
        Type(typeof(decimal), [decimal.Parse(value, CultureInfo.InvariantCulture)], precision, scale).Type.ToString().ShouldBe(type);

    [Theory]
    [InlineData(1L, 0.5, "DOUBLE")]
    [InlineData("x", 2L, null)]
    [InlineData(true, "x", "VARCHAR")]
    [InlineData(1f, 0.5, "DOUBLE")]
    [InlineData(1L, ulong.MaxValue, "UBIGINT")]
    public void A_column_widens_to_what_holds_the_misfit_too(object first, object second, string? wider)
    {
        var column = Type(typeof(object), [first]);
        var widened = ColumnTyping.Widen(column, Shape([first, second]));
        (widened?.Type.ToString(), column.IsLike(widened ?? column)).ShouldBe((wider, wider is null));
    }

    [Fact]
    public void A_number_as_wide_as_an_address_is_a_whole_number()
    {
        Type(typeof(object), [(nint)(-7)]).Convert((nint)(-7)).ShouldBe(-7L);
        Type(typeof(object), [(nuint)7]).Convert((nuint)7).ShouldBe(7ul);
        Type(typeof(object), [(nint)7, 0.5]).Convert((nint)7).ShouldBe(7.0);
        Type(typeof(object), [(nint)7, "x"]).Convert((nint)7).ShouldBe("7");
    }

    [Fact]
    public void A_column_widens_within_its_kind_too() =>
        ColumnTyping.Widen(Type(typeof(object), [Plain]), Shape([Plain, Plain.AddTicks(1)]))!.Type.ToString().ShouldBe("TIMESTAMP_NS");

    [Fact]
    public void Bytes_beside_others_have_no_type_and_the_message_names_both_rows()
    {
        var error = StageErrorCode.ValueNotRepresentable.ShouldFail(() => Type(typeof(object), [null, 1L, new byte[1]]));
        error.Message.ShouldStartWith("Column 'c', row 3: its values are of more than one type (an integer in row 2, bytes here)");
        ColumnTyping.AsText(Type(typeof(object), [1L]))!.Type.ToString().ShouldBe("VARCHAR");
        ColumnTyping.AsText(Type(typeof(object), [new object?[] { 1L }]))!.Type.ToString().ShouldBe("JSON");
        ColumnTyping.AsText(Type(typeof(object), ["x"])).ShouldBeNull();
    }

    private static ParquetColumn Type(Type declared, object?[] values, byte? precision = null, byte? scale = null) =>
        ColumnTyping.Choose(new RowColumn("c", declared) { Precision = precision, Scale = scale }, Shape(values));

    private static ColumnShape Shape(object?[] values)
    {
        var (batch, shape) = (new RowBatch(), new ColumnShape());
        batch.Begin(["c"]);
        for (var i = 0; i < values.Length; i++)
        {
            batch.Add([values[i]]);
            shape.Add(batch[0], i, i + 1);
        }

        return shape;
    }
}
