using System.Globalization;
using System.Numerics;

namespace StageTools.DuckDb.Tests;

/// <summary>Numbers become those of DuckDB's types without loss, up to the last that each holds.</summary>
public sealed class NumbersTests
{
    [Fact]
    public void A_whole_number_is_taken_from_the_least_to_the_most_of_its_type()
    {
        Check<sbyte>(DuckDbType.TinyInt);
        Check<short>(DuckDbType.SmallInt);
        Check<int>(DuckDbType.Integer);
        Check<long>(DuckDbType.BigInt);
        Check<Int128>(DuckDbType.HugeInt);
        Check<byte>(DuckDbType.UTinyInt);
        Check<ushort>(DuckDbType.USmallInt);
        Check<uint>(DuckDbType.UInteger);
        Check<ulong>(DuckDbType.UBigInt);
        Check<UInt128>(DuckDbType.UHugeInt);

        static void Check<T>(DuckDbType type)
            where T : struct, IBinaryInteger<T>, IMinMaxValue<T>
        {
            var (least, most) = (BigInteger.CreateChecked(T.MinValue), BigInteger.CreateChecked(T.MaxValue));
            Numbers.To<T>(least, type).ShouldBe(T.MinValue);
            Numbers.To<T>(most, type).ShouldBe(T.MaxValue);
            Numbers.To<T>(T.MaxValue, type).ShouldBe(T.MaxValue);
            foreach (var outside in (BigInteger[])[least - 1, most + 1])
                Should.Throw<RefusedException>(() => Numbers.To<T>(outside, type)).Message.ShouldBe($"{outside} is outside {type}");
        }
    }

    [Fact]
    public void Every_kind_of_number_is_a_whole_one_where_it_has_no_fraction()
    {
        foreach (var seven in (object[])[7, 7L, new BigInteger(7), (Int128)7, (UInt128)7, (byte)7, (sbyte)7, (short)7, (ushort)7, 7u, 7ul, 7m, 7.0m, 7.0, 7f])
            Numbers.Whole(seven, "BIGINT").ShouldBe(7, seven.GetType().Name);
        foreach (var broken in (object[])[7.5m, 7.5, 7.5f, double.NaN])
            Should.Throw<RefusedException>(() => Numbers.Whole(broken, "BIGINT")).Message.ShouldContain("is no whole number, and so no BIGINT");
        Should.Throw<RefusedException>(() => Numbers.Whole("7", "BIGINT"));
    }

    [Theory]
    [InlineData("0.5", true)]
    [InlineData("0.1", true)]
    [InlineData("95.00000000000000000000", true)]
    [InlineData("79228162514264337593543950335", false)]
    [InlineData("0.12345678901234567", false)]
    [InlineData("9007199254740993", false)]
    public void A_decimal_is_a_double_where_no_digit_is_lost(string number, bool isHeld)
    {
        var value = decimal.Parse(number, CultureInfo.InvariantCulture);
        if (isHeld)
            Numbers.Double(value).ShouldBe(double.Parse(number, CultureInfo.InvariantCulture));
        else
            Should.Throw<RefusedException>(() => Numbers.Double(value)).Message.ShouldBe($"{number} has no exact DOUBLE");
    }

    [Fact]
    public void A_whole_number_and_a_double_are_floating_ones_where_they_are_the_same()
    {
        Numbers.Double(9007199254740992L).ShouldBe(9007199254740992.0);
        Should.Throw<RefusedException>(() => Numbers.Double(9007199254740993L));
        Should.Throw<RefusedException>(() => Numbers.Double(BigInteger.Pow(10, 400)));
        Numbers.Single(16777216).ShouldBe(16777216f);
        Should.Throw<RefusedException>(() => Numbers.Single(16777217));
        Numbers.Single(0.5).ShouldBe(0.5f);
        Numbers.Single(double.NaN).ShouldBe(float.NaN);
        Numbers.Single(double.PositiveInfinity).ShouldBe(float.PositiveInfinity);
        Should.Throw<RefusedException>(() => Numbers.Single(0.1));
        Should.Throw<RefusedException>(() => Numbers.Single(0.5m));
    }

    [Theory]
    [InlineData("1.5", 3, 1, "15")]
    [InlineData("1.50", 3, 1, "15")]
    [InlineData("-99.9", 3, 1, "-999")]
    [InlineData("7", 3, 2, "700")]
    [InlineData("100", 3, 1, null)]
    [InlineData("-100", 3, 1, null)]
    [InlineData("1.55", 3, 1, null)]
    [InlineData("10", 3, 2, null)]
    public void A_decimal_is_taken_with_as_many_digits_as_its_column_has(string number, byte precision, byte scale, string? digits)
    {
        var value = decimal.Parse(number, CultureInfo.InvariantCulture);
        if (digits is null)
            Should.Throw<RefusedException>(() => Numbers.Unscaled(value, precision, scale)).Message.ShouldContain($"DECIMAL({precision},{scale})");
        else
            Numbers.Unscaled(value, precision, scale).ShouldBe(Int128.Parse(digits, CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("0", 1, 0)]
    [InlineData("9", 1, 0)]
    [InlineData("10", 2, 0)]
    [InlineData("-0.05", 2, 2)]
    [InlineData("1.5", 2, 1)]
    [InlineData("79228162514264337593543950335", 29, 0)]
    public void A_decimals_own_type_has_its_digits_and_no_more(string number, byte precision, byte scale) =>
        Numbers.DecimalOf(decimal.Parse(number, CultureInfo.InvariantCulture)).ShouldBe(DuckDbType.Decimal(precision, scale));

    [Fact]
    public void A_decimal_of_38_digits_is_read_and_one_of_39_is_not()
    {
        var most = Int128.Parse(new string('9', 38), CultureInfo.InvariantCulture);
        Numbers.Decimal(most, 38, 0).ToString().ShouldBe(new string('9', 38));
        Numbers.Decimal(-most, 38, 38).ToString().ShouldBe($"-0.{new string('9', 38)}");
        Should.Throw<RefusedException>(() => Numbers.Decimal(most + 1, 38, 0));
        Numbers.Decimal(-15, 28, 1).ShouldBe(-1.5m);
        Numbers.Decimal(Int128.Parse(new string('9', 28), CultureInfo.InvariantCulture), 28, 28).ShouldBe(decimal.Parse("0." + new string('9', 28), CultureInfo.InvariantCulture));
        Numbers.Decimal(Int128.Parse("1" + new string('0', 28), CultureInfo.InvariantCulture), 29, 0).ToString().ShouldBe("1" + new string('0', 28));
    }
}
