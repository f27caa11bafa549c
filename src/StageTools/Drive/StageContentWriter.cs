using System.Management.Automation.Provider;

namespace StageTools.Drive;

/// <summary>Writes a file for Set-Content and Add-Content. The old file stays until the new one is whole, and stays for good when the command fails
/// or is stopped.</summary>
internal sealed class StageContentWriter(
    IStore store,
    StageKey file,
    ContentWriterParameters parameters,
    Func<bool> isGivenUp,
    Action<StageException> report,
    CancellationToken cancellationToken) : IContentWriter
{
    private const int BufferSize = 128 * 1024;

    // UTF-32 before UTF-16, whose mark it begins with.
    private static readonly Encoding[] Marked =
        [Encoding.UTF32, new UTF32Encoding(bigEndian: true, byteOrderMark: true), Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.UTF8];

    private StoreWriter? _writer;
    private Stream? _stream;
    private StreamWriter? _text;
    private bool _append;
    private bool _failed;
    private bool _closed;

    /// <inheritdoc/>
    public IList Write(IList content)
    {
        ArgumentNullException.ThrowIfNull(content);

        // Until all of it is written, none of it is: a command that fails here may yet close its files as if nothing had happened.
        var hasFailed = _failed;
        _failed = true;
        try
        {
            Begin();
            foreach (var item in content)
            {
                if (item is object?[] several)
                    Array.ForEach(several, WriteItem);
                else
                    WriteItem(item);
            }
        }
        catch (StageException e)
        {
            // PowerShell tells it by itself.
            throw OfAppending(e).Told(CmdletAdvice.Of);
        }

        _failed = hasFailed;
        return content;
    }

    /// <summary>Add-Content goes to the end before it writes; nobody else goes anywhere.</summary>
    public void Seek(long offset, SeekOrigin origin) => _append |= origin == SeekOrigin.End;

    /// <inheritdoc/>
    public void Close()
    {
        if (_closed)
            return;

        _closed = true;
        try
        {
            // Set-Content of nothing makes an empty file; Add-Content of nothing changes nothing.
            if ((_writer is not null || !_append) && !_failed && !isGivenUp())
            {
                Begin();
                _text?.Flush();
                _stream!.Flush();
                Wait(_writer!.CommitAsync(cancellationToken));
            }
        }
        catch (StageException e)
        {
            // A content command that closes its files at its end hears of no exception any more.
            report(OfAppending(e));
        }
        finally
        {
            Release(_writer);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Close();

    private void Begin()
    {
        if (_writer is not null)
            return;

        // Of two that append to one file at once, each would lose what the other wrote: the store lets the first of them commit, and tells the other.
        var old = _append ? Wait(store.FindAsync(file, cancellationToken)) : null;
        var options = new WriteOptions(Overwrite: !_append || old is not null) { Replaces = old };
        _writer = Wait(store.CreateAsync(file, options, cancellationToken));
        _stream = new BufferedStream(_writer.Stream, BufferSize);
        var told = old is { } whole ? CopyOld(whole, _stream) : null;
        if (!parameters.AsByteStream)
        {
            var encoding = told ?? parameters.Encoding ?? new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
            _text = new StreamWriter(_stream, old?.Size > 0 ? new UnmarkedEncoding(encoding) : encoding, BufferSize, leaveOpen: true);
        }
    }

    /// <summary>To who appends, a file that appears meanwhile is a change like any other.</summary>
    private StageException OfAppending(StageException e) => _append && e.Code == StageErrorCode.FileAlreadyExists
        ? StageErrorCode.ChecksumMismatch.Error(
            $"'{store.Show(file)}' was made by somebody else while it was appended to, and nothing was added; try again.", store.Show(file), e)
        : e;

    /// <summary>Writes what is there already.</summary>
    /// <returns>The encoding that its byte order mark tells of; null where there is none.</returns>
    private Encoding? CopyOld(StoreItem whole, Stream target)
    {
        using var old = Wait(store.OpenReadAsync(whole, 0, cancellationToken));
        var start = new byte[4];
        var count = old.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        target.Write(start.AsSpan(0, count));
        Wait(old.CopyToAsync(target, BufferSize, cancellationToken));
        return Marked.FirstOrDefault(encoding => start.AsSpan(0, count).StartsWith(encoding.Preamble));
    }

    /// <summary>Writes what the file system's drive would: an object as it shows itself in the session's culture, nothing for null.</summary>
    private void WriteItem(object? item)
    {
        if (item is null)
            return;

        if (parameters.AsByteStream)
        {
            WriteBytes(Argument.Unwrap(item));
            return;
        }

        _text!.Write(item.ToString());
        if (!parameters.NoNewline)
            _text.Write(Environment.NewLine);
    }

    private void WriteBytes(object? item)
    {
        if (item is byte[] block)
        {
            _stream!.Write(block);
        }
        else if (Convert.GetTypeCode(item) is >= TypeCode.SByte and <= TypeCode.Decimal
            && LanguagePrimitives.TryConvertTo<byte>(item, CultureInfo.InvariantCulture, out var value) && LanguagePrimitives.Equals(item, value))
        {
            _stream!.WriteByte(value);
        }
        else
        {
            throw StageErrorCode.ValueNotRepresentable.Error(
                $"'{item}' is not a byte; with -AsByteStream give whole numbers from 0 to 255, or arrays of bytes.", item);
        }
    }
}
