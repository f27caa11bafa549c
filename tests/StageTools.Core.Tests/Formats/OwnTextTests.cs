using System.Globalization;
using System.Text;
using StageTools.Formats.Text;

namespace StageTools.Core.Tests.Formats;

/// <summary>What we write by ourselves, for it is written most, is what .NET writes: of every double and decimal.</summary>
public sealed class OwnTextTests
{
    private const int Times = 300_000;

    private readonly Utf8Buffer _buffer = new();
    private readonly Random _dice = new(15);

    [Fact]
    public void Doubles()
    {
        foreach (var value in NewDoubles(Times))
        {
            var text = value.ToString(CultureInfo.InvariantCulture);
            NumberText.Write(_buffer, value);
            if (Taken() is var own && own != text)
                Assert.Fail($"{BitConverter.DoubleToInt64Bits(value):x}: {own} instead of {text}");
        }
    }

    [Fact]
    public void Decimals()
    {
        foreach (var value in Enumerable.Range(0, Times).Select(_ => NewDecimal()).Concat([0, -0.00m, 0.10m, decimal.MinValue, 1e-28m]))
        {
            NumberText.Write(_buffer, value);
            Taken().ShouldBe(value.ToString(CultureInfo.InvariantCulture));
        }
    }

    private string Taken()
    {
        var text = Encoding.UTF8.GetString(_buffer.Written);
        _buffer.Truncate(0);
        return text;
    }

    private IEnumerable<double> NewDoubles(int times)
    {
        foreach (var special in (double[])[0, -0.0, double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.Epsilon, double.MaxValue, 1e15, 0.0001, 0.3])
            yield return special;

        for (var exponent = -1074; exponent < 1024; exponent++)
        {
            for (var step = -2; step <= 2; step++)
                yield return BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(Math.ScaleB(1, exponent)) + (exponent > -1070 ? step : 0));
        }

        for (var exponent = -20; exponent < 20; exponent++)
        {
            for (var step = -50; step <= 50; step++)
                yield return BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(Math.Pow(10, exponent)) + step);
        }

        for (var i = 0; i < times; i++)
        {
            yield return BitConverter.Int64BitsToDouble(_dice.NextInt64(long.MinValue, long.MaxValue));

            // Those that are written without an exponent: any, halves of what they are far from, and those of few digits.
            yield return BitConverter.Int64BitsToDouble(((1023L + _dice.Next(-14, 51)) << 52) | _dice.NextInt64(1L << 52)) * (_dice.Next(2) == 0 ? 1 : -1);
            yield return (_dice.NextInt64(1L << _dice.Next(1, 53)) + 0.5) / (1L << _dice.Next(0, 40));
            yield return Math.Round(_dice.NextDouble() * Math.Pow(10, _dice.Next(0, 12)), _dice.Next(0, 12));
            yield return _dice.Next() * 1.37 / 3;
        }
    }

    private decimal NewDecimal() => new(
        _dice.Next(int.MinValue, int.MaxValue), _dice.Next(3) == 0 ? 0 : _dice.Next(int.MinValue, int.MaxValue), _dice.Next(3) == 0 ? _dice.Next() : 0, _dice.Next(2) == 0,
        (byte)_dice.Next(29));
}
