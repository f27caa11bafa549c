using System.Numerics;

namespace StageTools.DuckDb.Values;

/// <summary>BIGNUM: three bytes with the length and the sign, then the number's size, the highest byte first; all inverted when it is negative.</summary>
internal static class BigNums
{
    private const int Header = 3;
    private const int Longest = 0x7FFFFF;

    public static BigInteger Value(ReadOnlySpan<byte> stored)
    {
        if ((stored[0] & 0x80) != 0)
        {
            return new BigInteger(stored[Header..], isUnsigned: true, isBigEndian: true);
        }

        var size = stored[Header..].ToArray();
        for (var i = 0; i < size.Length; i++)
        {
            size[i] = (byte)~size[i];
        }

        return -new BigInteger(size, isUnsigned: true, isBigEndian: true);
    }

    public static byte[] Stored(object value)
    {
        var number = Whole.From(value, "BIGNUM");
        var size = BigInteger.Abs(number).ToByteArray(isUnsigned: true, isBigEndian: true);
        if (size.Length > Longest)
        {
            throw new RefusedException("the number is longer than a BIGNUM can be");
        }

        var stored = new byte[Header + size.Length];
        (stored[0], stored[1], stored[2]) = ((byte)(0x80 | (size.Length >> 16)), (byte)(size.Length >> 8), (byte)size.Length);
        size.CopyTo(stored, Header);
        if (number.Sign < 0)
        {
            for (var i = 0; i < stored.Length; i++)
            {
                stored[i] = (byte)~stored[i];
            }
        }

        return stored;
    }
}
