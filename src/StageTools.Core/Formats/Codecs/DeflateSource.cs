namespace StageTools.Formats.Codecs;

/// <summary>Reads zlib or bare deflate, whichever of the two the file is.</summary>
/// <remarks>
/// .NET's streams take the end of their input for the end of the data, and pass over what stands behind the data. So the file's last byte is given to
/// them apart: of a whole file they ask for it, and for nothing after it.
/// </remarks>
internal sealed class DeflateSource : DecodingStream
{
    private readonly EndTrackingStream _bytes;

    public DeflateSource(Stream inner, string fileName, bool leaveOpen)
        : this(inner, new EndTrackingStream(inner), fileName, leaveOpen)
    {
    }

    private DeflateSource(Stream inner, EndTrackingStream bytes, string fileName, bool leaveOpen)
        : base(new InflatingSource(bytes), inner, fileName, leaveOpen) => _bytes = bytes;

    protected override bool TryTake(Span<byte> destination, out int taken)
    {
        taken = Math.Min(destination.Length, Unread.Length);
        Unread[..taken].CopyTo(destination);
        Consume(taken);
        if (taken > 0 || !SourceEnded)
            return taken > 0;
        return _bytes.EndedWithData ? true : throw CutOff();
    }
}
