namespace StageTools.Formats.Codecs;

/// <summary>Gives a block of bzip2 once it is known to be whole: what expands it compares the check sum, which stands before it, only behind its last
/// byte.</summary>
/// <param name="blocks">Expands the blocks. It takes all compressed bytes of one before it gives the first byte of it.</param>
/// <param name="compressed">The compressed bytes.</param>
internal sealed class CheckedBlocks(Stream blocks, PeekedStream compressed) : SourceStream
{
    private readonly byte[] _room = new byte[64 * 1024];
    private MemoryStream _checked = new();
    private MemoryStream _unchecked = new();
    private bool _ended;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_checked.Position == _checked.Length && !_ended)
        {
            var before = compressed.Position;
            var count = await blocks.ReadAsync(_room, cancellationToken).ConfigureAwait(false);
            _ended = count == 0;

            // What was read before is of blocks whose end has been passed; what came now is also of the one that was begun.
            if (_ended || compressed.Position != before)
            {
                (_checked, _unchecked) = (_unchecked, _checked);
                _checked.Position = 0;
                _unchecked.SetLength(0);
            }

            _unchecked.Write(_room, 0, count);
        }

        return _checked.Read(buffer.Span);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            blocks.Dispose();
        base.Dispose(disposing);
    }
}
