using System.Globalization;
using FsCheck.Fluent;
using StageTools.Databases.Columns;

namespace StageTools.Core.Tests.Databases;

/// <summary>A number for a column of decimals, however its text is written: exactly, or not at all.</summary>
public sealed class DecimalTextTests
{
    [Theory]
    [InlineData(".2", "0.2")]
    [InlineData("1E-05", "0.00001")]
    [InlineData("-1.25e+3", "-1250")]
    [InlineData("12.5E1", "125")]
    [InlineData("0.5E-7", "0.00000005")]
    [InlineData("1E+20", "100000000000000000000")]
    [InlineData("1E-30", "0.000000000000000000000000000001")]
    public void A_text_is_the_number_that_it_means(string text, string plain) =>
        string.Create(CultureInfo.InvariantCulture, $"{DecimalText.Parse(text)}").ShouldBe(plain);

    [Theory]
    [InlineData("E5")]
    [InlineData("1E")]
    [InlineData("1E5E5")]
    [InlineData("1.2.3E5")]
    [InlineData("1E999999999")]
    [InlineData("NaN")]
    [InlineData("-E5")]
    [InlineData("+e2")]
    [InlineData(".E3")]
    public void What_is_no_number_is_none(string text) => DecimalText.Parse(text).ShouldBeNull();

    [Fact]
    public void Any_double_of_a_decimals_size_is_the_decimal_that_its_text_means() => Property.Check(
        Gen.Choose(1, 999_999_999).SelectMany(static digits => Gen.Choose(-15, 15).Select(exponent => digits * Math.Pow(10, exponent))),
        static value =>
        {
            var expected = decimal.Parse(value.ToString(CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture);
            ColumnValue.Convert(value, new ColumnType(ColumnKind.Numeric)).ShouldBe(expected);
        });
}
