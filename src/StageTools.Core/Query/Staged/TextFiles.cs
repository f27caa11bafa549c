using System.Buffers;
using System.Collections.Concurrent;
using StageTools.Errors;
using StageTools.Formats;
using StageTools.Formats.Options;
using StageTools.Formats.Text;
using StageTools.Query.Cache;

namespace StageTools.Query.Staged;

/// <summary>
/// Text files in a form that DuckDB reads as this module's readers do. Most are read as they lie. Of the others (TSV with escapes, Brotli, zlib, UTF-16,
/// unusual quoting) the cache holds a plain copy; a compressed file is checked to its end first, once, since DuckDB takes half of one for the whole.
/// </summary>
internal sealed class TextFiles(FileCache cache)
{
    private const int FlushSize = 1 << 20;
    private static readonly FileFormat CopyFormat = new() { Format = RowFormat.Csv, ForceQuote = true };

    private readonly ConcurrentDictionary<(string Path, long Size, DateTime Written, bool Whole), TextCheck> _checks = new();

    /// <summary>A file as DuckDB can read it.</summary>
    /// <param name="file">The staged file.</param>
    /// <param name="copies">Takes the copy, where one is made, to be given back after the query.</param>
    /// <param name="cancellationToken">Ends the preparation.</param>
    /// <exception cref="StageException"><c>DataInvalid</c>.</exception>
    public async Task<TextFile> PrepareAsync(StagedFile file, ConcurrentBag<LocalFile> copies, CancellationToken cancellationToken)
    {
        var layout = file.Format.Format is RowFormat.Csv or RowFormat.Tsv ? DelimitedLayout.From(file.Format) : null;
        var check = await CheckAsync(file, whole: file.Compression is not Compression.None || layout is { IsTsv: true }, cancellationToken).ConfigureAwait(false);
        if (!check.IsUtf16 && file.Compression is Compression.None or Compression.Gzip && (layout is null || IsPlain(layout, check)))
        {
            return new TextFile(file.Local.Path, file, layout, file.Compression is Compression.Gzip);
        }

        var isDelimited = layout is not null;
        var copy = await cache.MakeAsync(
            file.Place,
            file.Local.Item,
            recipe: "text " + file.Format.ToJson(),
            suffix: isDelimited ? ".csv" : ".json",
            file.Local.Item.Size,
            (target, token) => isDelimited ? WriteRowsAsync(file, target, token) : WriteUtf8Async(file, check, target, token),
            cancellationToken).ConfigureAwait(false);
        copies.Add(copy);
        return new TextFile(copy.Path, file, isDelimited ? DelimitedLayout.From(CopyFormat) : null, IsGzip: false);
    }

    private static bool IsPlain(DelimitedLayout layout, TextCheck check) =>
        !check.HasMixedLineEnds
        && !layout.FitsRows
        && layout.SkippedLines == 0
        && layout.RecordDelimiter is "\n" or "\r\n"
        && layout.NanText == "NaN"
        && (layout.IsTsv
            ? !check.HasEscapes && layout.NullText == "\\N" && !layout.EmptyIsNull
            : char.IsAscii(layout.Quote) && layout.Escape == layout.Quote && layout.EmptyIsNull == (layout.NullText.Length == 0));

    private async Task<TextCheck> CheckAsync(StagedFile file, bool whole, CancellationToken cancellationToken)
    {
        var info = new FileInfo(file.Local.Path);
        var key = (file.Local.Path, info.Exists ? info.Length : 0, info.LastWriteTimeUtc, whole);
        if (!_checks.TryGetValue(key, out var check))
        {
            check = await TextCheck.OfAsync(file, whole, cancellationToken).ConfigureAwait(false);
            _checks.TryAdd(key, check);
        }

        return check;
    }

    private static async Task WriteRowsAsync(StagedFile file, Stream target, CancellationToken cancellationToken)
    {
        var buffer = new ArrayBufferWriter<byte>(FlushSize * 2);
        var text = file.OpenText(bufferSize: 1 << 16);
        RowWriter? writer = null;
        await using (text.ConfigureAwait(false))
        {
            await foreach (var row in RowReaders.ReadAsync(text, file.Format, new RowReadOptions(AsText: true), file.Local.Shown, cancellationToken).ConfigureAwait(false))
            {
                if (writer is null)
                {
                    writer = RowWriters.Create(CopyFormat, buffer, row.Columns);
                    writer.Begin();
                }

                writer.Write(row.Values);
                if (buffer.WrittenCount >= FlushSize)
                {
                    await target.WriteAsync(buffer.WrittenMemory, cancellationToken).ConfigureAwait(false);
                    buffer.ResetWrittenCount();
                }
            }
        }

        writer?.End();
        await target.WriteAsync(buffer.WrittenMemory, cancellationToken).ConfigureAwait(false);
    }

    private static async Task WriteUtf8Async(StagedFile file, TextCheck check, Stream target, CancellationToken cancellationToken)
    {
        var text = file.OpenText(bufferSize: 1 << 16);
        await using (text.ConfigureAwait(false))
        {
            if (!check.IsUtf16)
            {
                await text.CopyToAsync(target, cancellationToken).ConfigureAwait(false);
                return;
            }

            using var reader = new StreamReader(text, detectEncodingFromByteOrderMarks: true);
            var writer = new StreamWriter(target, leaveOpen: true);
            await using (writer.ConfigureAwait(false))
            {
                var block = new char[1 << 16];
                while (await reader.ReadAsync(block, cancellationToken).ConfigureAwait(false) is > 0 and var count)
                {
                    await writer.WriteAsync(block.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
                }
            }
        }
    }
}
