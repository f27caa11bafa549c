namespace StageTools.Formats;

/// <summary>How a file's bytes are compressed.</summary>
public enum Compression
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>gzip, RFC 1952 (<c>.gz</c>).</summary>
    Gzip,

    /// <summary>Brotli, RFC 7932 (<c>.br</c>).</summary>
    Brotli,
}
