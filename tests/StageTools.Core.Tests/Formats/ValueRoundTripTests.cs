using System.Globalization;
using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using StageTools.Formats.Options;
using StageTools.Formats.Text;

namespace StageTools.Core.Tests.Formats;

/// <summary>DESIGN, rule 5, "Values survive": what is written and read again with the same format is equal.</summary>
public sealed class ValueRoundTripTests
{
    private static readonly RowReadOptions Inferred = new(InferTypes: true);

    private static Gen<double> OrdinaryDoubles =>
        from number in Gen.Choose(-100_000_000, 100_000_000)
        from places in Gen.Choose(-6, 18)
        select number * Math.Pow(10, -places);

    public static TheoryData<FileFormat> All =>
    [
        RowFile.Csv,
        RowFile.Tsv,
        RowFile.NdJson,
        RowFile.Json,
        RowFile.Csv with { Delimiter = ";", Quote = '\'', NullText = "\\N", RecordDelimiter = "\r\n", ForceQuote = true },
        RowFile.Csv with { Delimiter = "§", Quote = '«', NullText = "NULL", Header = false },
        RowFile.Csv with { Delimiter = ":" },
        RowFile.Tsv with { Delimiter = "|", NullText = "null", RecordDelimiter = "\r\n" },
    ];

    public static TheoryData<FileFormat> Delimited =>
        [.. All.Select(static row => row.Data).Where(static f => f.Format is RowFormat.Csv or RowFormat.Tsv)];

    [Theory]
    [MemberData(nameof(All))]
    public void Text_survives_as_text(FileFormat format) =>
        Check(Nasty.Text, text => WithNames(format, text, new RowReadOptions(AsText: true)).ShouldBe(text));

    [Theory]
    [MemberData(nameof(All))]
    public void Text_is_not_taken_for_a_value_except_in_TSV_where_it_prints_the_same(FileFormat format) =>
        Check(Nasty.Text, text =>
        {
            var value = WithNames(format, text, new RowReadOptions());
            if (format.Format is RowFormat.Tsv)
                Printed(value).ShouldBe(text);
            else
                value.ShouldBe(text);
        });

    [Fact]
    public void Quoted_text_stays_text_in_CSV_even_when_types_are_inferred() =>
        Check(Nasty.Text, static text => WithNames(RowFile.Csv, text, Inferred).ShouldBe(text));

    [Theory]
    [MemberData(nameof(All))]
    public void Null_stays_null(FileFormat format) => WithNames(format, null, new RowReadOptions()).ShouldBeNull();

    [Theory]
    [MemberData(nameof(All))]
    public void DBNull_is_null(FileFormat format) => WithNames(format, DBNull.Value, new RowReadOptions()).ShouldBeNull();

    [Theory]
    [MemberData(nameof(All))]
    public void Empty_text_is_not_null(FileFormat format) => WithNames(format, "", new RowReadOptions()).ShouldBe("");

    [Theory]
    [MemberData(nameof(All))]
    public void Text_that_looks_like_the_NULL_marker_is_text(FileFormat format)
    {
        foreach (var text in (string[])["\\N", "\\\\N", "NULL", "null", "\\null"])
            WithNames(format, text, new RowReadOptions()).ShouldBe(text);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Integers_of_every_type_survive_at_their_limits(FileFormat format)
    {
        object[] limits =
        [
            sbyte.MinValue, sbyte.MaxValue, byte.MaxValue, short.MinValue, short.MaxValue, ushort.MaxValue, int.MinValue, int.MaxValue, uint.MaxValue,
            long.MinValue, long.MaxValue, ulong.MaxValue, nint.MinValue, nuint.MaxValue, Int128.MinValue, Int128.MaxValue, UInt128.MaxValue,
            BigInteger.Pow(10, 100), -BigInteger.Pow(7, 300), (byte)0, -1,
        ];
        foreach (var limit in limits)
            ToBig(WithNames(format, limit, new RowReadOptions())).ShouldBe(ToBig(limit));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Long_integers_come_back_as_long(FileFormat format) =>
        Check(ArbMap.Default.ArbFor<long>(), value => WithNames(format, value, new RowReadOptions()).ShouldBe(value));

    [Theory]
    [MemberData(nameof(All))]
    public void Doubles_survive_to_the_last_bit(FileFormat format) =>
        Check(Bits(static bits => BitConverter.Int64BitsToDouble(bits)).Where(double.IsFinite).ToArbitrary(), value =>
            BitConverter.DoubleToInt64Bits(ToDouble(WithNames(format, value, new RowReadOptions()))).ShouldBe(BitConverter.DoubleToInt64Bits(value)));

    [Theory]
    [MemberData(nameof(All))]
    public void Ordinary_doubles_survive_too(FileFormat format) =>
        Check(OrdinaryDoubles.ToArbitrary(), value => ToDouble(WithNames(format, value, new RowReadOptions())).ShouldBe(value));

    [Theory]
    [MemberData(nameof(All))]
    public void Floats_survive_to_the_last_bit(FileFormat format) =>
        Check(Bits(static bits => BitConverter.Int32BitsToSingle((int)bits)).Where(float.IsFinite).ToArbitrary(), value =>
            ((float)ToDouble(WithNames(format, value, new RowReadOptions()))).ShouldBe(value));

    [Theory]
    [MemberData(nameof(All))]
    public void Every_half_survives(FileFormat format)
    {
        var halves = Enumerable.Range(0, 0x10000).Select(static bits => BitConverter.UInt16BitsToHalf((ushort)bits)).Where(Half.IsFinite).ToList();
        var rows = RowFile.Read(format, RowFile.Write(format, ["h"], halves.Select(static h => new object?[] { h })));
        rows.Select(static r => (Half)ToDouble(r.Values[0])).ShouldBe(halves);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Negative_zero_keeps_its_sign(FileFormat format) =>
        double.IsNegative(WithNames(format, -0.0, new RowReadOptions()).ShouldBeOfType<double>()).ShouldBeTrue();

    [Theory]
    [MemberData(nameof(Delimited))]
    public void NaN_and_the_infinities_survive(FileFormat format)
    {
        foreach (var value in (double[])[double.NaN, double.PositiveInfinity, double.NegativeInfinity])
            WithNames(format, value, new RowReadOptions()).ShouldBe(value);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Decimals_survive_with_their_scale(FileFormat format) =>
        Check(DecimalGen().ToArbitrary(), value =>
            Printed(WithNames(format, value, new RowReadOptions())).ShouldBe(value.ToString(CultureInfo.InvariantCulture)));

    [Theory]
    [MemberData(nameof(All))]
    public void Booleans_come_back_as_booleans(FileFormat format)
    {
        WithNames(format, true, new RowReadOptions()).ShouldBe(true);
        WithNames(format, false, new RowReadOptions()).ShouldBe(false);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Nested_values_survive(FileFormat format)
    {
        var value = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["text"] = "a \"quoted\" ä\n",
            ["list"] = new object?[] { 1L, 2.5, null, true, "x" },
            ["empty"] = new Dictionary<string, object?>(StringComparer.Ordinal),
        };
        var back = WithNames(format, value, new RowReadOptions());
        var json = back as string ?? RowFile.WriteOne(RowFile.Csv with { Quote = '\'' }, back).Trim('\'');
        json.ShouldBe("""{"text":"a \"quoted\" ä\n","list":[1,2.5,null,true,"x"],"empty":{}}""");
    }

    internal static void Check<T>(Arbitrary<T> values, Action<T> holds) =>
        Prop.ForAll(values, value => holds(value)).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    internal static string Printed(object? value) => value switch
    {
        bool b => b ? "true" : "false",
        IFormattable f => f.ToString(null, CultureInfo.InvariantCulture),
        _ => (string)value!,
    };

    private static object? WithNames(FileFormat format, object? value, RowReadOptions options) =>
        format.Header is false
            ? RowFile.Read(format, RowFile.Write(format, ["v", "w"], [[value, "x"]]), options).ShouldHaveSingleItem().Values[0]
            : RowFile.Return(format, value, options);

    private static Gen<T> Bits<T>(Func<long, T> make) => ArbMap.Default.GeneratorFor<DoNotSize<long>>().Select(v => make(v.Item));

    private static Gen<decimal> DecimalGen() =>
        from low in ArbMap.Default.GeneratorFor<DoNotSize<int>>()
        from middle in Gen.OneOf(Gen.Constant(0), ArbMap.Default.GeneratorFor<DoNotSize<int>>().Select(static v => v.Item))
        from high in Gen.OneOf(Gen.Constant(0), ArbMap.Default.GeneratorFor<DoNotSize<int>>().Select(static v => v.Item))
        from negative in ArbMap.Default.GeneratorFor<bool>()
        from scale in Gen.Choose(0, 28)
        select new decimal(low.Item, middle, high, negative, (byte)scale);

    private static BigInteger ToBig(object? value) => BigInteger.Parse(Printed(value), CultureInfo.InvariantCulture);

    private static double ToDouble(object? value) => double.Parse(Printed(value), CultureInfo.InvariantCulture);
}
