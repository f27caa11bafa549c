using System.Collections.Concurrent;
using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace StageTools.Transfer;

/// <summary>Which files one command has made, so that it makes none of them of two: <c>a/x.csv</c> and <c>b/x.csv</c> into one folder are two files
/// for one name.</summary>
public sealed class TakenTargets
{
    private readonly ConcurrentDictionary<UInt128, UInt128> _sources = new();

    /// <summary>Takes a name for a file; false where the command has given it to another.</summary>
    internal bool TryTake(string target, string source) => _sources.GetOrAdd(Hash(target), Hash(source)) == Hash(source);

    private static UInt128 Hash(string text) => XxHash128.HashToUInt128(MemoryMarshal.AsBytes(text.AsSpan()));
}
