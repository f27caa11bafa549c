namespace StageTools.TestServers;

/// <summary>How the end of a body is known: after so many bytes, by chunks, or by the end of the connection.</summary>
/// <param name="Length">Bytes, where they are counted.</param>
/// <param name="IsChunked">Whether it comes in chunks of HTTP (RFC 9112, 7.1); the aws-chunked coding is just content here.</param>
internal readonly record struct BodyFraming(long Length, bool IsChunked)
{
    public static BodyFraming Chunked => new(Length: 0, IsChunked: true);

    public static BodyFraming UntilClose => new(Length: long.MaxValue, IsChunked: false);

    public bool EndsByClose => Length == long.MaxValue;

    public static BodyFraming Of(long length) => new(length, IsChunked: false);
}
