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
    private StoreItem? _old;
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
                WriteItem(Argument.Unwrap(item));
        }
        catch (StageException e)
        {
            // PowerShell tells it by itself.
            throw e.Told(CmdletAdvice.Of);
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
                RequireUnchanged();
                Wait(_writer!.CommitAsync(cancellationToken));
            }
        }
        catch (StageException e)
        {
            // A content command that closes its files at its end hears of no exception any more.
            report(e);
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

        _writer = Wait(store.CreateAsync(file, new WriteOptions(Overwrite: true), cancellationToken));
        _stream = new BufferedStream(_writer.Stream, BufferSize);
        var old = _append ? CopyOld(_stream) : null;
        if (!parameters.AsByteStream)
        {
            var encoding = parameters.Encoding ?? old ?? new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
            // It writes its byte order mark only where the file begins.
            _text = new StreamWriter(_stream, encoding, BufferSize, leaveOpen: true);
        }
    }

    /// <summary>Two that append to one file at once would each lose what the other wrote; the later one is told.</summary>
    private void RequireUnchanged()
    {
        if (_append && Wait(store.FindAsync(file, cancellationToken)) != _old)
        {
            throw StageErrorCode.ChecksumMismatch.Error(
                $"'{store.Show(file)}' was changed by somebody else while it was appended to, and nothing was added; try again.", store.Show(file));
        }
    }

    /// <summary>Writes what is there already.</summary>
    /// <returns>The encoding that its byte order mark tells of; null where there is none.</returns>
    private Encoding? CopyOld(Stream target)
    {
        _old = Wait(store.FindAsync(file, cancellationToken));
        if (_old is not { } whole)
            return null;

        using var old = Wait(store.OpenReadAsync(whole, 0, cancellationToken));
        var start = new byte[4];
        var count = old.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        target.Write(start.AsSpan(0, count));
        Wait(old.CopyToAsync(target, BufferSize, cancellationToken));
        return Marked.FirstOrDefault(encoding => start.AsSpan(0, count).StartsWith(encoding.Preamble));
    }

    private void WriteItem(object? item)
    {
        if (!parameters.AsByteStream)
        {
            _text!.Write(item as string ?? (string)LanguagePrimitives.ConvertTo(item, typeof(string), CultureInfo.InvariantCulture) ?? string.Empty);
            if (!parameters.NoNewline)
                _text.Write(Environment.NewLine);
        }
        else if (item is byte[] block)
        {
            _stream!.Write(block);
        }
        else if (LanguagePrimitives.TryConvertTo<byte>(item, CultureInfo.InvariantCulture, out var value))
        {
            _stream!.WriteByte(value);
        }
        else
        {
            throw StageErrorCode.ValueNotRepresentable.Error($"'{item}' is not a byte; with -AsByteStream give bytes or arrays of bytes.", item);
        }
    }
}
