using DuckDB.NET.Native;

namespace StageTools.DuckDb;

/// <summary>Values by the bytes that DuckDB keeps of them. BIT: a byte that counts the padding, then the bits, the first byte's padding set to ones;
/// in .NET a text of 0 and 1. BIGNUM: three bytes with the length and the sign, then the number's size, the highest byte first; all inverted when it
/// is negative.</summary>
internal static unsafe class ByteForms
{
    private const int Header = 3;
    private const int Longest = 0x7FFFFF;

    public static byte[] Blob(object value) => value as byte[] ?? throw RefusedException.Kind(value, "BLOB");

    public static string Bits(ReadOnlySpan<byte> stored)
    {
        var bits = string.Concat(stored[1..].ToArray().Select(static part => part.ToString("B8", System.Globalization.CultureInfo.InvariantCulture)));
        return bits[stored[0]..];
    }

    public static BigInteger BigNum(ReadOnlySpan<byte> stored)
    {
        if ((stored[0] & 0x80) != 0)
            return new BigInteger(stored[Header..], isUnsigned: true, isBigEndian: true);

        return -new BigInteger(Inverted(stored[Header..].ToArray()), isUnsigned: true, isBigEndian: true);
    }

    public static byte[] BigNumOf(object value)
    {
        var number = Numbers.Whole(value, "BIGNUM");
        var size = BigInteger.Abs(number).ToByteArray(isUnsigned: true, isBigEndian: true);
        if (size.Length > Longest)
            throw new RefusedException("the number is longer than a BIGNUM can be");

        byte[] stored = [(byte)(0x80 | (size.Length >> 16)), (byte)(size.Length >> 8), (byte)size.Length, .. size];
        return number.Sign < 0 ? Inverted(stored) : stored;
    }

    public static DuckDBValue CreateBigNum(byte[] stored)
    {
        var isNegative = (stored[0] & 0x80) == 0;
        var size = isNegative ? Inverted(stored) : stored;
        fixed (byte* start = size)
        {
            var native = new DuckDBBignum((IntPtr)(start + Header), (ulong)(size.Length - Header), isNegative ? (byte)1 : (byte)0);
            return NativeMethods.Value.DuckDBCreateBignum(native);
        }
    }

    public static Guid Guid(UInt128 number)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, number);
        return new Guid(bytes, bigEndian: true);
    }

    public static UInt128 Number(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    private static byte[] Inverted(byte[] bytes) => Array.ConvertAll(bytes, static part => (byte)~part);
}
