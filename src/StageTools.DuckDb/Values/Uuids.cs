using System.Buffers.Binary;

namespace StageTools.DuckDb.Values;

/// <summary>UUID: a number of 128 bits whose highest bit is inverted in vectors, so that numbers sort as their texts do.</summary>
internal static class Uuids
{
    private static readonly UInt128 Highest = UInt128.One << 127;

    public static Guid FromStored(UInt128 stored)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, stored ^ Highest);
        return new Guid(bytes, bigEndian: true);
    }

    public static UInt128 Stored(object value) => Number(value) ^ Highest;

    public static UInt128 Number(object value)
    {
        if (value is not Guid guid)
        {
            throw RefusedException.Kind(value, "UUID");
        }

        Span<byte> bytes = stackalloc byte[16];
        guid.TryWriteBytes(bytes, bigEndian: true, out _);
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }
}
