namespace StageTools.Drive;

/// <summary>An encoding without its byte order mark, for text that is added to other text.</summary>
/// <remarks>A StreamWriter leaves the mark out by itself only where its stream tells that it is not at its beginning.</remarks>
internal sealed class UnmarkedEncoding(Encoding encoding) : Encoding
{
    /// <inheritdoc/>
    public override byte[] GetPreamble() => [];

    /// <inheritdoc/>
    public override Encoder GetEncoder() => encoding.GetEncoder();

    /// <inheritdoc/>
    public override Decoder GetDecoder() => encoding.GetDecoder();

    /// <inheritdoc/>
    public override int GetByteCount(char[] chars, int index, int count) => encoding.GetByteCount(chars, index, count);

    /// <inheritdoc/>
    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) =>
        encoding.GetBytes(chars, charIndex, charCount, bytes, byteIndex);

    /// <inheritdoc/>
    public override int GetCharCount(byte[] bytes, int index, int count) => encoding.GetCharCount(bytes, index, count);

    /// <inheritdoc/>
    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex) =>
        encoding.GetChars(bytes, byteIndex, byteCount, chars, charIndex);

    /// <inheritdoc/>
    public override int GetMaxByteCount(int charCount) => encoding.GetMaxByteCount(charCount);

    /// <inheritdoc/>
    public override int GetMaxCharCount(int byteCount) => encoding.GetMaxCharCount(byteCount);
}
